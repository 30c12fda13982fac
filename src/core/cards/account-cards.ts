import type { Action, Card } from "../records/card.ts";
import type { TeamId } from "../records/ids.ts";
import { defined } from "../common/defined.ts";
import type { Pod } from "../records/pod.ts";
import type { Refusal } from "../records/seen-differences.ts";
import type { Unshown } from "../records/shown-by.ts";
import * as words from "../words/account.ts";

/** What was told last of a machine that the present key is not shown, to be shown as often as one likes. */
export function unshownCards(pod: Pod): readonly Card[] {
  const { unshown } = pod;
  if (unshown === undefined) return [];
  const isGivenUp = pod.phase === "gone";
  const latest = unshownCard(pod, unshown, isGivenUp ? "given-up" : undefined);
  const before = { ...unshown, alarms: unshown.alarms - 1 };
  return before.alarms === 0 ? [latest] : [unshownCard(pod, before, "repeated"), latest];
}

/** The last of them, once the provider shows the machine again, or its key is known to be of the machine's account. */
export function settledCard(pod: Pod, unshown: Unshown, end: "shown" | "vouched-for"): Card {
  return unshownCard(pod, unshown, end);
}

/** Each alarm is a message of its own, which notifies. */
function unshownCard(pod: Pod, unshown: Unshown, end: words.UnshownEnd | undefined): Card {
  return {
    key: `pod:${pod.id}:${pod.run.number}:unshown:${unshown.sinceMs}:${unshown.alarms}`,
    teamId: pod.teamId,
    notify: pod.askedBy,
    tone: end === undefined ? "bad" : "quiet",
    outcome: end === undefined ? "open" : "succeeded",
    title: words.unshownTitle(pod),
    lines: end === undefined ? words.unshown(pod, unshown) : [words.unshownOver(end)],
    ...(end === undefined ? giveUpAction(pod) : {}),
  };
}

export type Refused = {
  readonly teamId: TeamId;
  readonly provider: string;
  readonly refusal: Refusal;
  /** What may be billed meanwhile, each with the end of its life; none once the provider answers again. */
  readonly pods: readonly words.LimitedPod[];
};

/** One message for as long as the provider refuses to answer. */
export function refusedCard({ teamId, provider, refusal, pods }: Refused): Card {
  const isOver = pods.length === 0;
  return {
    key: `refused:${provider}:${refusal.sinceMs}`,
    teamId,
    ...defined({ notify: pods[0]?.pod.askedBy }),
    tone: isOver ? "quiet" : "bad",
    outcome: isOver ? "succeeded" : "open",
    title: words.refusedTitle(isOver),
    lines: isOver ? [words.answersAgain()] : words.refused(refusal, pods),
  };
}

/** For an admin, who is asked before it is done. */
export function giveUpAction(pod: Pod): { readonly actions?: readonly Action[] } {
  if (pod.unshown === undefined) return {};
  return {
    actions: [{ label: words.giveUpButton(), commandLine: `pod forget id:${pod.id}`, style: "danger" }],
  };
}
