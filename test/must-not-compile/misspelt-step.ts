// TS2820: a step that no bring-up has
import type { StepPlan } from "../../src/core/records/step.ts";

export const plan: StepPlan = { name: "enviroment", expectedMs: 1 };
