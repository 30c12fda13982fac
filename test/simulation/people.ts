import type { Random } from "./random.ts";
import { hourMs, minuteMs, secondMs } from "./units.ts";

/** Somebody at work on whichever pod is up. */
export type Session = {
  readonly id: number;
  readonly person: string;
  readonly fromMs: number;
  readonly toMs: number;
  /** When they do something that the pod can tell, in order. */
  readonly actsMs: readonly number[];
  /** A terminal on the pod that is left open for so long. */
  readonly shell?: { readonly fromMs: number; readonly toMs: number };
};

/** A command that somebody gives. */
export type Order = {
  readonly id: number;
  readonly person: string;
  readonly atMs: number;
  readonly line: string;
  readonly isAdmin?: true;
  /** Given by whoever wants to work and finds no pod. */
  readonly isOnlyWithoutPod?: true;
  /** What the line says yes to. */
  readonly confirms?: string;
};

export type PeoplePlan = { readonly sessions: readonly Session[]; readonly orders: readonly Order[] };

/** What a team does in these days: three people who come, work, train, forget and leave. */
export function planPeople(random: Random, startMs: number, days: number): PeoplePlan {
  const sessions: Session[] = [];
  const orders: Order[] = [];
  for (let day = 0; day < days; day += 1) {
    const plan = planDay(random, startMs + day * 24 * hourMs);
    sessions.push(...plan.sessions.map((session) => ({ ...session, id: sessions.length + session.id })));
    orders.push(...plan.orders.map((order) => ({ ...order, id: 0 })));
  }
  const inOrder = orders.toSorted((a, b) => a.atMs - b.atMs);
  return { sessions, orders: inOrder.map((order, id) => ({ ...order, id })) };
}

function planDay(random: Random, midnightMs: number): PeoplePlan {
  const sessions: Session[] = [];
  const orders: Order[] = [];
  const say: Say = (order) => void orders.push({ id: 0, ...order });

  let atMs = midnightMs + random.int(7 * 60, 10 * 60) * minuteMs;
  for (const person of [random.pick(["ada", "bob"]), "cyd"]) {
    const fromMs = atMs + random.int(0, 40) * minuteMs;
    arrive(random, say, { person, fromMs });
    const session = planSession(random, person, fromMs + 5 * minuteMs);
    sessions.push({ ...session, id: sessions.length });
    work(random, say, session);
    atMs = session.toMs + (random.chance(0.5) ? random.int(2, 4) * hourMs : random.int(0, 50) * minuteMs);
  }
  return { sessions, orders };
}

type Say = (order: Omit<Order, "id">) => void;

/** Everybody who wants to work asks for a pod, and again while there is none. */
function arrive(random: Random, say: Say, { person, fromMs }: { person: string; fromMs: number }): void {
  const options = random.pick(["", "", "", " idle:30m", " access:https", " gpu:L4"]);
  say({ atMs: fromMs, person, line: `pod up${options}` });
  if (random.chance(0.2)) say({ atMs: fromMs + random.int(0, 3) * secondMs, person: "bob", line: "pod up" });
  for (const waitMs of [20 * minuteMs, 50 * minuteMs])
    say({ atMs: fromMs + waitMs, person, line: "pod up", isOnlyWithoutPod: true });
}

function planSession(random: Random, person: string, fromMs: number): Omit<Session, "id"> {
  const toMs = fromMs + random.int(20, 150) * minuteMs;
  const shellFromMs = fromMs + random.int(0, 30) * minuteMs;
  return {
    person,
    fromMs,
    toMs,
    actsMs: planActs(random, fromMs, toMs),
    ...(random.chance(0.2)
      ? { shell: { fromMs: shellFromMs, toMs: shellFromMs + random.int(5, 150) * minuteMs } }
      : {}),
  };
}

/** Bursts with silences of up to 50 minutes between them, in which somebody paints or is at lunch. */
function planActs(random: Random, fromMs: number, toMs: number): readonly number[] {
  const acts: number[] = [];
  for (let atMs = fromMs; atMs < toMs; atMs += random.int(1, random.chance(0.3) ? 50 : 8) * minuteMs) {
    for (let left = random.int(1, 12); left > 0 && atMs < toMs; left -= 1) {
      acts.push(atMs);
      atMs += random.int(5, 60) * secondMs;
    }
  }
  return acts;
}

/** What is asked of the bot while somebody works, and when they leave. */
function work(random: Random, say: Say, { person, fromMs, toMs }: Omit<Session, "id">): void {
  const within = (): number => fromMs + Math.floor(random.next() * (toMs - fromMs));
  const after = (): number => toMs + random.int(0, 20) * minuteMs;
  const model = random.pick(["deepedit", "deepgrow_2d"]);
  if (random.chance(0.4)) say({ atMs: within(), person, line: `train ${model} epochs:${random.int(2, 60)}` });
  if (random.chance(0.05)) say({ atMs: within(), person, line: "train stop" });
  if (random.chance(0.3)) say({ atMs: within(), person, line: random.pick(asides), isAdmin: true });
  if (random.chance(0.2)) say({ atMs: toMs - minuteMs, person, line: random.pick(keeps), isAdmin: true });
  if (random.chance(0.15)) say({ atMs: within(), person, line: "pod restart" });
  if (random.chance(0.25)) say({ atMs: after(), person, line: "pod down" });
  else if (random.chance(0.08)) say({ atMs: after(), person, line: "pod delete" });
}

const keeps = [
  "pod keep 2h",
  "pod keep for:30m",
  "pod keep until:18:00",
  "pod keep 12h",
  "pod keep 14h beyond-limit:yes",
];
const asides = [
  "pod status",
  "pod list",
  "pod url",
  "pod url rotate",
  "pod idle 40m",
  "pod idle 60m",
  "settings set idle:45m grace:10m",
  "settings set idle:60m grace:15m",
  "settings show",
  "train status",
];
