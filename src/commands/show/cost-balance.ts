import { hoursLeft } from "../../core/money/low-balance.ts";
import { moneyToldId } from "../../core/records/ledger.ts";
import { usdPerHourOfAll } from "../../core/money/pod-cost.ts";
import { put } from "../../core/ports/store.ts";
import { moneyFailures, typedBalanceWords } from "../../core/words/money.ts";
import type { Command } from "../define.ts";
import { answer } from "../reply.ts";

/** Takes what somebody has read in the provider's console, for a provider that tells no balance itself. */
export const costBalance: Command = {
  path: ["cost", "balance"],
  isUse: false,
  summary: "Notes the account's balance, such as 25, where the provider doesn't tell it to labelpod",
  options: [
    {
      name: "usd",
      summary: "What the provider's console shows as the balance in USD",
      type: "number",
      min: 0,
      max: 1_000_000,
      isPositional: true,
    },
  ],
  async run({ invocation, options: { usd } }, { provider, store, clock }) {
    if (provider.billing === undefined) throw moneyFailures.noBalance();
    if (typeof usd !== "number") throw moneyFailures.noFigure();
    const { teamId, person } = invocation;
    const typed = { usd, atMs: clock.now(), by: person };
    const stored = await put(store.moneyTold, { teamId, id: moneyToldId }, (told = {}) => ({
      ...told,
      typed,
    }));
    const pods = (await store.pods.listOpen(teamId)).map(({ value }) => value);
    const usdPerHour = usdPerHourOfAll(pods);
    const isTold = stored?.value.account?.answer?.balance !== undefined;
    return answer(invocation, {
      title: typedBalanceWords.title(),
      lines: [
        ...typedBalanceWords.lines(usd, hoursLeft({ usd, usdPerHour })),
        ...(isTold ? [typedBalanceWords.isTold()] : []),
      ],
      tone: "good",
    });
  },
};
