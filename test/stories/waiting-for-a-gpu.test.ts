import { expect, test } from "vitest";
import { UserFacingError } from "../../src/core/common/errors.ts";
import {
  ada,
  createSimulatedTeam,
  hour,
  type SimulatedTeam,
  minute,
  second,
  textOf,
} from "../support/simulated-team.ts";
import { taken, sellOut, rentedGpus } from "./choosing-bench.ts";
import { failAlways, recordCalls, beforeCall } from "../support/trouble.ts";

function restock(team: SimulatedTeam, gpuName: string, usdPerHour: number): void {
  const { stock } = team.app.provider;
  const place = stock.findIndex((offer) => offer.gpuName === gpuName);
  const offer = stock[place];
  if (offer === undefined) throw new Error("not in stock");
  stock[place] = { ...offer, usdPerHour, availability: "high" };
}

test("what is listed as free and is not is asked for again each minute, and the card shows the last look alone", async () => {
  await using team = await createSimulatedTeam();
  const free = failAlways(team.app.provider.pods, "create", taken);

  await team.say("pod up gpu:L4 wait:2h");
  await team.advance(30 * minute);
  const waiting = textOf(team.card("is coming up"));
  const [before] = await team.pods();
  free();
  await team.advance(4 * minute);

  expect(waiting.match(/none free/g)).toHaveLength(1);
  expect(before?.run.attempts).toHaveLength(1);
  expect((await team.pods())[0]?.phase).toBe("live");
});

test("/pod up wait:2h looks each minute, says so on its card, and tells whoever asked when one is free", async () => {
  await using team = await createSimulatedTeam();
  sellOut(team);
  const looks = recordCalls(team.app.provider.market, "offers");

  await team.say("pod up wait:2h");
  await team.advance(10 * minute);
  const waiting = textOf(team.card("is coming up"));
  const listed = textOf((await team.say("pod list")).card);
  const looksInVain = looks.length;
  restock(team, "L4", 0.5);
  const freeAtMs = team.clock.now();
  await team.advance(4 * minute);

  const [pod] = await team.pods();
  expect(looksInVain).toBeGreaterThanOrEqual(9);
  expect(looksInVain).toBeLessThanOrEqual(11);
  expect(waiting).toMatch(/It began to wait .*, looked last .*, and gives up .*/);
  expect(waiting).toContain("Nothing is billed meanwhile.");
  expect(listed).toContain("starting, waits for a GPU, since");
  expect(pod).toMatchObject({ phase: "live", usdPerHour: 0.5 });
  expect(pod?.run.waiting).toBeUndefined();
  expect(pod?.run.paidFromMs).toBeGreaterThanOrEqual(freeAtMs);
  const told = team.cards("a GPU is free");
  expect(told).toHaveLength(1);
  expect(told[0]?.notify).toEqual(ada);
  expect(textOf(told[0])).toContain("L4, secure, $0.50 an hour is being rented");
});

test("a pod that waits is neither overdue nor at its maximum lifetime, and lives its full life from then on", async () => {
  await using team = await createSimulatedTeam({ hardLimitMs: hour });
  sellOut(team);

  await team.say("pod up wait:6h");
  await team.advance(5 * hour);
  restock(team, "L4", 0.5);
  await team.advance(4 * minute);
  const [live] = await team.pods();
  await team.advance(50 * minute);
  const rented = team.app.provider.rented(live?.providerPodId ?? "");

  expect(live?.phase).toBe("live");
  expect(rented?.spec.lease.limitS).toBeGreaterThan(3_000);
  expect(team.cards("maximum lifetime")).toHaveLength(1);
});

test("a pod that has waited for longer than it may live is not ended while its machine is being made", async () => {
  await using team = await createSimulatedTeam({ hardLimitMs: 30 * minute });
  beforeCall(team.app.provider.pods, "create", (_spec, signal) => team.clock.sleep(25 * second, signal));
  sellOut(team);
  await team.say("pod up wait:2h");
  await team.advance(hour);

  restock(team, "RTX 4090", 0.69);
  await team.advance(5 * minute);

  expect((await team.pods())[0]).toMatchObject({ phase: "live" });
});

test("when the time is over the pod fails with a sentence of its own, and offers what is free instead", async () => {
  await using team = await createSimulatedTeam();
  sellOut(team, ({ gpuName }) => gpuName === "L4");

  await team.say("pod up gpu:L4 wait:30m");
  await team.advance(29 * minute);
  const [waiting] = await team.pods();
  await team.advance(5 * minute);

  const told = team.card("summary of this run");
  expect(waiting?.phase).toBe("starting");
  expect((await team.pods())[0]?.phase).toBe("gone");
  expect(textOf(told)).toContain("became free in the time given");
  expect(told?.actions?.map(({ label }) => label)).toEqual([
    "RTX 4090, secure, $0.69 an hour",
    "Wait up to 2 h",
  ]);
  expect(rentedGpus(team)).toEqual([]);
});

test("/pod down ends the waiting at once, and nothing is rented later", async () => {
  await using team = await createSimulatedTeam();
  sellOut(team);
  await team.say("pod up wait:2h");
  await team.advance(5 * minute);

  await team.say("pod down");
  await team.advance(minute);
  const [pod] = await team.pods();
  restock(team, "L4", 0.5);
  await team.advance(10 * minute);

  expect(pod?.phase).toBe("gone");
  expect(rentedGpus(team)).toEqual([]);
});

test("a bot that is killed while it waits goes on waiting until the same time", async () => {
  await using team = await createSimulatedTeam();
  sellOut(team);
  await team.say("pod up wait:1h");
  await team.advance(20 * minute);

  await team.app.killAndRestart();
  await team.advance(20 * minute);
  restock(team, "L4", 0.5);
  await team.advance(4 * minute);

  expect((await team.pods())[0]?.phase).toBe("live");
  expect(rentedGpus(team)).toEqual(["L4"]);
  expect(team.cards("a GPU is free")).toHaveLength(1);
});

test("a catalogue that can't be read for a while ends no waiting", async () => {
  await using team = await createSimulatedTeam();
  sellOut(team);
  await team.say("pod up wait:1h");
  await team.advance(2 * minute);
  const away = new UserFacingError("runpod-unreachable", "It is away: try again.", { retryable: true });
  for (let call = 0; call < 60; call += 1) team.app.provider.failNext("offers", away);
  await team.advance(10 * minute);

  restock(team, "L4", 0.5);
  await team.advance(6 * minute);

  expect((await team.pods())[0]?.phase).toBe("live");
});
