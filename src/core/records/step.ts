export type StepPlan = { readonly name: string; readonly expectedMs: number };

export type StepDone = { readonly name: string; readonly tookMs: number };

/** Whether this bring-up has that step behind it. */
export function hasDone({ stepsDone }: { readonly stepsDone: readonly StepDone[] }, name: string): boolean {
  return stepsDone.some((done) => done.name === name);
}

/** How far a long step is, from a fixed vocabulary and in numbers, never text from outside. */
export type StepNote = { readonly part: string; readonly done?: number; readonly total?: number };

/** Why a bring-up failed: `sentence` is fit for people, `step` names where. */
export type Failure = { readonly code: string; readonly sentence: string; readonly step?: string };

export const firstStep = "choose";
