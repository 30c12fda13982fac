import { expect, test } from "vitest";
import type { Collection } from "../../src/core/ports/collection.ts";
import { shellFailures } from "../../src/core/words/shell.ts";
import { dieAfterCreate, dieAfterWrite } from "../support/crash.ts";
import {
  bob,
  createSimulatedTeam,
  hour,
  type SimulatedTeam,
  minute,
  second,
} from "../support/simulated-team.ts";
import { long, spent, sweepUsd, offBy } from "./ledger-bench.ts";
import { failAlways, recordCalls, turnAnswers } from "../support/trouble.ts";
import { tellPodsAs, hideUse } from "../support/provider-trouble.ts";

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
  hideUse(team.app.software);
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

test("a machine whose price the provider leaves out costs what it was offered for", async () => {
  await using team = await createSimulatedTeam(long);
  turnAnswers(team.app.provider.pods, "create", (made) => ({ ...made, usdPerHour: 0 }));
  tellPodsAs(team.app.provider, (pod) => ({ ...pod, usdPerHour: 0 }));

  await team.podUp();
  await team.advance(hour);

  expect(await offBy(team)).toBeLessThan(sweepUsd);
});

test("an adopted pod that can't be spoken to for a while is counted once", async () => {
  await using team = await createSimulatedTeam(long);
  await team.podUp();
  await team.advance(hour);
  const reach = failAlways(team.app.provider.shell, "run", shellFailures.noConnection(undefined));
  const { pods, slots, ledger } = team.app.store;
  await forget(pods);
  await forget(slots);
  await forget(ledger);

  await team.advance(5 * minute);
  reach();
  await team.advance(5 * minute);

  expect((await team.pods())[0]).toMatchObject({ phase: "live", run: { number: 1 } });
  expect(await offBy(team)).toBeLessThan(sweepUsd);
});

test("a look at which nothing has changed asks the ledger for nothing", async () => {
  await using team = await createSimulatedTeam(long);
  await team.podUp();
  await team.advance(minute);
  const { ledger } = team.app.store;
  const asked = [recordCalls(ledger, "get"), recordCalls(ledger, "list")];

  await team.advance(45 * second);

  expect(asked).toEqual([[], []]);
});
