import type { TaskId } from "../records/ids.ts";
import type {
  EndedTraining,
  OpenTraining,
  RunningTraining,
  SubmittingTraining,
  TrainingFacts,
} from "../records/training.ts";
import type { Failure } from "../records/step.ts";
import { defined } from "../common/defined.ts";

// Pure changes of a training's record; `transitions.ts` lists those to another state.

export type NewTraining = Pick<TrainingFacts, "id" | "teamId" | "podId" | "request" | "startedBy" | "bootId">;

export function newTraining(wanted: NewTraining, nowMs: number): SubmittingTraining {
  return { ...wanted, state: "submitting", askedAtMs: nowMs, progress: { movedAtMs: nowMs } };
}

/** The server has taken it, under this name. */
export function submitted(training: OpenTraining, taskId: TaskId): RunningTraining {
  return { ...training, state: "running", taskId };
}

/** How a training ends. */
export type Ending = { readonly state: EndedTraining["state"]; readonly failure?: Failure };

export function ended(training: OpenTraining, { state, failure }: Ending, nowMs: number): EndedTraining {
  return { ...training, state, endedAtMs: nowMs, ...defined({ failure }) };
}

/** Its end was counted and told. */
export function settled(training: EndedTraining): EndedTraining {
  return { ...training, isSettled: true };
}
