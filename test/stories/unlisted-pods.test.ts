import { expect, test } from "vitest";
import { UnknownCreateError } from "../../src/core/common/errors.ts";
import { shellFailures } from "../../src/core/words/shell.ts";
import { createSimulatedTeam, hour, minute, second } from "../support/simulated-team.ts";
import { beforeCall, turnAnswers, answerBy } from "../support/trouble.ts";
import { hideFromList, hideFromLook, hidePods } from "../support/provider-trouble.ts";

test("a fresh pod that the provider does not know yet is waited for, not given up", async () => {
  await using team = await createSimulatedTeam();
  const shownAtMs = team.clock.now() + 30 * second;
  hideFromLook(team.app.provider, () => team.clock.now() < shownAtMs);

  await team.say("pod up");
  await team.advance(4 * minute);

  expect((await team.pods())[0]?.phase).toBe("live");
});

test("a create call that is long on its way and then lost is waited for from its end", async () => {
  await using team = await createSimulatedTeam();
  const { pods, listed } = team.app.provider;
  let shownAtMs = Number.POSITIVE_INFINITY;
  hideFromList(team.app.provider, () => team.clock.now() < shownAtMs);
  turnAnswers(pods, "create", () => {
    shownAtMs = team.clock.now() + 50 * second;
    throw new UnknownCreateError("runpod-create-unknown", "The answer was lost.");
  });
  beforeCall(pods, "create", (_spec, signal) => team.clock.sleep(40 * second, signal));

  await team.say("pod up");
  await team.advance(4 * minute);

  expect((await team.pods())[0]).toMatchObject({ phase: "live", providerPodId: "memory-1" });
  expect(listed()).toHaveLength(1);
});

test("a stop of a pod that the provider does not know yet goes on until it is stopped", async () => {
  await using team = await createSimulatedTeam();
  const { pods, listed } = team.app.provider;
  const shownAtMs = team.clock.now() + 40 * second;
  const isHidden = () => team.clock.now() < shownAtMs;
  hidePods(team.app.provider, isHidden);
  answerBy(pods, "stop", (stop) => async (id, signal) => (isHidden() ? undefined : stop(id, signal)));

  await team.say("pod up");
  await team.advance(2 * second);
  await team.say("pod down");
  await team.advance(20 * second);
  const meanwhile = (await team.pods())[0]?.phase;
  await team.advance(2 * minute);

  expect(meanwhile).toBe("stopping");
  expect((await team.pods())[0]?.phase).toBe("stopped");
  expect(listed().map((pod) => pod.status)).toEqual(["stopped"]);
});

test("a pod that the provider leaves out right after a start that came long after its wish is waited for", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  await team.say("pod down");
  await team.advance(minute);
  const { pods, fillHosts } = team.app.provider;
  fillHosts(team.clock.now() + hour);
  let shownAtMs = 0;
  turnAnswers(pods, "start", () => {
    shownAtMs = team.clock.now() + 50 * second;
  });
  hidePods(team.app.provider, () => team.clock.now() < shownAtMs);

  await team.say("pod up wait:2h");
  await team.advance(hour + 5 * minute);

  expect(shownAtMs).toBeGreaterThan(0);
  expect((await team.pods())[0]).toMatchObject({ phase: "live", run: { number: 2 } });
});

test.each(["starting", "stopped"] as const)(
  "a %s pod that no answer has for most of a minute is not taken for deleted",
  async (phase) => {
    await using team = await createSimulatedTeam();
    const { twist } = team.app.provider;
    if (phase === "starting") twist({ hasAddress: false });
    await team.say("pod up");
    await team.advance(90 * second);
    if (phase === "stopped") await team.say("pod down");
    await team.advance(30 * second);

    const show = hidePods(team.app.provider);
    await team.advance(50 * second);
    show();
    await team.advance(2 * minute);

    expect((await team.pods())[0]?.phase).toBe(phase);
  },
);

test("an address of the run before is given up for the one that the provider names later", async () => {
  await using team = await createSimulatedTeam();
  const { pods, shell } = team.app.provider;
  const freshAtMs = team.clock.now() + minute;
  turnAnswers(pods, "get", (found) => {
    if (found?.machine === undefined || team.clock.now() >= freshAtMs) return found;
    return {
      ...found,
      machine: { ...found.machine, startId: "before", shell: { host: "203.0.113.99", port: 1 } },
    };
  });
  beforeCall(shell, "run", (machine) => {
    if (machine.startId === "before") throw shellFailures.noConnection(undefined);
  });

  await team.say("pod up");
  await team.advance(5 * minute);

  const [pod] = await team.pods();
  expect(pod).toMatchObject({
    phase: "live",
    run: { machine: { startId: expect.not.stringContaining("before") } },
  });
});

test("a stopped pod that somebody starts in the provider's console is looked after again", async () => {
  await using team = await createSimulatedTeam();
  const pod = await team.podUp();
  await team.say("pod down");
  await team.advance(10 * minute);

  await team.app.provider.pods.start(pod.providerPodId ?? "", AbortSignal.timeout(1000));
  await team.advance(5 * minute);

  expect((await team.pods())[0]).toMatchObject({ phase: "live", run: { number: 2 } });
});

test("one missing read after a stop does not make a pod gone", async () => {
  await using team = await createSimulatedTeam();
  const pod = await team.podUp();
  let misses = 1;
  hideFromLook(team.app.provider, () => (misses -= 1) >= 0);

  await team.say("pod down");
  await team.advance(5 * minute);

  expect((await team.pods())[0]).toMatchObject({ phase: "stopped", providerPodId: pod.providerPodId });
});
