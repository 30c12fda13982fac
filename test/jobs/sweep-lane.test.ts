import { livePod } from "../support/pod-phases.ts";
import { withRun } from "../../src/core/records/pod.ts";
import { expect, test } from "vitest";
import { newPod } from "../../src/core/pods/change-pod.ts";
import { podNamePrefix } from "../../src/core/records/own-name.ts";
import type { ListedPod } from "../../src/core/records/machine.ts";
import { jobs } from "../../src/jobs/index.ts";
import { sweep, sweepEveryMs } from "../../src/jobs/sweep.ts";
import { createSimulatedClock } from "../../src/simulated/clock.ts";
import { createSimulatedProvider, simulatedOffers } from "../../src/simulated/provider.ts";
import { createSimulatedPodSoftware } from "../../src/simulated/pod-software.ts";
import { createSimulatedLabelServer } from "../../src/simulated/label-server.ts";
import { createSimulatedQueue } from "../../src/simulated/queue.ts";
import { startSimulatedWorkers } from "../../src/simulated/workers.ts";
import { createTestContext } from "../support/job-context.ts";
import { podSpec } from "../support/pod-spec.ts";

const ada = { platform: "web", id: "ada", name: "Ada" } as const;
const podCount = 60;
const silentCount = 40;

test("the sweep comes each quarter of a minute although forty of sixty pods are silent", async () => {
  const clock = createSimulatedClock();
  const queue = createSimulatedQueue({ clock });
  const provider = createSimulatedProvider({ clock });
  const software = createSimulatedPodSoftware({ clock, labelServer: createSimulatedLabelServer({ clock }) });
  const sweptAtMs: number[] = [];
  const ids = Array.from({ length: podCount }, (_, index) => `k${index}`);
  const silent = new Set(ids.slice(0, silentCount));
  const pods: typeof provider.pods = {
    ...provider.pods,
    list: async (signal) => {
      sweptAtMs.push(clock.now());
      return provider.pods.list(signal);
    },
  };
  const { activity } = software;
  const context = createTestContext({
    clock,
    queue,
    providers: new Map([[provider.id, { ...provider, pods }]]),
    software: {
      ...software,
      activity: async (site, signal) => {
        if (silent.has(site.pod.id)) await clock.sleep(60_000, signal);
        return activity(site, signal);
      },
    },
  });
  for (const id of ids) await rent(id);
  await clock.advance(60_000);
  for (const listed of provider.listed()) await addLive(listed);
  await queue.every(sweep, {}, sweepEveryMs);

  const workers = startSimulatedWorkers({ queue, jobs, context });
  await clock.advance(150_000);

  const ended = workers[Symbol.asyncDispose]();
  await clock.advance(120_000);
  await ended;
  const gaps = sweptAtMs.slice(1).map((atMs, index) => atMs - (sweptAtMs[index] ?? 0));
  expect(sweptAtMs.length).toBeGreaterThanOrEqual(10);
  expect(Math.max(...gaps)).toBe(sweepEveryMs);

  async function rent(id: string): Promise<void> {
    const [offer] = simulatedOffers;
    if (offer === undefined) throw new Error("the twin offers something");
    await provider.pods.create(podSpec(`${podNamePrefix("test")}${id}`, offer), context.shutdown);
  }

  async function addLive({ name, providerPodId, machine }: ListedPod): Promise<void> {
    const { settings: request, bootId, store, teamId, instanceId } = context;
    const id = name.slice(podNamePrefix(instanceId).length);
    const asked = { id, teamId, instanceId, provider: provider.id, request, bootId, askedBy: ada };
    if (machine === undefined) throw new Error("the twin has it up");
    const reached = withRun({ ...newPod(asked, clock.now()), providerPodId }, { machine });
    await store.pods.create(teamId, id, livePod(reached, clock.now()));
  }
});
