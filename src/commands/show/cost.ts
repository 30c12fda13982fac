import { costSummary } from "../../core/money/cost-summary.ts";
import { moneyToldId } from "../../core/records/ledger.ts";
import { settingsOf } from "../../core/idle/pod-policy.ts";
import { readBooks } from "../../core/money/check-budget.ts";
import { costWords } from "../../core/words/money.ts";
import type { Command } from "../define.ts";
import { teamPod } from "../find-records.ts";
import { answer } from "../reply.ts";

/** What was spent by whom on what, by the ledger and the provider's bills, and how long the money lasts. */
export const costShow: Command = {
  path: ["cost", "show"],
  isUse: false,
  summary: "Shows what the pods cost: this run, today, week and month, by person and pod, and what is left",
  options: [],
  async run({ invocation }, context) {
    const { teamId } = invocation;
    const { store, provider, clock } = context;
    const told = await store.moneyTold.get(teamId, moneyToldId);
    const facts = {
      books: await readBooks(context, teamId),
      pods: (await store.pods.listOpen(teamId)).map((stored) => stored.value),
      pod: await teamPod(store, teamId),
      account: told?.value.account,
      typed: told?.value.typed,
      isFree: provider.billing === undefined,
      settings: await settingsOf(context, teamId),
      nowMs: clock.now(),
    };
    return answer(invocation, { title: costWords.title(), ...costSummary(facts) });
  },
};
