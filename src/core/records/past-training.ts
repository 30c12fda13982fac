import type { PodId } from "./ids.ts";
import { defined } from "../common/defined.ts";
import type { Person } from "./text.ts";
import type { EndedTraining } from "./training.ts";

/**
 * The one line that stays of a training, under its id. It ends 400 days after the training did; what is to live as long as
 * its model's file has to say there when that goes.
 */
export type PastTraining = {
  readonly startedBy: Person;
  readonly podId: PodId;
  readonly model: string;
  /** Images with a label when it began. */
  readonly labelled?: number;
  readonly epochs: number;
  readonly best?: number;
  readonly bestBefore?: number;
  readonly state: EndedTraining["state"];
  readonly askedAtMs: number;
  readonly endedAtMs: number;
};

export function pastOf(training: EndedTraining): PastTraining {
  const { startedBy, podId, request, labelled, progress, bestBefore, state, askedAtMs, endedAtMs } = training;
  const { best, epoch = 0 } = progress;
  const figures = { epochs: epoch, ...defined({ labelled, best, bestBefore }) };
  return { startedBy, podId, model: request.model, ...figures, state, askedAtMs, endedAtMs };
}
