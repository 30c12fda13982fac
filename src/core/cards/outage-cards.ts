import type { Card } from "../records/card.ts";
import type { Outage } from "../records/outage.ts";
import type { Pod } from "../records/pod.ts";
import * as words from "../words/outage.ts";

/** The messages of what the record says was told last, to be shown as often as one likes. */
export function outageCards(pod: Pod): readonly Card[] {
  const {
    run: { outage },
  } = pod;
  if (outage === undefined) return [];
  const hasEnded = pod.phase === "stopped" || pod.phase === "gone";
  const latest = outageCard(pod, outage, outage.state === "down" && hasEnded ? "over" : outage.state);
  return outage.replaced === undefined ? [latest] : [outageCard(pod, outage.replaced, "replaced"), latest];
}

/** One message per row of crashes, which notifies, and is edited as the row goes on and when the server is up again. */
function outageCard(pod: Pod, outage: Outage, end: words.OutageEnd): Card {
  const { crash } = outage;
  return {
    key: `pod:${pod.id}:${pod.run.number}:outage:${outage.number}`,
    teamId: pod.teamId,
    notify: pod.askedBy,
    tone: end === "down" ? "bad" : "quiet",
    outcome: end === "down" ? "open" : "succeeded",
    title: words.outageTitle(pod, outage),
    lines: [
      words.outageText(outage, end),
      ...(crash === undefined ? [] : [words.crashReason(crash.failure, crash.reference)]),
      ...(crash?.endedTraining === true ? [words.endedTraining()] : []),
      ...(crash === undefined && end === "down" ? [words.goneAdvice()] : []),
    ],
  };
}
