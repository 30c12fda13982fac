import { expect, test } from "vitest";
import type { PodRequest } from "../../src/core/records/pod-request.ts";
import { dieAfterWrite } from "../support/crash.ts";
import {
  createSimulatedTeam,
  hour,
  type SimulatedTeam,
  minute,
  second,
  textOf,
} from "../support/simulated-team.ts";
import { dieAfterNext } from "../support/trouble.ts";
import { ignoreRemovals, offerCommunity } from "../support/provider-trouble.ts";

const other = { gpuId: "NVIDIA RTX A4000" } as const;
const abroad = { dataCenterId: "EU-SE-1" } as const;

test.each([
  ["another GPU", other, "other-gpu"],
  ["in another place", abroad, "elsewhere"],
  ["no GPU", { gpuCount: 0 }, "no-gpu"],
  ["somebody's own hardware in place of a data center", { cloud: "community" }, "other-cloud"],
] as const)(
  "a fresh machine with %s is removed, and the next candidate is tried",
  async (_name, oddity, outcome) => {
    await using team = await createSimulatedTeam();
    team.app.provider.twist(oddity);

    await team.say("pod up");
    await team.advance(5 * minute);

    const [pod] = await team.pods();
    expect(pod).toMatchObject({
      phase: "live",
      providerPodId: "memory-2",
      offer: { gpuName: "RTX A5000" },
      run: { number: 1, attempts: [{ gpuName: "RTX 4090", outcome }] },
    });
    expect(team.app.provider.listed().map(({ providerPodId }) => providerPodId)).toEqual(["memory-2"]);
    expect(textOf(team.chat.latest("pod:k2:1"))).toContain("RTX 4090");
  },
);

test("each candidate is tried once; when none will do nothing is left, and the card says what was tried", async () => {
  await using team = await createSimulatedTeam();
  for (let machines = 0; machines < 3; machines += 1) team.app.provider.twist(other);

  await team.say("pod up");
  await team.advance(5 * minute);

  const [pod] = await team.pods();
  expect(pod).toMatchObject({ phase: "gone" });
  expect(pod?.run.attempts?.map(({ outcome }) => outcome)).toEqual(["other-gpu", "other-gpu", "other-gpu"]);
  expect(team.app.provider.listed()).toEqual([]);
});

test("six machines that would not do are enough, however long one would wait", async () => {
  await using team = await createSimulatedTeam();
  for (let machines = 0; machines < 9; machines += 1) team.app.provider.twist(other);

  await team.say("pod up wait:2h");
  await team.advance(30 * minute);

  const [pod] = await team.pods();
  expect(pod).toMatchObject({ phase: "gone", run: { failure: { code: "none-will-do" } } });
  expect(pod?.run.attempts).toHaveLength(6);
  expect(team.app.provider.listed()).toEqual([]);
});

test.each([
  ["community", communityTeam],
  ["secure", createSimulatedTeam],
])("a %s machine without a public address is replaced after five minutes", async (_cloud, createTeam) => {
  await using team = await createTeam();
  team.app.provider.twist({ hasAddress: false });

  await team.say("pod up");
  await team.advance(5 * minute);
  const early = team.app.provider.listed().map(({ providerPodId }) => providerPodId);
  await team.advance(5 * minute);

  expect(early).toEqual(["memory-1"]);
  expect((await team.pods())[0]).toMatchObject({
    phase: "live",
    run: { attempts: [{ outcome: "no-address" }] },
  });
  expect(team.app.provider.listed().map(({ providerPodId }) => providerPodId)).toEqual(["memory-2"]);
});

test("a removal that is not confirmed keeps the search from going on, and the record from forgetting it", async () => {
  await using team = await createSimulatedTeam();
  team.app.provider.twist(other);
  const heed = ignoreRemovals(team.app.provider);

  await team.say("pod up");
  await team.advance(90 * second);
  const meanwhile = (await team.pods())[0];
  heed();
  await team.advance(5 * minute);

  expect(meanwhile).toMatchObject({ providerPodId: "memory-1", run: { givenUp: { outcome: "other-gpu" } } });
  expect((await team.pods())[0]).toMatchObject({ phase: "live", providerPodId: "memory-2" });
  expect(team.app.provider.listed()).toHaveLength(1);
});

test("a removal that never comes is left to the stop with its alarms, and deletes the machine's disk", async () => {
  await using team = await createSimulatedTeam();
  team.app.provider.twist(other);
  const heed = ignoreRemovals(team.app.provider);

  await team.say("pod up");
  await team.advance(8 * minute);
  const alarm = team.cards("does not stop").length;
  heed();
  await team.advance(minute);

  expect(alarm).toBe(1);
  expect((await team.pods())[0]).toMatchObject({
    phase: "gone",
    run: { failure: { code: "machine-stays" } },
  });
  expect(team.app.provider.listed()).toEqual([]);
});

test("a bot that dies between the removal and its record goes on to the next candidate", async () => {
  await using team = await createSimulatedTeam();
  team.app.provider.twist(other);
  dieAfterNext(team.app.provider.pods, "remove");

  await team.say("pod up");
  await team.advance(minute);
  const meanwhile = (await team.pods())[0];
  await team.app.killAndRestart();
  await team.advance(5 * minute);

  expect(meanwhile).toMatchObject({ providerPodId: "memory-1" });
  const [pod] = await team.pods();
  expect(pod).toMatchObject({ phase: "live", providerPodId: "memory-2" });
  expect(pod?.run.attempts).toHaveLength(1);
});

