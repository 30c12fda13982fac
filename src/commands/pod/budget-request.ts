import type { RunOrder } from "../../core/records/run.ts";
import { checkBudget } from "../../core/money/check-budget.ts";
import { moneyFailures } from "../../core/words/money.ts";
import type { CommandContext } from "../context.ts";
import type { Call, OptionDefinition } from "../define.ts";

export const budgetOption: OptionDefinition = {
  name: "beyond-budget",
  summary: "Starts although the month's budget is used up; for admins",
  type: "boolean",
};

/** What a start has to remember of the team's budget. @throws UserFacingError beyond it, unless an admin lets it start */
export async function allowedByBudget(
  { invocation, options }: Call,
  context: CommandContext,
): Promise<Pick<RunOrder, "isBeyondBudget">> {
  if (options[budgetOption.name] === true) {
    if (!invocation.isAdmin) throw moneyFailures.budgetIsAdmins();
    return { isBeyondBudget: true };
  }
  if (context.provider.billing !== undefined)
    await checkBudget(context, invocation.teamId, context.clock.now());
  return {};
}
