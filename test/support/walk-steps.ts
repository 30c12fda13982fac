import { withRun } from "../../src/core/records/pod.ts";
import type { RunningPod, SoftwareStep } from "../../src/core/ports/software.ts";
import type { StepNote } from "../../src/core/records/step.ts";

export type Walk = {
  /** Names of the steps that had something to do, as often as they were begun. */
  readonly begun: readonly string[];
  readonly notes: readonly StepNote[];
};

export type WalkOptions = {
  /** Lets some time pass between two looks. */
  settle(): Promise<void>;
  /** @default 3000 */
  readonly maxLooks?: number;
};

const never = new AbortController().signal;

/** Walks the steps as the bring-up does: looks first, begins what is to do, and looks again until all are done. */
export async function walkSteps(
  site: RunningPod,
  steps: readonly SoftwareStep[],
  options: WalkOptions,
): Promise<Walk> {
  const walks: Walk[] = [];
  for (const step of steps) walks.push(await takeStep(site, step, options));
  return { begun: walks.flatMap(({ begun }) => begun), notes: walks.flatMap(({ notes }) => notes) };
}

/** Looks at one step, and begins it, until it is done. */
export async function takeStep(
  site: RunningPod,
  step: SoftwareStep,
  { settle, maxLooks = 3000 }: WalkOptions,
): Promise<Walk> {
  const entered = withRun(site.pod, { step: { name: step.name, enteredAtMs: 0 } });
  const underWay = withRun(entered, { step: { ...entered.run.step, beganAtMs: 0 } });
  const begun: string[] = [];
  const notes: StepNote[] = [];
  for (let looks = 0; looks < maxLooks; looks += 1) {
    const pod = begun.length === 0 ? entered : underWay;
    const { state, note } = await step.look({ ...site, pod }, never);
    if (note !== undefined) notes.push(note);
    if (state === "done") return { begun, notes };
    if (state === "under-way") await settle();
    if (state === "todo") {
      begun.push(step.name);
      await step.begin({ ...site, pod }, never);
    }
  }
  throw new Error(`the step ${step.name} is never done`);
}
