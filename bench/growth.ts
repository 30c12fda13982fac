import { Redis } from "ioredis";
import { newPod } from "../src/core/pods/change-pod.ts";
import { podNamePrefix } from "../src/core/records/own-name.ts";
import { type Pod, withRun } from "../src/core/records/pod.ts";
import type { Store } from "../src/core/ports/store.ts";
import type { JobContext } from "../src/jobs/context.ts";
import { sweep, sweepEveryMs } from "../src/jobs/sweep.ts";
import { createBullQueue } from "../src/queue/bull-queue.ts";
import { createClock } from "../src/system/clock.ts";
import { createSimulatedClock, type SimulatedClock } from "../src/simulated/clock.ts";
import { createSimulatedProvider, simulatedOffers } from "../src/simulated/provider.ts";
import { createRedisStore } from "../src/store/redis-store.ts";
import { runningTraining, settledTraining } from "../test/support/asked-training.ts";
import { sampleCard } from "../test/support/chat-bench.ts";
import { createTestContext } from "../test/support/job-context.ts";
import { createTestLog } from "../test/support/log.ts";
import { gonePod, livePod } from "../test/support/pod-phases.ts";
import { podSpec } from "../test/support/pod-spec.ts";
import { nextEvent, startTestRedis } from "../test/support/redis.ts";
import { type Figure, median } from "./figures.ts";

/** What one sweep costs. */
export type SweepCost = {
  /** Of Redis, those in scripts too. */
  readonly commands: number;
  /** That were read or written. */
  readonly keys: number;
  /** On the wire, both ways. */
  readonly bytes: number;
  readonly cpuMs: number;
};

const counts = [1, 100, 3000] as const;
const prefix = "bench";
const teamId = "main";
const ada = { platform: "web", id: "ada", name: "Ada" } as const;
const warmUps = 30;
const measured = 40;

/** A sweep over one live pod with a training, beside so many that have ended: each figure should be that beside a single one. */
export async function measureGrowth(): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  let first: SweepCost | undefined;
  // What runs for the first time is slower, whatever there is to read.
  await measureSweep(1);
  for (const count of counts) {
    const cost = await measureSweep(count);
    first ??= cost;
    const beside = `${count} ended`;
    figures.push(
      { name: `commands, ${beside}`, value: cost.commands, unit: "", aim: first.commands },
      { name: `keys, ${beside}`, value: cost.keys, unit: "", aim: first.keys },
      { name: `bytes, ${beside}`, value: cost.bytes, unit: "B", aim: first.bytes },
      { name: `CPU of the bot, ${beside}`, value: cost.cpuMs, unit: "ms" },
    );
  }
  return figures;
}

/** The real store and queue on a real Redis, with so many ended trainings, cards and pods. */
export async function measureSweep(count: number): Promise<SweepCost> {
  await using server = await startTestRedis();
  const redis = new Redis(server.url);
  await nextEvent(redis, "ready");
  try {
    const store = createRedisStore({ redis, prefix, log: createTestLog() });
    await useLongRevisions(redis);
    await addEnded(count, store);
    const clock = createSimulatedClock();
    await using queue = createBullQueue({
      connection: redis,
      prefix,
      log: createTestLog(),
      machine: createClock(),
    });
    const context = await addLive({ clock, store, queue });
    await sweeps(warmUps, context, clock);
    const { commands, keys } = await watched(server.url, () => sweeps(1, context, clock));
    const bytesBefore = bytesOf(redis);
    await sweeps(1, context, clock);
    const bytes = bytesOf(redis) - bytesBefore;
    return { commands, keys, bytes, cpuMs: await cpuOf(() => sweeps(measured, context, clock)) };
  } finally {
    redis.disconnect();
  }
}

/** So that a record has as many bytes however many were written before it. */
async function useLongRevisions(redis: Redis): Promise<void> {
  for (const kind of ["pods", "trainings", "epochs", "slots", "messages", "sightings", "ledger"])
    await redis.set(`${prefix}:${kind}#`, 1_000_000);
}

