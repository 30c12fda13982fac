import { warningCard } from "../core/pod-messages.ts";
import { keep } from "../core/pod-changes.ts";
import { update } from "../core/store.ts";
import { moment, line } from "../core/text.ts";
import { answerWords } from "../core/words/answers.ts";
import { failures } from "../core/words/errors.ts";
import type { Command } from "./define.ts";
import { livePod } from "./find.ts";
import { answer } from "./reply.ts";

const hourMs = 3_600_000;

/** Puts the idle stop off; the hard limit stays. */
export const podKeep: Command = {
  path: ["pod", "keep"],
  summary: "Keeps an unused pod up for longer",
  options: [
    { name: "for", summary: "How long, such as 2h", type: "duration", min: 5 * 60_000, max: 12 * hourMs },
  ],
  async run({ invocation, options }, context) {
    const pod = await livePod(context.store, invocation.teamId);
    const forMs = typeof options["for"] === "number" ? options["for"] : hourMs;
    const untilMs = context.clock.now() + forMs;
    const place = { teamId: pod.teamId, id: pod.id };
    const stored = await update(context.store.pods, place, (current) =>
      current.phase === "live" ? keep(current, untilMs, context.clock.now()) : undefined,
    );
    if (stored?.value.phase !== "live") throw failures.podStopping();
    if (pod.warning?.reason === "idle")
      await context.chat.show(warningCard(stored.value, pod.warning, "taken-back"));
    return answer(invocation, {
      title: answerWords.kept(),
      lines: [
        line`Without use it is warned of ${moment(untilMs)} at the earliest; its longest life stays as it is.`,
      ],
      tone: "good",
    });
  },
};
