import { expect, test } from "vitest";
import { shellFailures } from "../../src/core/words/shell.ts";
import { createSimulatedTeam, hour, minute, second, textOf } from "../support/simulated-team.ts";
import { never, rentBeside } from "./reconcile-bench.ts";
import { failAlways, hang, recordCalls, turnAnswers, answerBy } from "../support/trouble.ts";
import { ignoreStops, hideUse } from "../support/provider-trouble.ts";

test("a sweep asks a provider for its list once, however many pods there are", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  await rentBeside(team, "labelpod-memory-lost");
  await rentBeside(team, "somebody-else");
  await team.advance(2 * minute);
  const calls = recordCalls(team.app.provider.pods, "list");

  await team.advance(5 * minute);

  expect(await team.pods()).toHaveLength(2);
  expect(calls).toHaveLength(20);
});

test("one list that lacks a pod, or has another one, leads to nothing", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  const recover = turnAnswers(team.app.provider.pods, "list", (listed) => {
    recover();
    return listed.map((pod) => ({ ...pod, status: "stopped" as const }));
  });

  await team.advance(5 * minute);

  expect((await team.pods())[0]?.phase).toBe("live");
});

test("a pod that can't be reached though it runs is told of once, and when it can be again", async () => {
  await using team = await createSimulatedTeam({ idleMs: 5 * hour });
  await team.podUp();
  const show = hideUse(team.app.software);

  await team.advance(9 * minute);
  const early = team.cards("can't be reached").length;
  await team.advance(20 * minute);
  const told = team.cards("can't be reached").map(textOf);
  show();
  await team.advance(minute);

  expect(early).toBe(0);
  expect(told).toHaveLength(1);
  expect(told[0]).toContain("counts as in use until it reaches its maximum lifetime");
  expect(textOf(team.card("can't be reached"))).toContain("It answers again");
  expect((await team.pods())[0]?.run.unreachable).toBeUndefined();
});

test("a pod whose container ends again and again is stopped with a sentence", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  turnAnswers(team.app.provider.pods, "list", (listed) =>
    listed.map((pod) => ({ ...pod, uptimeMs: team.clock.now() % minute })),
  );

  await team.advance(6 * minute);

  expect((await team.pods())[0]).toMatchObject({
    phase: "stopped",
    run: { failure: { code: "crash-loop" } },
  });
  expect(textOf(team.card(": summary of this run"))).toContain("container ended again and again");
});

test("a pod that was restarted outside is set up again on its new machine, in the same run", async () => {
  await using team = await createSimulatedTeam();
  const pod = await team.podUp();
  const id = pod.providerPodId ?? "";
  const { pods } = team.app.provider;

  await pods.stop(id, never);
  await pods.start(id, never);
  await team.advance(3 * minute);

  const [after] = await team.pods();
  expect(after).toMatchObject({ phase: "live", run: { number: 1 } });
  // Nobody has used it by that.
  expect(after?.run.use?.lastUseAtMs).toBe(pod.run.use?.lastUseAtMs);
  expect(after?.run.machine?.startId).not.toBe(pod.run.machine?.startId);
});

test("a stopped pod that its provider deletes is told to be gone, and makes room", async () => {
  await using team = await createSimulatedTeam();
  const pod = await team.podUp();
  await team.say("pod down");
  await team.advance(10 * minute);

  await team.app.provider.pods.remove(pod.providerPodId ?? "", never);
  await team.advance(2 * minute);

  expect((await team.pods())[0]?.phase).toBe("gone");
  expect(textOf(team.cards(": summary of this run").at(-1))).toContain("Its volume is deleted");
  expect((await team.say("pod up")).acknowledgement).toContain("coming up");
});

test("a stop that is never confirmed is told of after three minutes and then every ten, each as a new message", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  ignoreStops(team.app.provider);

  await team.say("pod down");
  await team.advance(2 * minute);
  const early = team.cards("does not stop").length;
  await team.advance(32 * minute);

  expect(early).toBe(0);
  expect(team.cards("does not stop")).toHaveLength(4);
  expect(textOf(team.card("does not stop"))).toContain("so the pod may still be billed");
});

test("a stop takes the provider's other ways in turn", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  const attempts: number[] = [];
  answerBy(team.app.provider.pods, "stop", (stop) => async (id, signal, attempt = 0) => {
    attempts.push(attempt);
    if (attempt === 2) await stop(id, signal);
  });

  await team.say("pod down");
  await team.advance(minute);

  expect(attempts.slice(0, 3)).toEqual([0, 1, 2]);
  expect((await team.pods())[0]?.phase).toBe("stopped");
});

test("the lease on the pod is renewed by the minute, and at once when its terms have changed", async () => {
  await using team = await createSimulatedTeam();
  const pod = await team.podUp();
  const lease = () => team.app.software.lastLease(pod.providerPodId ?? "");
  const first = lease();

  await team.advance(30 * second);
  const soon = lease();
  await team.say("pod idle 30m");
  await team.advance(20 * second);
  const changed = lease();
  await team.advance(75 * second);

  // Going live is a use that the pod itself knows nothing of.
  expect(first).toMatchObject({ leaseS: 900, idleS: 4500, memo: { podId: pod.id } });
  expect(first?.keepS).toBeGreaterThan(4300);
  expect(soon?.renewal).toBeGreaterThanOrEqual(first?.renewal ?? 0);
  expect(changed).toMatchObject({ idleS: 2700 });
  expect(lease()?.renewal).toBeGreaterThan(changed?.renewal ?? 0);
});

test("a pod that has stopped itself while labelpod was away is told to have done so", async () => {
  await using team = await createSimulatedTeam();
  const pod = await team.podUp();
  // Its heartbeat hangs, as all of it would.
  const wake = hang(team.app.store.pods, "listOpen");
  await team.advance(20 * minute);
  await team.app.provider.pods.stop(pod.providerPodId ?? "", never);
  await team.advance(5 * minute);
  failAlways(team.app.software, "renew", shellFailures.noConnection(undefined));
  wake();

  await team.app.killAndRestart();
  await team.advance(2 * minute);

  expect((await team.pods())[0]).toMatchObject({ phase: "stopped", run: { stop: { reason: "watchdog" } } });
  expect(textOf(team.card(": summary of this run"))).toContain("by its own watchdog or outside labelpod");
});

test("a pod that has stopped itself while the bot was killed in a bring-up is not started behind anybody's back", async () => {
  await using team = await createSimulatedTeam();
  await team.say("pod up");
  await team.advance(40 * second);
  const [pod] = await team.pods();
  const wake = hang(team.app.store.pods, "listOpen");

  await team.app.provider.pods.stop(pod?.providerPodId ?? "", never);
  await team.advance(20 * minute);
  wake();
  await team.app.killAndRestart();
  await team.advance(5 * minute);

  expect(pod).toMatchObject({ phase: "starting", run: { upAtMs: expect.any(Number) } });
  expect((await team.pods())[0]).toMatchObject({ phase: "stopped", run: { stop: { reason: "outside" } } });
  expect(team.app.provider.listed().map(({ status }) => status)).toEqual(["stopped"]);
});
