import { z } from "zod";
import { actKinds, type ActivityReading, type ServerReading } from "../core/records/use.ts";
import { UnreachableError, UserFacingError } from "../core/common/errors.ts";
import type { RunningPod } from "../core/ports/software.ts";
import type { TrainingStats } from "../core/records/training.ts";
import { bootstrapFailures } from "../core/words/bootstrap.ts";
import { askPod, type PodQuestion } from "./ask-pod.ts";
import { orAbsent } from "./or-absent.ts";
import { isModelName } from "./schema.ts";
import { readTrainingStats } from "./stats.ts";
import { defined } from "../core/common/defined.ts";

const epochS = z.int().positive();
const count = z.int().min(0).max(10_000);
const percent = z.number().min(0).max(100);

/** Kinds that are not of the list are left out. */
const actsSchema = z.object({
  annotating: epochS.optional(),
  inferring: epochS.optional(),
  submitting: epochS.optional(),
  training: epochS.optional(),
  viewing: epochS.optional(),
  uploading: epochS.optional(),
});

const crashSchema = z.object({
  count: z.int().min(1).max(1_000_000),
  firstAtEpochS: epochS,
  lastAtEpochS: epochS,
  failure: z.string().regex(/^[a-z-]{1,40}$/),
  reference: orAbsent(z.string().regex(/^[0-9a-f]{8}$/)),
  endedTraining: z.boolean(),
});

const activitySchema = z.object({
  nowEpochS: epochS,
  acts: actsSchema,
  busyAtEpochS: orAbsent(epochS),
  openRequests: count,
  people: count,
  sshSessions: count,
  work: z.array(z.enum(["training", "batch-inference", "scoring"])).max(3),
  unknown: z.array(z.enum(["gate", "tasks", "processes", "logins"])).max(4),
  gpuPercent: orAbsent(percent),
  cpuPercent: orAbsent(percent),
  server: z.object({
    state: z.enum(["starting", "running", "waiting", "gone", "unknown"]),
    crash: crashSchema.nullable(),
  }),
});

type Found = z.infer<typeof activitySchema>;

const statsSchema = z.object({ trainStats: z.record(z.string(), z.unknown()) });

/** Two clocks of one machine are read a moment apart; more than that into the future is a clock that was set. */
const toleranceS = 5;
const oldestS = 10 * 365 * 24 * 3600;

/** Who uses the pod and how its server is, in ages, because the pod's clock may be wrong. @throws UnreachableError when it can't be told */
export async function readActivity(site: RunningPod, signal: AbortSignal): Promise<ActivityReading> {
  const question = { program: "server.py", words: ["activity"], schema: activitySchema } as const;
  const found = await read(site, question, signal);
  const { openRequests, people, sshSessions, work, unknown, gpuPercent, cpuPercent, nowEpochS } = found;
  return {
    podNowMs: nowEpochS * 1000,
    acts: toAges(found.acts, nowEpochS),
    ...(found.busyAtEpochS === undefined ? {} : { busyAgeMs: toAgeMs(found.busyAtEpochS, nowEpochS) }),
    openRequests,
    people,
    sshSessions,
    work,
    unknown,
    ...defined({ gpuPercent, cpuPercent }),
    server: toServer(found.server, nowEpochS),
  };
}

function toAges(acts: Found["acts"], nowEpochS: number): ActivityReading["acts"] {
  return Object.fromEntries(
    actKinds.flatMap((kind) => {
      const atEpochS = acts[kind];
      return atEpochS === undefined ? [] : [[kind, toAgeMs(atEpochS, nowEpochS)]];
    }),
  );
}

function toServer({ state, crash }: Found["server"], nowEpochS: number): ServerReading {
  if (crash === null) return { state };
  const { firstAtEpochS, lastAtEpochS, reference, ...rest } = crash;
  return {
    state,
    crash: {
      ...rest,
      firstAgeMs: toAgeMs(firstAtEpochS, nowEpochS),
      lastAgeMs: toAgeMs(lastAtEpochS, nowEpochS),
      ...defined({ reference }),
    },
  };
}

function toAgeMs(atEpochS: number, nowEpochS: number): number {
  const ageS = nowEpochS - atEpochS;
  if (ageS < -toleranceS || ageS > oldestS) throw bootstrapFailures.unreadable();
  return Math.max(0, ageS) * 1000;
}

/** Statistics of each model that has some. @throws UnreachableError */
export async function readStats(
  site: RunningPod,
  signal: AbortSignal,
): Promise<Readonly<Record<string, TrainingStats>>> {
  const question = { program: "server.py", words: ["stats"], schema: statsSchema } as const;
  const { trainStats } = await read(site, question, signal);
  return Object.fromEntries(
    Object.entries(trainStats).flatMap(([model, raw]) => {
      const stats = readTrainingStats(raw);
      return stats === undefined || !isModelName(model) ? [] : [[model, stats]];
    }),
  );
}

/** On a pod that is up, a program that fails says only that nothing is known now. */
async function read<T>(site: RunningPod, question: PodQuestion<T>, signal: AbortSignal): Promise<T> {
  try {
    return await askPod(site, question, signal);
  } catch (error) {
    if (error instanceof UserFacingError && !(error instanceof UnreachableError))
      throw bootstrapFailures.unreadable();
    throw error;
  }
}
