import type { Transition } from "../common/transition.ts";
import type { Training, TrainingState } from "../records/training.ts";
import { ended, newTraining, submitted } from "./change-training.ts";

function transition<To extends Training>(
  change: (...given: never[]) => To,
  from: readonly TrainingState[],
  { to, when }: { readonly to: readonly To["state"][]; readonly when: string },
): Transition<TrainingState> {
  return { name: change.name, from, to, when };
}

/** All ways from one state of a training to another. */
export const trainingTransitions: readonly Transition<TrainingState>[] = [
  transition(newTraining, [], { to: ["submitting"], when: "somebody asks for a training" }),
  transition(submitted, ["submitting"], { to: ["running"], when: "the server has taken it" }),
  transition(ended, ["submitting", "running"], {
    to: ["done", "failed", "stopped", "lost"],
    when: "it has ended, or can't be followed any more",
  }),
];
