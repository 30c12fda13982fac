import type { Order, PeoplePlan } from "./people.ts";
import type { Random } from "./random.ts";
import { hourMs, minuteMs } from "./units.ts";

/** The same people, some of whom wait for a GPU, take a fresh pod, look in the community or work on a network volume. */
export function withRequests(random: Random, plan: PeoplePlan, startMs: number): PeoplePlan {
  const orders = plan.orders.flatMap((order) => wish(random, order));
  if (random.chance(0.2)) orders.push(...onVolume(startMs));
  if (random.chance(0.1)) orders.push(admins(startMs + 4 * minuteMs, "settings set budget:25"));
  const inOrder = orders.filter((order) => !isGivenUp(order, orders)).toSorted((a, b) => a.atMs - b.atMs);
  return { ...plan, orders: inOrder.map((order, id) => ({ ...order, id })) };
}

/** Who has waited in vain asks for more than who comes. */
function wish(random: Random, order: Order): readonly Order[] {
  if (order.line !== "pod up") return [order];
  const options = random.pick(order.isOnlyWithoutPod === true ? again : first);
  const asked = { ...order, line: `pod up${options}` };
  if (!options.includes("wait") || !random.chance(0.4)) return [asked];
  // Somebody does not want to wait for so long.
  const { atMs, person } = order;
  return [
    asked,
    { id: 0, person, atMs: atMs + random.int(2, 100) * minuteMs, line: "pod down", isOnlyWithoutPod: true },
  ];
}

/** Who did not want to wait for so long does not ask again at once. */
function isGivenUp({ isOnlyWithoutPod, line, person, atMs }: Order, orders: readonly Order[]): boolean {
  if (isOnlyWithoutPod !== true || !line.startsWith("pod up")) return false;
  return orders.some(
    (other) =>
      other.isOnlyWithoutPod === true &&
      other.line === "pod down" &&
      other.person === person &&
      atMs > other.atMs - hourMs &&
      atMs < other.atMs + hourMs,
  );
}

const first = ["", "", "", "", "", "", "", " wait:2h", " wait:30m", " fresh:yes", " cloud:community"];
const again = ["", "", " wait:2h", " wait:2h", " wait:30m", " fresh:yes"];

function onVolume(startMs: number): readonly Order[] {
  return [
    admins(startMs + minuteMs, "volume create name:studies size:20 data-center:US-TX-3"),
    admins(startMs + 3 * minuteMs, "settings set volume:studies"),
  ];
}

function admins(atMs: number, line: string): Order {
  return { id: 0, person: "ada", atMs, line, isAdmin: true };
}
