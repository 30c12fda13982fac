import { expect, test } from "vitest";
import { UnknownCreateError } from "../../src/core/common/errors.ts";
import { costParts, sumUsd } from "../../src/core/money/cost-parts.ts";
import type { LedgerEntry } from "../../src/core/records/ledger.ts";
import type { Collection } from "../../src/core/ports/collection.ts";
import { readBooks } from "../../src/core/money/check-budget.ts";
import { shellFailures } from "../../src/core/words/shell.ts";
import { dieAfterCreate, dieAfterWrite } from "../support/crash.ts";
import {
  bob,
  createSimulatedTeam,
  hour,
  type SimulatedTeam,
  minute,
  second,
  textOf,
} from "../support/simulated-team.ts";

const day = 24 * hour;
const long = { idleMs: 5_000 * hour, hardLimitMs: 5_000 * hour };
const all = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER / 2 };

async function spent(team: SimulatedTeam): Promise<number> {
  return sumUsd(costParts(await readBooks(team.app, "main"), all, team.clock.now()));
}

/** What the provider itself charges for all of it. */
async function charged(team: SimulatedTeam): Promise<number> {
  const signal = new AbortController().signal;
  return sumUsd(await team.app.provider.billing.charges(Date.UTC(2026, 0, 1), signal));
}

/** The sweep sees within a quarter of a minute what became of a pod. */
const sweepUsd = (0.7 * 30) / 3600;

/** How far the ledger is off from that, right after a sweep. */
async function offBy(team: SimulatedTeam): Promise<number> {
  await team.advance(15 * second);
  return Math.abs((await spent(team)) - (await charged(team)));
}

async function forget<T>(collection: Collection<T>): Promise<void> {
  for (const stored of await collection.list()) await collection.remove(stored);
}

test("the ledger has what the provider charges, from the start over a stop and another start to the deletion", async () => {
  await using team = await createSimulatedTeam(long);

  await team.podUp();
  await team.advance(2 * hour);
  expect(await offBy(team)).toBeLessThan(sweepUsd);
  await team.say("pod down");
  await team.advance(8 * hour);
  expect(await offBy(team)).toBeLessThan(sweepUsd);
  await team.say("pod up", { person: bob });
  await team.advance(hour);
  expect(await offBy(team)).toBeLessThan(2 * sweepUsd);
  await team.press((await team.say("pod delete")).card, "Yes");
  await team.advance(hour);
  expect(await offBy(team)).toBeLessThan(2 * sweepUsd);

  const entries = (await team.app.store.ledger.list()).map(({ value }) => value);
  expect(entries.map(({ run, kind, person, toMs }) => [run, kind, person.name, toMs === undefined])).toEqual([
    [1, "up", "Ada", false],
    [1, "rest", "Ada", false],
    [2, "up", "Bob", false],
  ]);
});

test.each(["stopped", "deleted"])("the ledger follows a pod that is %s outside", async (what) => {
  await using team = await createSimulatedTeam(long);
  const { providerPodId = "" } = await team.podUp();
  const { pods } = team.app.provider;
  const signal = new AbortController().signal;

  await team.advance(hour);
  await (what === "stopped" ? pods.stop(providerPodId, signal) : pods.remove(providerPodId, signal));
  team.app.software.activity = async () => {
    throw shellFailures.noConnection(undefined);
  };
  await team.advance(2 * hour);

  expect(await offBy(team)).toBeLessThan(12 * sweepUsd);
});

test("the ledger follows a pod that is started again outside", async () => {
  await using team = await createSimulatedTeam(long);
  const { providerPodId = "" } = await team.podUp();
  await team.say("pod down");
  await team.advance(2 * hour);

  await team.app.provider.pods.start(providerPodId, new AbortController().signal);
  await team.advance(2 * hour);

  expect(await offBy(team)).toBeLessThan(4 * sweepUsd);
});

test("a stop and a start at once lose nothing of the run that ended in between", async () => {
  await using team = await createSimulatedTeam(long);
  await team.podUp();
  await team.advance(hour);
  const sweeps = (await team.app.store.ledger.list()).length;

  await team.say("pod down");
  await team.advance(6 * second);
  await team.say("pod up");
  await team.advance(hour);

  expect(sweeps).toBe(1);
  expect(await offBy(team)).toBeLessThan(2 * sweepUsd);
});

