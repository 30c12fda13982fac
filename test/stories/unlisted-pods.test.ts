import { expect, test } from "vitest";
import { UnknownCreateError } from "../../src/core/common/errors.ts";
import { shellFailures } from "../../src/core/words/shell.ts";
import { createSimulatedTeam, hour, minute, second } from "../support/simulated-team.ts";

test("a fresh pod that the provider does not know yet is waited for, not given up", async () => {
  await using team = await createSimulatedTeam();
  const { pods } = team.app.provider;
  const { get } = pods;
  const shownAtMs = team.clock.now() + 30 * second;
  pods.get = async (id, signal) => (team.clock.now() < shownAtMs ? undefined : get(id, signal));

  await team.say("pod up");
  await team.advance(4 * minute);

  expect((await team.pods())[0]?.phase).toBe("live");
});

test("a create call that is long on its way and then lost is waited for from its end", async () => {
  await using team = await createSimulatedTeam();
  const { pods, listed } = team.app.provider;
  const { create, list } = pods;
  let shownAtMs = Number.POSITIVE_INFINITY;
  pods.list = async (signal) => (team.clock.now() < shownAtMs ? [] : list(signal));
  pods.create = async (spec, signal) => {
    await team.clock.sleep(40 * second, signal);
    await create(spec, signal);
    shownAtMs = team.clock.now() + 50 * second;
    throw new UnknownCreateError("runpod-create-unknown", "The answer was lost.");
  };

  await team.say("pod up");
  await team.advance(4 * minute);

  expect((await team.pods())[0]).toMatchObject({ phase: "live", providerPodId: "memory-1" });
  expect(listed()).toHaveLength(1);
});

test("a stop of a pod that the provider does not know yet goes on until it is stopped", async () => {
  await using team = await createSimulatedTeam();
  const { pods, listed } = team.app.provider;
  const { get, list, stop } = pods;
  const shownAtMs = team.clock.now() + 40 * second;
  const isHidden = () => team.clock.now() < shownAtMs;
  pods.list = async (signal) => (isHidden() ? [] : list(signal));
  pods.get = async (id, signal) => (isHidden() ? undefined : get(id, signal));
  pods.stop = async (id, signal) => (isHidden() ? undefined : stop(id, signal));

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
  const { get, list, start } = pods;
  fillHosts(team.clock.now() + hour);
  let shownAtMs = 0;
  pods.start = async (id, signal) => {
    await start(id, signal);
    shownAtMs = team.clock.now() + 50 * second;
  };
  pods.list = async (signal) => (team.clock.now() < shownAtMs ? [] : list(signal));
  pods.get = async (id, signal) => (team.clock.now() < shownAtMs ? undefined : get(id, signal));

  await team.say("pod up wait:2h");
  await team.advance(hour + 5 * minute);

  expect(shownAtMs).toBeGreaterThan(0);
  expect((await team.pods())[0]).toMatchObject({ phase: "live", run: { number: 2 } });
});

test.each(["starting", "stopped"] as const)(
  "a %s pod that no answer has for most of a minute is not taken for deleted",
  async (phase) => {
    await using team = await createSimulatedTeam();
    const { pods, twist } = team.app.provider;
    const { get, list } = pods;
    if (phase === "starting") twist({ hasAddress: false });
    await team.say("pod up");
    await team.advance(3 * minute);
    if (phase === "stopped") await team.say("pod down");
    await team.advance(2 * minute);

    pods.list = async () => [];
    pods.get = async () => undefined;
    await team.advance(50 * second);
    Object.assign(pods, { get, list });
    await team.advance(2 * minute);

    expect((await team.pods())[0]?.phase).toBe(phase);
  },
);

test("an address of the run before is given up for the one that the provider names later", async () => {
  await using team = await createSimulatedTeam();
  const { pods, shell } = team.app.provider;
  const { get } = pods;
  const { run } = shell;
  const freshAtMs = team.clock.now() + minute;
  pods.get = async (id, signal) => {
    const found = await get(id, signal);
    if (found?.machine === undefined || team.clock.now() >= freshAtMs) return found;
    return {
      ...found,
      machine: { ...found.machine, startId: "before", shell: { host: "203.0.113.99", port: 1 } },
    };
  };
  shell.run = async (machine, command, signal) => {
    if (machine.startId === "before") throw shellFailures.noConnection(undefined);
    return run(machine, command, signal);
  };

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
  const { pods } = team.app.provider;
  const { get } = pods;
  let misses = 1;
  pods.get = async (id, signal) => ((misses -= 1) >= 0 ? undefined : get(id, signal));

  await team.say("pod down");
  await team.advance(5 * minute);

  expect((await team.pods())[0]).toMatchObject({ phase: "stopped", providerPodId: pod.providerPodId });
});
