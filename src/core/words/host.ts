import { givenUp, type Attempt } from "../records/offer.ts";
import { UserFacingError } from "../common/errors.ts";
import type { Pod } from "../records/pod.ts";
import { isStartRefused } from "../records/refused-start.ts";
import { isDicomweb } from "../records/studies.ts";
import { code, line, moment, type Line } from "../records/text.ts";
import { mayStillBeThere } from "./account.ts";

/** What can be wrong with the machine of a pod whose work lies on it. */
export const hostFailures = {
  startedWithoutContainer: () =>
    new UserFacingError(
      "started-without-container",
      "The pod's machine was started and billed, but never ran the pod's container, so it was stopped again and its disk kept: use /pod up to try once more, or take a fresh pod with /pod up fresh:yes.",
    ),
  startedWithoutAddress: () =>
    new UserFacingError(
      "started-without-address",
      "The pod came up without a public address, so that nobody can reach it, and was stopped again: use /pod up to try once more, or take a fresh pod with /pod up fresh:yes.",
    ),
} as const;

/** What becomes of labels and models once the pod is down, and what it takes to go on with them. */
export function volumeText(pod: Pod): Line {
  const { providerPodId, phase, provider, request, run } = pod;
  if (phase === "gone" && run.stop.reason === "forgotten") return mayStillBeThere();
  const isNew = request.volumeId === undefined || run.number === 1;
  if (providerPodId === undefined && isNew) return nothingLeft(pod);
  if (request.volumeId !== undefined && phase === "gone")
    return line`Labels and models stay on its network volume, which is billed on; ${code(`/pod up volume:${request.volumeId}`)} goes on there.`;
  if (request.volumeId !== undefined)
    return line`Labels and models stay on its network volume, which is billed on; ${code("/pod up")} goes on there, on another machine when this one has no GPU free.`;
  if (phase === "gone")
    return run.number === 1 && run.liveAtMs === undefined
      ? ["Its volume is deleted, on which nobody had worked yet."]
      : ["Its volume is deleted: labels and models on it are gone."];
  return provider === "local"
    ? line`Labels and models stay in its folder; ${code("/pod up")} goes on there, ${code("/pod delete")} deletes them.`
    : line`Labels and models stay on its volume, which is billed on; ${code("/pod up")} goes on there if its host has a GPU free by then, ${code("/pod delete")} ends it.`;
}

function nothingLeft({ run: { attempts = [] } }: Pod): Line {
  const { length } = givenUp(attempts);
  if (length === 0) return ["Nothing was rented."];
  return length === 1
    ? ["One machine was rented and given back with its disk, and is billed no more."]
    : [`${length} machines were rented and given back with their disks, and are billed no more.`];
}

/** What lies nowhere but on a disk of one host: a stopped pod comes back only where that host has a GPU free. */
export function onlyOnVolume(pod: Pod): readonly Line[] {
  if (!isTiedToHost(pod) || pod.phase === "gone") return [];
  return [
    [`Only on this pod's volume, which is tied to one host: ${whatIsThere(pod)}.`],
    ...(isStartRefused(pod) ? [] : [gpuGone()]),
  ];
}

function gpuGone(): Line {
  return line`Its GPU may be gone: a start needs a free one on that very host. If there is none, ${code("/pod up wait:2h")} keeps trying and ${code("/pod up fresh:yes")} takes a new pod without that volume.`;
}

/** While its host has no free GPU for it. */
export function waitingForHost({
  phase,
  providerPodId,
  run: { waiting, waitUntilMs },
}: Pod): readonly Line[] {
  if (phase !== "starting" || providerPodId === undefined) return [];
  if (waiting === undefined || waitUntilMs === undefined) return [];
  return [
    line`Its host has no free GPU. labelpod began to wait ${moment(waiting.sinceMs)}, asks it each minute, and gives up ${moment(waitUntilMs)}.`,
    ["Meanwhile nothing but its disk is billed."],
  ];
}

/** Said before a stop, while the pod can still be kept. */
export function gpuMayBeGone(pod: Pod): readonly Line[] {
  return isTiedToHost(pod) ? [["Somebody else may have its GPU when it is to start again."]] : [];
}

/** Whether its work lies on the disk of one host that others use too. */
function isTiedToHost({ provider, providerPodId, request }: Pod): boolean {
  return provider !== "local" && providerPodId !== undefined && request.volumeId === undefined;
}

function whatIsThere({ request }: Pod): string {
  return isDicomweb(request.studies)
    ? "trained models and unsubmitted work; submitted labels are in the PACS"
    : "images, labels and trained models";
}

/** What a fresh pod in its place costs. */
export function reallyFresh(pod: Pod): string {
  const count = pod.run.labels?.now ?? pod.run.labelsBefore;
  const counted = count === undefined || count === 0 ? "" : `, with the labels of ${count} images`;
  const what = isDicomweb(pod.request.studies)
    ? "trained models and unsubmitted work, though submitted labels stay in the PACS"
    : `images, labels and trained models${counted}`;
  return `Rent a fresh pod in place of pod ${pod.id}? What lies only on the old one's volume is lost: ${what}. It is deleted once the new one has its machine, and there is no way back then.`;
}

/** For a pod that ended before it had taken another one's place for good. */
export function placeIsBack({ phase, run: { replaces } }: Pod): readonly Line[] {
  return phase === "gone" && replaces !== undefined
    ? [
        line`Nothing was lost: pod ${replaces} is still there with its volume, and ${code("/pod up")} starts that one.`,
      ]
    : [];
}

export function freshMachineTitle(pod: Pod): string {
  return `Pod ${pod.id} goes to another machine`;
}

const whyLeft: Readonly<Partial<Record<Attempt["outcome"], string>>> = {
  "host-full": "has no free GPU",
  "no-gpu": "has no free GPU",
  "no-container": "never started its container",
  "no-address": "got no public address",
};

export function freshMachine(outcome: Attempt["outcome"]): readonly Line[] {
  const why = whyLeft[outcome] ?? "is not as it was asked for";
  return [
    [`Its machine ${why}, so that one was given up and another is looked for.`],
    ["Labels and models are on the network volume, and nothing of them is lost."],
  ];
}

export function otherMachineTitle(pod: Pod): string {
  return `Pod ${pod.id} is not as it was rented`;
}

export function otherMachine(outcome: Attempt["outcome"]): Line {
  return line`${whatIsOther(outcome)}: see ${code("/pod status")} for its price, or use ${code("/pod down")} to stop it.`;
}

function whatIsOther(outcome: Attempt["outcome"]): string {
  if (outcome === "too-dear") return "The provider charges more for it than max-price allows";
  if (outcome === "no-container") return "The provider bills it, and has not started its container";
  if (outcome === "no-address") return "It has no public address, so that nobody can reach it";
  if (outcome === "other-cloud") return "The provider started it in the community, not in the secure cloud";
  const how = outcome === "other-gpu" ? "with another GPU" : "in another place";
  return `The provider started it ${how} than it was rented`;
}

/** Under a message whose address holds no more. */
export function addressIsOld({ phase }: Pod): Line {
  return phase === "gone"
    ? line`This address is out of date: the pod is gone. ${code("/pod up")} makes a new one and posts where it is.`
    : line`This address is out of date: the pod has stopped. ${code("/pod up")} starts it again and posts the new one.`;
}

export function addressWasReplaced(): Line {
  return ["This address is out of date: a newer message has the present one."];
}
