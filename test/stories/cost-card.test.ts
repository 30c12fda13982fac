import { expect, test } from "vitest";
import type { LedgerEntry } from "../../src/core/records/ledger.ts";
import {
  createSimulatedTeam,
  hour,
  type SimulatedTeam,
  minute,
  second,
  textOf,
} from "../support/simulated-team.ts";
import { long, sweepUsd, offBy } from "./ledger-bench.ts";

const day = 24 * hour;

test("the days that are over count as the provider has billed them", async () => {
  await using team = await createSimulatedTeam(long);
  await team.podUp();
  await team.advance(40 * hour);

  const bills = (await team.app.store.bills.list()).map(({ value }) => value);

  expect(bills).toMatchObject([
    { day: "2026-01-01", isFinal: true, usd: expect.closeTo(24 * (0.69 + 0.011), 1) },
    { day: "2026-01-02", isFinal: false },
  ]);
  expect(await offBy(team)).toBeLessThan(sweepUsd);
});

test("/cost shows no run of a pod that waits for its first machine", async () => {
  await using team = await createSimulatedTeam(long);
  team.app.provider.stock.length = 0;

  await team.say("pod up wait:2h");
  await team.advance(hour);

  expect(textOf((await team.say("cost")).card)).not.toContain("This run");
});

test("/cost counts a pod into what is spent now from the moment that it is rented", async () => {
  await using team = await createSimulatedTeam(long);

  await team.say("pod up");
  await team.advance(5 * second);
  const text = textOf((await team.say("cost")).card);

  expect(await team.app.store.ledger.list()).toEqual([]);
  expect(text).toContain("Now: $0.69 an hour");
});

test("/cost says what was spent by whom on what, what is spent now, and which part is an estimate", async () => {
  await using team = await createSimulatedTeam({ ...long, budgetUsd: 200 });
  const pod = await team.podUp();
  await team.advance(2 * hour);

  const text = textOf((await team.say("cost")).card);

  expect(text).toContain("This run: 2 h 3 min, $1.44");
  expect(text).toContain("Today: $1.44\nThis week: $1.44\nThis month: $1.44");
  expect(text).toContain("By person, this month: Ada $1.44");
  expect(text).toContain(`By pod, this month: ${pod.id} $1.44, up 2 h 3 min`);
  expect(text).toContain("Now: $0.70 an hour");
  expect(text).toMatch(/Balance: \$25\.00, read 2026-\S+; it lasts about 1 d 11 h/);
  expect(text).toContain("Budget: $1.44 of $200.00 this month, 0 %");
  expect(text).toContain("This month's figures are an estimate by hourly rates");
});

test("/cost, /pod list and the summary know the disk of a stopped pod, for which the provider says 0", async () => {
  await using team = await createSimulatedTeam(long);
  const pod = await team.podUp();
  await team.advance(minute);
  await team.say("pod down");
  await team.advance(minute);

  const cost = textOf((await team.say("cost show")).card);
  const list = textOf((await team.say("pod list")).card);

  expect(team.app.provider.listed()[0]).toMatchObject({ status: "stopped" });
  expect(cost).toContain(`Disks of stopped pods: $10.00 a month (${pod.id})`);
  expect(cost).toContain("Now: $0.01 an hour");
  expect(list).toContain(`${pod.id} stopped, its disk costs $10.00 a month`);
  expect(textOf(team.card(": summary of this run"))).toMatch(
    /Cost: \$0\.0\d; now its disk costs \$10\.00 a month/,
  );
});

test("/cost says that the balance is not told where it is not, and how to type it", async () => {
  await using team = await createSimulatedTeam(long);
  team.app.provider.billing.setBalance(undefined);

  const before = textOf((await team.say("cost")).card);
  await team.podUp();
  await team.advance(10 * minute);
  const after = textOf((await team.say("cost")).card);

  expect(before).toContain("Balance: Not read yet");
  expect(after).toContain(
    "Balance: The provider does not tell it: see its console, and type it with /cost balance 25",
  );
  expect(team.cards("balance lasts")).toEqual([]);
});

test("a pod on a network volume costs no disk while it is stopped, and the volume is a line of its own", async () => {
  await using team = await createSimulatedTeam(long);
  const { id: volumeId } = await team.app.provider.volumes.create(
    { name: "labelpod-memory-studies", sizeGib: 100, dataCenterId: "US-TX-3" },
    new AbortController().signal,
  );
  await team.say(`pod up volume:${volumeId}`);
  await team.advance(3 * minute);
  await team.say("pod down");
  await team.advance(12 * hour);

  const text = textOf((await team.say("cost")).card);

  expect((await team.app.store.ledger.list()).map(({ value }) => value.kind)).toEqual(["up"]);
  expect(text).toMatch(/Network volumes, this month: \$0\.1\d/);
  expect(text).toContain("Now: nothing");
  expect(await offBy(team)).toBeLessThan(sweepUsd);
});

test("the books are kept for 400 days", async () => {
  await using team = await createSimulatedTeam(long);
  const { ledger, bills } = team.app.store;
  const [entry] = await bookOne(team);
  const nowMs = team.clock.now();
  if (entry === undefined) throw new Error("a run is booked");
  await ledger.create("main", "old", { ...entry, toMs: nowMs - 401 * day });
  await ledger.create("main", "young", { ...entry, toMs: nowMs - 399 * day });
  await bills.create("main", "old", { day: "2024-11-01", usd: 1, diskUsd: 0, isFinal: true });

  await team.advance(7 * hour);

  expect((await ledger.list()).map(({ id }) => id)).toEqual(["k2-1-up-memory-1", "young"]);
  expect((await bills.list()).map(({ id }) => id)).not.toContain("old");
});

async function bookOne(team: SimulatedTeam): Promise<readonly LedgerEntry[]> {
  await team.podUp();
  await team.advance(minute);
  return (await team.app.store.ledger.list()).map(({ value }) => value);
}