test.each([
  ["a stretch is written for the first time", (team: SimulatedTeam) => dieAfterCreate(team.app.store.ledger)],
  [
    "its end is written",
    (team: SimulatedTeam) => dieAfterWrite(team.app.store.ledger, ({ toMs }) => toMs !== undefined),
  ],
  [
    "the record remembers its end",
    (team: SimulatedTeam) =>
      dieAfterWrite(
        team.app.store.pods,
        ({ booking }) => booking?.booked?.some(({ kind }) => kind === "rest") === true,
      ),
  ],
])("nothing is lost or counted twice when the bot dies right after %s", async (_when, plan) => {
  await using team = await createSimulatedTeam(long);
  plan(team);

  await team.say("pod up");
  await team.advance(30 * second);
  await team.app.killAndRestart();
  await team.advance(hour);
  await team.say("pod down");
  await team.advance(30 * second);
  await team.app.killAndRestart();
  await team.advance(hour);

  expect(await offBy(team)).toBeLessThan(3 * sweepUsd);
});

test("an adopted pod is counted from its start again, once the pod itself has told it", async () => {
  await using team = await createSimulatedTeam(long);
  await team.podUp();
  await team.advance(2 * hour);
  const before = await spent(team);
  const { pods, slots, ledger } = team.app.store;
  await forget(pods);
  await forget(slots);
  await forget(ledger);

  await team.advance(10 * minute);

  expect(await spent(team)).toBeGreaterThan(before);
  expect(await offBy(team)).toBeLessThan(sweepUsd);
});

test("a machine that is given back is counted beside the one that takes its place", async () => {
  await using team = await createSimulatedTeam(long);
  team.app.provider.twist({ dataCenterId: "EU-RO-1" });
  team.app.provider.twist({ gpuCount: 0 });

  await team.say("pod up");
  await team.advance(hour);

  expect((await team.pods())[0]?.phase).toBe("live");
  expect(team.app.provider.listed().length).toBe(1);
  expect(await offBy(team)).toBeLessThan(6 * sweepUsd);
});

test("a stopped pod that waits for its host costs its disk alone, and its machine from its start on", async () => {
  await using team = await createSimulatedTeam(long);
  await team.podUp();
  await team.say("pod down");
  await team.advance(minute);
  team.app.provider.fillHosts(team.clock.now() + hour);

  await team.say("pod up wait:2h");
  await team.advance(50 * minute);
  const waiting = await offBy(team);
  await team.advance(hour);

  expect(waiting).toBeLessThan(2 * sweepUsd);
  expect((await team.pods())[0]?.phase).toBe("live");
  expect(await offBy(team)).toBeLessThan(4 * sweepUsd);
});

test("a start that is refused costs nothing but the disk, which is paid for all the while", async () => {
  await using team = await createSimulatedTeam(long);
  await team.podUp();
  await team.say("pod down");
  await team.advance(minute);
  team.app.provider.fillHosts(team.clock.now() + 10 * hour);

  await team.say("pod up");
  await team.advance(2 * hour);

  expect((await team.pods())[0]?.phase).toBe("stopped");
  expect(await offBy(team)).toBeLessThan(3 * sweepUsd);
});

test("a machine whose price the provider leaves out costs what it was offered for", async () => {
  await using team = await createSimulatedTeam(long);
  const { pods } = team.app.provider;
  const { create, get } = pods;
  pods.create = async (spec, signal) => ({ ...(await create(spec, signal)), usdPerHour: 0 });
  pods.get = async (id, signal) => {
    const found = await get(id, signal);
    return found && { ...found, usdPerHour: 0 };
  };

  await team.podUp();
  await team.advance(hour);

  expect(await offBy(team)).toBeLessThan(sweepUsd);
});

test("an adopted pod that can't be spoken to for a while is counted once", async () => {
  await using team = await createSimulatedTeam(long);
  await team.podUp();
  await team.advance(hour);
  const { shell } = team.app.provider;
  const { run } = shell;
  shell.run = async () => {
    throw shellFailures.noConnection(undefined);
  };
  const { pods, slots, ledger } = team.app.store;
  await forget(pods);
  await forget(slots);
  await forget(ledger);

  await team.advance(5 * minute);
  shell.run = run;
  await team.advance(5 * minute);

  expect((await team.pods())[0]).toMatchObject({ phase: "live", run: { number: 1 } });
  expect(await offBy(team)).toBeLessThan(sweepUsd);
});

test("a pod that waits for a free GPU costs nothing until it has one", async () => {
  await using team = await createSimulatedTeam(long);
  const { market } = team.app.provider;
  const { offers } = market;
  market.offers = async () => [];
  await team.say("pod up wait:2h");
  await team.advance(hour);
  const waiting = await spent(team);
  market.offers = offers;

  await team.advance(hour);

  expect(waiting).toBe(0);
  expect((await team.pods())[0]?.phase).toBe("live");
  expect(await offBy(team)).toBeLessThan(2 * sweepUsd);
});

