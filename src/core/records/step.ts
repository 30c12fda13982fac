import type { FailureCode } from "../common/failure-code.ts";

/** All steps of a bring-up in order; those between `shell` and `outside` are the software's. */
export const stepNames = [
  "choose",
  "create",
  "start",
  "address",
  "shell",
  "files",
  "environment",
  "studies",
  "server",
  "outside",
] as const;

export type StepName = (typeof stepNames)[number];

export const firstStep = stepNames[0];

export type StepPlan = { readonly name: StepName; readonly expectedMs: number };

export type StepDone = { readonly name: StepName; readonly tookMs: number };

export type Step = {
  readonly name: StepName;
  readonly enteredAtMs: number;
  /** When its work was first begun. */
  readonly beganAtMs?: number;
  /** When somebody went on with it last, to a quarter of a minute, and how long in all nobody did. */
  readonly seenAtMs?: number;
  readonly awayMs?: number;
  readonly note?: StepNote;
};

/** The beginning of a walk through the steps. */
export function atFirstStep(nowMs: number): { readonly step: Step; readonly stepsDone: readonly StepDone[] } {
  return { step: { name: firstStep, enteredAtMs: nowMs }, stepsDone: [] };
}

/** Whether this bring-up has that step behind it. */
export function hasDone(
  { run }: { readonly run: { readonly stepsDone: readonly StepDone[] } },
  name: StepName,
): boolean {
  return run.stepsDone.some((done) => done.name === name);
}

/** How far a long step is, from a fixed vocabulary and in numbers, never text from outside. */
export type StepNote = { readonly part: string; readonly done?: number; readonly total?: number };

/** Why a bring-up failed: `sentence` is fit for people, `step` names where. */
export type Failure = { readonly code: FailureCode; readonly sentence: string; readonly step?: StepName };