async function addEnded(count: number, store: Store): Promise<void> {
  const ids = Array.from({ length: count }, (_, index) => `ended-${index}`);
  const gone = closedPod();
  await Promise.all(
    ids.map(async (id) => {
      const card = sampleCard({ key: id });
      const shown = { card, wanted: "1", delivered: "1", messageId: id, shownAtMs: 0 };
      await store.messages.create(teamId, `web/${id}`, shown);
      await store.trainings.create(teamId, id, settledTraining(id));
      await store.epochs.create(teamId, id, { points: [{ epoch: 1 }] });
      await store.pods.create(teamId, id, { ...gone, id, name: `labelpod-test-${id}` });
    }),
  );
}

function closedPod(): Pod {
  const asked = { id: "gone", teamId, instanceId: "test", provider: "memory", askedBy: ada, bootId: "boot" };
  const pod = newPod({ ...asked, request: createTestContext().settings }, 0);
  return withRun(gonePod(pod, 0), { isClosed: true, isBooked: true });
}

/** One pod of the team that is up and trains. */
async function addLive(
  parts: Pick<JobContext, "store" | "queue"> & { readonly clock: SimulatedClock },
): Promise<JobContext> {
  const { clock, store } = parts;
  const provider = createSimulatedProvider({ clock });
  const context = createTestContext({ ...parts, teamId, providers: new Map([[provider.id, provider]]) });
  const { settings: request, bootId, shutdown, instanceId } = context;
  const [offer] = simulatedOffers;
  if (offer === undefined) throw new Error("the twin offers something");
  const { providerPodId } = await provider.pods.create(
    podSpec(`${podNamePrefix(instanceId)}live`, offer),
    shutdown,
  );
  await clock.advance(60_000);
  const machine = provider.listed()[0]?.machine;
  if (machine === undefined) throw new Error("the twin has it up");
  const asked = { id: "live", teamId, instanceId, provider: provider.id, request, askedBy: ada, bootId };
  const reached = withRun({ ...newPod(asked, clock.now()), providerPodId }, { machine });
  await store.pods.create(teamId, "live", livePod(reached, clock.now()));
  await store.slots.create(teamId, "pod", { holderId: "live" });
  await store.trainings.create(teamId, "running", runningTraining("running"));
  return context;
}

async function sweeps(times: number, context: JobContext, clock: SimulatedClock): Promise<void> {
  for (let done = 0; done < times; done += 1) {
    await sweep.run({}, context);
    await clock.advance(sweepEveryMs);
  }
}

/** What Redis is asked for while the work goes on, as its MONITOR tells it. */
async function watched(
  url: string,
  work: () => Promise<void>,
): Promise<Pick<SweepCost, "commands" | "keys">> {
  const asking = new Redis(url);
  const monitor = await asking.monitor();
  const keys = new Set<string>();
  let commands = 0;
  const ended = Promise.withResolvers<void>();
  monitor.on("monitor", (_time: string, [name = "", key = ""]: readonly string[]) => {
    if (name.toLowerCase() === "ping") ended.resolve();
    commands += 1;
    if (key.startsWith(`${prefix}:`)) keys.add(key);
  });
  await work();
  await asking.ping();
  await ended.promise;
  monitor.disconnect();
  asking.disconnect();
  return { commands: commands - 1, keys: keys.size };
}

/** Of one sweep, in the middle of some rounds of many. */
async function cpuOf(work: () => Promise<void>): Promise<number> {
  const rounds: number[] = [];
  for (let round = 0; round < 9; round += 1) {
    const before = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(before);
    rounds.push((user + system) / 1000 / measured);
  }
  return median(rounds);
}

function bytesOf({ stream }: Redis): number {
  return stream.bytesRead + stream.bytesWritten;
}