test("a fresh pod in the place of a stopped one is counted beside it, until that one is deleted", async () => {
  await using team = await createSimulatedTeam(long);
  await team.podUp();
  await team.say("pod down");
  await team.advance(hour);

  await team.press((await team.say("pod up fresh:yes")).card, "Yes");
  await team.advance(hour);

  expect((await team.pods()).map(({ phase }) => phase).toSorted()).toEqual(["gone", "live"]);
  expect(await offBy(team)).toBeLessThan(4 * sweepUsd);
});

test("a pod whose create answer was lost, and that is stopped before it was found, is counted like any other", async () => {
  await using team = await createSimulatedTeam(long);
  const lost = new UnknownCreateError("create-unknown", "The answer was lost: look for the pod.");
  team.app.provider.failNext("create", lost, "after");
  await team.say("pod up");
  await team.advance(10 * second);

  await team.say("pod down");
  await team.advance(2 * hour);

  expect((await team.pods())[0]).toMatchObject({ phase: "stopped", providerPodId: "memory-1" });
  expect(await charged(team)).toBeGreaterThan(0);
  expect(await offBy(team)).toBeLessThan(2 * sweepUsd);
});

test("the time that such a pod has waited for a free GPU before is not counted", async () => {
  await using team = await createSimulatedTeam(long);
  const { market, pods, failNext, listed } = team.app.provider;
  const { offers } = market;
  const { list } = pods;
  market.offers = async () => [];
  await team.say("pod up wait:6h");
  await team.advance(3 * hour);
  market.offers = offers;
  pods.list = async () => [];
  failNext(
    "create",
    new UnknownCreateError("create-unknown", "The answer was lost: look for the pod."),
    "after",
  );
  for (let looks = 0; looks < 90 && listed().length === 0; looks += 1) await team.advance(second);

  await team.say("pod down");
  pods.list = list;
  await team.advance(hour);

  expect((await team.pods())[0]).toMatchObject({ phase: "stopped", providerPodId: "memory-1" });
  expect(await offBy(team)).toBeLessThan(2 * sweepUsd);
});

test("a create that made nothing and is tried again is counted from the time of the one that did", async () => {
  await using team = await createSimulatedTeam(long);
  const lost = new UnknownCreateError("create-unknown", "The answer was lost: look for the pod.");
  for (let tries = 0; tries < 3; tries += 1) team.app.provider.failNext("create", lost, "before");

  await team.say("pod up");
  await team.advance(2 * hour);

  expect((await team.pods())[0]?.phase).toBe("live");
  expect(await offBy(team)).toBeLessThan(sweepUsd);
});

test("a pod for which nothing was to be had costs nothing", async () => {
  await using team = await createSimulatedTeam(long);

  await team.say("pod up gpu:H100");
  await team.advance(hour);

  expect(await team.app.store.ledger.list()).toEqual([]);
});

test("a look at which nothing has changed asks the ledger for nothing", async () => {
  await using team = await createSimulatedTeam(long);
  await team.podUp();
  await team.advance(minute);
  const { ledger } = team.app.store;
  let asked = 0;
  const { get, list } = ledger;
  ledger.get = async (...where) => {
    asked += 1;
    return get(...where);
  };
  ledger.list = async (...where) => {
    asked += 1;
    return list(...where);
  };

  await team.advance(45 * second);

  expect(asked).toBe(0);
});

test("the days that are over count as the provider has billed them", async () => {
  await using team = await createSimulatedTeam(long);
  await team.podUp();
  await team.advance(40 * hour);

  const bills = (await team.app.store.bills.list()).map(({ value }) => value);

  expect(bills).toMatchObject([
    { day: "2026-01-01", isFinal: true, usd: expect.closeTo(24 * (0.69 + 0.0082), 1) },
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

  expect(text).toContain("This run: 2 h 3 min, $1.43");
  expect(text).toContain("Today: $1.43\nThis week: $1.43\nThis month: $1.43");
  expect(text).toContain("By person, this month: Ada $1.43");
  expect(text).toContain(`By pod, this month: ${pod.id} $1.43, up 2 h 3 min`);
  expect(text).toContain("Now: $0.70 an hour");
  expect(text).toMatch(/Balance: \$25\.00, read 2026-\S+; it lasts about 1 d 11 h/);
  expect(text).toContain("Budget: $1.43 of $200.00 this month, 0 %");
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

test("/cost says that the balance is not told where it is not, which is no alarm", async () => {
  await using team = await createSimulatedTeam(long);
  team.app.provider.billing.setBalance(undefined);

  const before = textOf((await team.say("cost")).card);
  await team.podUp();
  await team.advance(10 * minute);
  const after = textOf((await team.say("cost")).card);

  expect(before).toContain("Balance: Not read yet");
  expect(after).toContain("Balance: The provider does not tell it: see its console.");
  expect(team.cards("balance")).toEqual([]);
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
