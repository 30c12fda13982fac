import { expect, test } from "vitest";
import { newPod } from "../../src/core/pods/change-pod.ts";
import { withRun } from "../../src/core/records/pod.ts";
import { podNamePrefix } from "../../src/core/records/own-name.ts";
import type { Provider } from "../../src/core/ports/provider.ts";
import type { JobContext } from "../../src/jobs/context.ts";
import { sweep } from "../../src/jobs/sweep.ts";
import { createSimulatedClock, type SimulatedClock } from "../../src/simulated/clock.ts";
import { createSimulatedProvider, simulatedOffers } from "../../src/simulated/provider.ts";
import { createTestContext } from "../support/job-context.ts";
import { livePod } from "../support/pod-phases.ts";
import { podSpec } from "../support/pod-spec.ts";
import { recordCalls } from "../support/trouble.ts";

const ada = { platform: "web", id: "ada", name: "Ada" } as const;

type Bench = {
  readonly provider: Provider;
  readonly clock: SimulatedClock;
  readonly context: JobContext;
};

/** A machine of this instance that has come up, with the record of its live pod. */
async function addLive(id: string, { provider, clock, context }: Bench): Promise<void> {
  const { settings: request, bootId, shutdown, store, teamId, instanceId } = context;
  const [offer] = simulatedOffers;
  if (offer === undefined) throw new Error("the twin offers something");
  const name = `${podNamePrefix(instanceId)}${id}`;
  const { providerPodId } = await provider.pods.create(podSpec(name, offer), shutdown);
  await clock.advance(60_000);
  const { machine } = (await provider.pods.get(providerPodId, shutdown)) ?? {};
  if (machine === undefined) throw new Error("it is up by now");
  const pod = newPod(
    { id, teamId, instanceId, provider: provider.id, request, askedBy: ada, bootId },
    clock.now(),
  );
  const live = livePod(withRun(pod, { machine }), clock.now());
  await store.pods.create(teamId, id, { ...live, providerPodId });
}

/** How often a sweep asks the provider of so many live pods for anything. */
async function countCalls(podCount: number): Promise<number> {
  const clock = createSimulatedClock();
  const provider = createSimulatedProvider({ clock });
  const context = createTestContext({ clock, providers: new Map([[provider.id, provider]]) });
  for (let number = 1; number <= podCount; number += 1)
    await addLive(`k${number}`, { provider, clock, context });
  const { pods } = provider;
  const calls = (["list", "get", "create", "start", "stop", "remove"] as const).map((name) =>
    recordCalls(pods, name),
  );
  await clock.advance(60_000);
  for (let sweeps = 0; sweeps < 3; sweeps += 1) {
    await sweep.run({}, context);
    await clock.advance(15_000);
  }
  expect((await context.store.pods.list()).map(({ value }) => value.phase)).toEqual(
    Array.from({ length: podCount }, () => "live"),
  );
  return calls.flat().length;
}

test("a sweep asks a provider as often for twenty live pods as for one", async () => {
  expect(await countCalls(20)).toBe(await countCalls(1));
});
