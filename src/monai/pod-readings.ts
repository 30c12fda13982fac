import { z } from "zod";
import { UnreachableError, UserFacingError } from "../core/errors.ts";
import type { ActivityReading, Site } from "../core/ports.ts";
import type { TrainingStats } from "../core/training.ts";
import { bootstrapFailures } from "../core/words/bootstrap.ts";
import { askPod, type PodQuestion } from "./ask-pod.ts";
import { isModelName } from "./schema.ts";
import { readTrainingStats } from "./stats.ts";

const activitySchema = z.object({
  lastHumanAtEpochS: z.int().positive().nullable(),
  nowEpochS: z.int().positive(),
  sshSessions: z.int().min(0).max(10_000),
  trainingPids: z.array(z.int()),
});

const statsSchema = z.object({ trainStats: z.record(z.string(), z.unknown()) });

/** Two clocks of one machine are read a moment apart; more than that into the future is a clock that was set. */
const toleranceS = 5;
const oldestS = 10 * 365 * 24 * 3600;

/** Who uses the pod, as ages, because the pod's clock may be wrong. @throws UnreachableError when it can't be told */
export async function readActivity(site: Site, signal: AbortSignal): Promise<ActivityReading> {
  const found = await read(
    site,
    { program: "server.py", words: ["activity"], schema: activitySchema },
    signal,
  );
  const reading = { sshSessions: found.sshSessions, isTraining: found.trainingPids.length > 0 };
  if (found.lastHumanAtEpochS === null) return reading;
  const ageS = found.nowEpochS - found.lastHumanAtEpochS;
  if (ageS < -toleranceS || ageS > oldestS) throw bootstrapFailures.unreadable();
  return { ...reading, lastUseAgeMs: Math.max(0, ageS) * 1000 };
}

/** Statistics of each model that has some. @throws UnreachableError */
export async function readStats(
  site: Site,
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
async function read<T>(site: Site, question: PodQuestion<T>, signal: AbortSignal): Promise<T> {
  try {
    return await askPod(site, question, signal);
  } catch (error) {
    if (error instanceof UserFacingError && !(error instanceof UnreachableError))
      throw bootstrapFailures.unreadable();
    throw error;
  }
}
