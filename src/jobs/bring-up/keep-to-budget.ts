import { checkBudget } from "../../core/money/check-budget.ts";
import type { StepWork } from "./step-work.ts";

/** Right before a machine is paid for: the rest of the budget may have been spent while the pod waited. @throws UserFacingError */
export async function keepToBudget({ pod, provider, context }: StepWork): Promise<void> {
  if (pod.isBeyondBudget === true || provider.billing === undefined) return;
  await checkBudget(context, pod.teamId, context.clock.now());
}
