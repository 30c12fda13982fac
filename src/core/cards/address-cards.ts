import type { Card } from "../records/card.ts";
import { isWanted, type Pod } from "../records/pod.ts";
import { policyOf } from "../idle/pod-policy.ts";
import type { ReachedPod } from "../records/server-address.ts";
import type { Settings } from "../records/settings.ts";
import { accessText, howToConnect } from "../words/access.ts";
import { addressIsOld, addressWasReplaced } from "../words/host.ts";
import * as words from "../words/pod.ts";

/** The message that notifies when the pod can be used, and again when people need another address for it. */
export function liveCard(pod: ReachedPod, settings: Settings): Card {
  return {
    key: keyOf(pod, Math.max(1, addressCount(pod))),
    teamId: pod.teamId,
    notify: pod.askedBy,
    tone: "good",
    outcome: "succeeded",
    title: words.liveTitle(pod),
    lines: [
      ...howToConnect(pod, settings.shareUrl),
      ...accessText(pod),
      words.idleRule(policyOf(pod, settings)),
    ],
  };
}

/** The same messages of this run once their address holds no more, so that nobody pastes it: all of them after its end. */
export function outdatedCards(pod: Pod): readonly Card[] {
  const count = addressCount(pod);
  const isOver = !isWanted(pod);
  return Array.from({ length: isOver ? count : count - 1 }, (_, index) => ({
    key: keyOf(pod, index + 1),
    teamId: pod.teamId,
    notify: pod.askedBy,
    tone: "quiet",
    outcome: "succeeded",
    title: words.outdatedTitle(pod),
    lines: [isOver && index + 1 === count ? addressIsOld(pod) : addressWasReplaced()],
  }));
}

/** How many addresses people were told in this run. */
function addressCount({ run }: Pod): number {
  return run.addresses?.length ?? (run.liveAtMs === undefined ? 0 : 1);
}

function keyOf(pod: Pod, nth: number): string {
  const first = `pod:${pod.id}:${pod.run.number}:live`;
  return nth === 1 ? first : `${first}:${nth}`;
}
