import { expect, test } from "vitest";
import { firstLogin, type SimulatedLogin } from "../../src/simulated/accounts.ts";
import { update } from "../../src/core/ports/store.ts";
import {
  createSimulatedTeam,
  hour,
  minute,
  second,
  type SimulatedTeam,
  textOf,
} from "../support/simulated-team.ts";
import { hidePods, hideUse, loseCreates } from "../support/provider-trouble.ts";
import { never } from "./reconcile-bench.ts";

const another: SimulatedLogin = { key: "key-2", account: "account-2" };
const renewed: SimulatedLogin = { ...firstLogin, key: "key-3" };
const alarm = "may be billed in another account";

/** The bot is started again with another key. */
async function restartAs(team: SimulatedTeam, login: SimulatedLogin): Promise<void> {
  await team.app.killAndRestart(async () => team.app.provider.signIn(login));
}

/** Records as the version before has left them. */
async function unmark(team: SimulatedTeam): Promise<void> {
  for (const { teamId, id } of await team.app.store.pods.list())
    await update(team.app.store.pods, { teamId, id }, (pod) => {
      const { shownBy: _, ...unmarked } = pod;
      return unmarked;
    });
}

test.each([
  ["live", "pod status"],
  ["stopped", "pod down"],
])("a %s pod that the key of another account is not shown is told, and has no end", async (phase, line) => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  await team.say(line);
  await team.advance(minute);
  hideUse(team.app.software);

  await restartAs(team, another);
  await team.advance(5 * minute);

  expect((await team.pods()).map((pod) => pod.phase)).toEqual([phase]);
  expect(team.cards(alarm)).toHaveLength(1);
  expect(textOf(team.card(alarm))).toMatch(/another account\.[^]*Set the key of the pod's account/);
  expect(team.card(alarm)?.actions).toMatchObject([{ commandLine: "pod forget id:k2" }]);
});

test("it is told again each hour while the pod may be up, and the messages before say so", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  await team.say("pod keep 12h");

  await restartAs(team, another);
  await team.advance(130 * minute);

  expect(team.cards(alarm).map(({ outcome }) => outcome)).toEqual(["succeeded", "succeeded", "open"]);
});

test("what is told of it is told once by each life of the bot, and is over when its key is back", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  await restartAs(team, another);
  await team.advance(2 * minute);
  await team.app.killAndRestart();
  await team.advance(2 * minute);
  const told = team.cards(alarm).length;

  await restartAs(team, firstLogin);
  await team.advance(minute);

  expect(told).toBe(1);
  expect(team.cards(alarm).map((card) => [card.outcome, textOf(card)])).toEqual([
    ["succeeded", expect.stringContaining("shows it again")],
  ]);
  expect((await team.pods())[0]).not.toHaveProperty("unshown");
});

test("a stop is not over because another account's key knows nothing of the pod", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  await restartAs(team, another);

  await team.say("pod down");
  await team.advance(30 * minute);

  expect((await team.pods())[0]?.phase).toBe("stopping");
  expect(textOf(team.card("does not stop"))).toMatch(/may still be billed[^]*of another account/);
  await restartAs(team, firstLogin);
  await team.advance(2 * minute);
  expect((await team.pods())[0]?.phase).toBe("stopped");
});

test("a deletion is not over either", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  const { card } = await team.say("pod delete");
  await restartAs(team, another);

  await team.press(card, "Yes");
  await team.advance(10 * minute);

  expect((await team.pods())[0]?.phase).toBe("stopping");
  expect(team.app.provider.listed()).toHaveLength(1);
});

test("a machine that is given up is not released by another account's key", async () => {
  await using team = await createSimulatedTeam();
  team.app.provider.twist({ dataCenterId: "EU-RO-1" });
  await team.say("pod up");
  await restartAs(team, another);

  await team.advance(10 * minute);

  expect(team.app.provider.listed()).toHaveLength(1);
  expect((await team.pods()).map(({ phase, providerPodId }) => [phase, providerPodId])).toEqual([
    ["stopping", "memory-1"],
  ]);
});

test("a create whose answer was lost makes no second pod by another account's key", async () => {
  await using team = await createSimulatedTeam();
  const answer = loseCreates(team.app.provider);
  await team.say("pod up");
  await team.advance(second);
  answer();

  await restartAs(team, another);
  await team.advance(30 * minute);

  expect(team.app.provider.listed()).toHaveLength(1);
  expect((await team.pods())[0]?.phase).toBe("stopping");
  expect(team.cards(alarm)).not.toEqual([]);
});

