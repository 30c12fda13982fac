import { UserFacingError } from "../common/errors.ts";
import type { Pod } from "../records/pod.ts";
import type { Refusal } from "../records/seen-differences.ts";
import type { Unshown } from "../records/shown-by.ts";
import { code, line, mention, moment, type Line, type Person } from "../records/text.ts";

/** What can be wrong with the account that a provider's key is of. */
export const accountFailures = {
  notShown: () =>
    new UserFacingError(
      "not-shown",
      "The provider shows the pod no more, and its API key may be of another account: set the key of the account that has the pod and restart labelpod, or let an admin give it up with /pod forget.",
      { retryable: true },
    ),
  podNotShown: () =>
    new UserFacingError(
      "pod-not-shown",
      "The provider's API key is not shown the team's pod, which may still be billed: set the key of its account again, or let an admin give it up with /pod forget, then use /pod up.",
    ),
  nothingToForget: () =>
    new UserFacingError(
      "nothing-to-forget",
      "No such pod is missing at the provider: /pod down stops one, and /pod delete ends it.",
    ),
  forgetIsAdmins: () =>
    new UserFacingError(
      "forget-is-admins",
      "Only an admin may give up a pod that may still be billed: ask one to use /pod forget.",
    ),
  volumeOfAnother: () =>
    new UserFacingError(
      "volume-of-another",
      "The provider's API key has changed since this was confirmed, so it is not gone on with: see /volume list in a minute, and give the command again if it is not done.",
    ),
} as const;

export function unshownTitle(pod: Pod): string {
  return `Pod ${pod.id} may be billed in another account`;
}

export function unshown(pod: Pod, { sinceMs }: Unshown): readonly Line[] {
  return [
    line`${mention(pod.askedBy)}, since ${moment(sinceMs)} the provider has not shown it to the API key that labelpod has, which is not the key that last did: it may be of another account.`,
    [whatIsBilled(pod)],
    line`Set the key of the pod's account and restart labelpod. If the pod is really gone, an admin gives it up with ${code(`/pod forget id:${pod.id}`)}.`,
  ];
}

/** In what is said of the pod. */
export function unshownStatus({ sinceMs }: Unshown): Line {
  return line`The provider has not shown it to labelpod's API key since ${moment(sinceMs)}: it may be billed in another account.`;
}

function whatIsBilled(pod: Pod): string {
  if (pod.phase === "stopped")
    return "Its disk may be billed on, and labelpod can neither start nor delete it.";
  const last =
    pod.run.lease === undefined
      ? ""
      : " The watchdog on it stops it once nobody uses it and labelpod does not keep it up.";
  return `It may be up and billed, and labelpod can't stop it.${last}`;
}

export type UnshownEnd = "shown" | "vouched-for" | "given-up" | "repeated";

const ends: Readonly<Record<UnshownEnd, string>> = {
  shown: "The provider shows it again.",
  "vouched-for": "The API key is of the same account after all, so what it is not shown is not there.",
  "given-up": "It was given up, and labelpod looks after it no more.",
  repeated: "A newer message says so again.",
};

export function unshownOver(end: UnshownEnd): Line {
  return [ends[end]];
}

export function giveUpButton(): string {
  return "Give it up";
}

export type LimitedPod = { readonly pod: Pod; readonly limitAtMs: number };

export function refusedTitle(isOver: boolean): string {
  return isOver ? "The provider answers labelpod again" : "The provider refuses labelpod while a pod is up";
}

/** What the provider says, and what becomes of the pods meanwhile. */
export function refused({ sinceMs, sentence }: Refusal, pods: readonly LimitedPod[]): readonly Line[] {
  return [
    line`Since ${moment(sinceMs)} it refuses to say anything of the pods. ${sentence}`,
    ...pods.map(meanwhile),
  ];
}

function meanwhile({ pod, limitAtMs }: LimitedPod): Line {
  const what = line`${mention(pod.askedBy)}, pod ${pod.id} may be up and billed, and labelpod can't stop it now.`;
  // A machine that was never spoken to may have no watchdog.
  if (pod.run.lease === undefined)
    return [...what, " Stop it in the provider's console if nobody works on it."];
  return [
    ...what,
    ...line` The watchdog on it stops it once nobody uses it, at the latest ${moment(limitAtMs)}.`,
  ];
}

export function answersAgain(): Line {
  return ["What was not looked at meanwhile is looked at now."];
}

/** What it means to give up a pod that nobody can see. */
export function reallyForget(pod: Pod): string {
  const what =
    pod.phase === "stopped" ? "Its disk may still be billed" : "It may still be up and billed, with its disk";
  return `Give up pod ${pod.id}? ${what} in the account that has it, and labelpod stops looking after it and counting its cost: look in that account's console first.`;
}

export function forgets(): string {
  return "The pod is given up; its summary is in the team's channel.";
}

/** Why it counts as gone. */
export function givenUp(by: Person | undefined): Line {
  const why = "since the provider did not show it to the API key that labelpod has";
  return by === undefined ? [`Given up, ${why}.`] : line`Given up by ${mention(by)}, ${why}.`;
}

/** In the place of what became of its volume. */
export function mayStillBeThere(): Line {
  return [
    "It may still be there with its volume, and billed: see the console of the account that has it. Time and cost are counted up to when it was given up.",
  ];
}