test("a bot that dies right after the record has let go of the machine rents one other", async () => {
  await using team = await createSimulatedTeam();
  team.app.provider.twist(other);
  dieAfterWrite(team.app.store.pods, (pod) => pod.run.attempts !== undefined);

  await team.say("pod up");
  await team.advance(minute);
  await team.app.killAndRestart();
  await team.advance(5 * minute);

  expect((await team.pods())[0]).toMatchObject({ phase: "live", providerPodId: "memory-2" });
  expect(team.app.provider.listed()).toHaveLength(1);
});

test("/pod down while a machine is given up leaves nothing behind", async () => {
  await using team = await createSimulatedTeam();
  team.app.provider.twist(other);
  const heed = ignoreRemovals(team.app.provider);
  await team.say("pod up");
  await team.advance(minute);

  await team.say("pod down");
  heed();
  await team.advance(2 * minute);

  expect((await team.pods())[0]).toMatchObject({ phase: "gone", run: { stop: { reason: "asked" } } });
  expect(team.app.provider.listed()).toEqual([]);
});

test("a live pod that somebody restarts outside and that has no GPU then is stopped, and keeps its volume", async () => {
  await using team = await createSimulatedTeam();
  const { providerPodId = "" } = await team.podUp();
  const { pods, twist, listed } = team.app.provider;
  twist({ gpuCount: 0 });
  await pods.stop(providerPodId, AbortSignal.timeout(1000));
  await pods.start(providerPodId, AbortSignal.timeout(1000));

  await team.advance(3 * minute);

  expect((await team.pods())[0]).toMatchObject({
    phase: "stopped",
    providerPodId,
    run: { failure: { code: "started-without-gpu" }, stop: { volume: "keep" } },
  });
  expect(listed().map(({ status }) => status)).toEqual(["stopped"]);
});

test("the same pod is started again while it may wait", async () => {
  await using team = await createSimulatedTeam();
  await team.say("pod up wait:2h");
  await team.advance(3 * minute);
  const { pods, twist, listed } = team.app.provider;
  twist({ gpuCount: 0 });
  const providerPodId = listed()[0]?.providerPodId ?? "";
  await pods.stop(providerPodId, AbortSignal.timeout(1000));
  await pods.start(providerPodId, AbortSignal.timeout(1000));

  await team.advance(6 * minute);

  expect((await team.pods())[0]).toMatchObject({ phase: "live", providerPodId, run: { number: 1 } });
  expect(listed().map(({ gpuCount }) => gpuCount)).toEqual([1]);
});

test("a pod that holds work and comes up with another GPU is told of and kept", async () => {
  await using team = await createSimulatedTeam();
  const { providerPodId } = await team.podUp();
  await team.say("pod down");
  await team.advance(minute);
  team.app.provider.twist(other);

  await team.say("pod up");
  await team.advance(5 * minute);

  expect((await team.pods())[0]).toMatchObject({ phase: "live", providerPodId });
  expect(textOf(team.card("is not as it was rented"))).toContain(
    "started it with another GPU than it was rented",
  );
  expect(team.cards("is not as it was rented")).toHaveLength(1);
});

test.each([["its host has no free GPU"], ["it comes up without one"]])(
  "with a network volume a pod goes to another machine by itself when %s",
  async (why) => {
    await using team = await volumeTeam();
    await team.podUp();
    await team.say("pod down");
    await team.advance(minute);
    const summary = textOf(team.card(": summary of this run"));
    if (why === "it comes up without one") team.app.provider.twist({ gpuCount: 0 });
    else team.app.provider.fillHosts(team.clock.now() + hour);

    await team.say("pod up");
    await team.advance(5 * minute);

    const [pod] = await team.pods();
    expect(summary).toContain("stay on its network volume");
    expect(summary).not.toContain("fresh:yes");
    expect(pod).toMatchObject({ phase: "live", providerPodId: "memory-2", run: { number: 2 } });
    expect(pod?.run.attempts).toHaveLength(1);
    expect(team.app.provider.rented("memory-2")?.spec.networkVolumeId).toBe("volume-1");
    expect(team.app.provider.listed().map(({ providerPodId }) => providerPodId)).toEqual(["memory-2"]);
    const told = team.card("goes to another machine");
    expect(told).toMatchObject({ notify: { name: "Ada" } });
    expect(textOf(told)).toContain("nothing of them is lost");
  },
);

/** Wished by everybody of the team. */
async function teamWith(request: Partial<PodRequest>): Promise<SimulatedTeam> {
  return createSimulatedTeam(request);
}

async function volumeTeam(): Promise<SimulatedTeam> {
  const team = await teamWith({ volumeId: "volume-1" });
  const wished = { name: "liver", sizeGib: 50, dataCenterId: "US-TX-3" } as const;
  await team.app.provider.volumes.create(wished, AbortSignal.timeout(1000));
  return team;
}

async function communityTeam(): Promise<SimulatedTeam> {
  const team = await teamWith({ cloud: "community" });
  offerCommunity(team.app.provider);
  return team;
}