test("a renewed key of the same account passes in silence, also where it is not told whose it is", async () => {
  await using team = await createSimulatedTeam();
  const pod = await team.podUp();
  await restartAs(team, renewed);
  await team.advance(2 * minute);

  await team.app.provider.pods.remove(pod.providerPodId ?? "", never);
  hideUse(team.app.software);
  await team.advance(3 * minute);

  expect(team.cards(alarm)).toEqual([]);
  expect((await team.pods())[0]?.phase).toBe("gone");
});

test("a key that shows one recorded pod proves that another one is gone, also after a restart", async () => {
  await using team = await createSimulatedTeam();
  const pod = await team.podUp();
  const { store, provider } = team.app;
  const rest = { teamId: pod.teamId, id: "k9" };
  await store.pods.create(rest.teamId, rest.id, {
    ...pod,
    id: "k9",
    name: "labelpod-memory-k9",
    providerPodId: "memory-9",
    phase: "stopped",
    run: { ...stoppedRun(pod), endedAtMs: team.clock.now() - hour },
  });
  await restartAs(team, renewed);
  hidePods(provider, () => false);

  await team.advance(second);
  await team.app.killAndRestart();
  await team.advance(3 * minute);

  expect((await store.pods.get(rest.teamId, rest.id))?.value.phase).toBe("gone");
  expect(team.cards(alarm)).toEqual([]);
});

test("a key of an account that the provider tells to be the same proves it alone", async () => {
  await using team = await createSimulatedTeam();
  team.app.provider.signIn({ ...firstLogin, isTold: true });
  const pod = await team.podUp();
  await team.app.provider.pods.remove(pod.providerPodId ?? "", never);
  hideUse(team.app.software);

  await restartAs(team, { ...renewed, isTold: true });
  await team.advance(3 * minute);

  expect((await team.pods())[0]?.phase).toBe("gone");
  expect(team.cards(alarm)).toEqual([]);
});

test("a record of the version before is proved by what its key shows first", async () => {
  await using team = await createSimulatedTeam();
  const pod = await team.podUp();
  await unmark(team);
  await team.advance(minute);

  await team.app.provider.pods.remove(pod.providerPodId ?? "", never);
  hideUse(team.app.software);
  await team.advance(3 * minute);

  expect((await team.pods())[0]?.phase).toBe("gone");
});

test("a record of the version before that no key has shown since is told, and not ended", async () => {
  await using team = await createSimulatedTeam();
  const pod = await team.podUp();
  await team.app.killAndRestart(async () => {
    await unmark(team);
    await team.app.provider.pods.remove(pod.providerPodId ?? "", never);
  });
  hideUse(team.app.software);

  await team.advance(5 * minute);

  expect((await team.pods())[0]?.phase).toBe("live");
  expect(team.cards(alarm)).toHaveLength(1);
});

test("nothing is rented in the place of a stopped pod that the key is not shown", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  await team.say("pod down");
  await team.advance(minute);
  await restartAs(team, another);
  await team.advance(minute);

  const { card } = await team.say("pod up");
  const fresh = await team.say("pod up fresh:yes");

  expect(textOf(card)).toContain("is not shown the team's pod");
  expect(textOf(fresh.card)).toContain("is not shown the team's pod");
  expect(team.app.provider.listed()).toHaveLength(1);
});

test("a pod that is started again before the bot has seen that its key is another one does not end", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  await team.say("pod down");
  await team.advance(minute);
  await restartAs(team, another);

  await team.say("pod up");
  await team.advance(20 * minute);

  expect((await team.pods())[0]).toMatchObject({
    phase: "stopping",
    run: { failure: { code: "not-shown" } },
  });
  expect(team.cards(alarm)).not.toEqual([]);
});

test("what a renewed key has shown before it is taken away is gone, though no sweep has noted the key", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  const { card } = await team.say("pod delete");
  await team.app.killAndRestart(async () => {
    team.app.provider.signIn({ ...renewed, isTold: false });
    // From here on no list comes to the sweep before the stop's own.
    await team.press(card, "Yes");
  });

  await team.advance(minute);

  expect((await team.pods())[0]?.phase).toBe("gone");
  expect(team.cards(alarm)).toEqual([]);
});

function stoppedRun({ run }: Awaited<ReturnType<SimulatedTeam["podUp"]>>): {
  number: number;
  startedAtMs: number;
  trainings: number;
  bootId: string;
  step: typeof run.step;
  stepsDone: typeof run.stepsDone;
  isClosed: true;
} {
  const { number, startedAtMs, trainings, bootId, step, stepsDone } = run;
  return { number, startedAtMs, trainings, bootId, step, stepsDone, isClosed: true };
}
