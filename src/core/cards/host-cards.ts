import type { Card } from "../records/card.ts";
import type { Attempt } from "../records/offer.ts";
import type { Pod } from "../records/pod.ts";
import * as words from "../words/host.ts";

/** Its machine won't do; its work lies on a network volume, so that another one goes on with it. */
export function freshMachineCard(pod: Pod, outcome: Attempt["outcome"]): Card {
  return {
    // Each machine is left once.
    key: `pod:${pod.id}:${pod.run.number}:left:${pod.providerPodId}`,
    teamId: pod.teamId,
    notify: pod.askedBy,
    tone: "warning",
    outcome: "succeeded",
    title: words.freshMachineTitle(pod),
    lines: words.freshMachine(outcome),
  };
}

/** A pod that holds work came up otherwise than it was rented. */
export function otherMachineCard(pod: Pod, outcome: Attempt["outcome"]): Card {
  return {
    key: `pod:${pod.id}:${pod.run.number}:other:${outcome}`,
    teamId: pod.teamId,
    notify: pod.askedBy,
    tone: "warning",
    outcome: "succeeded",
    title: words.otherMachineTitle(pod),
    lines: [words.otherMachine(outcome)],
  };
}
