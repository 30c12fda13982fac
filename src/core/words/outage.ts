import type { Outage } from "../records/outage.ts";
import type { Pod } from "../records/pod.ts";
import { code, line, moment, type Line } from "../records/text.ts";

/** How it went on; a time of which a newer message tells is `replaced`, and `over` is one whose pod has ended. */
export type OutageEnd = Outage["state"] | "replaced" | "over";

/** Why a server that had run ended, by the words that the pod's own programs have for it. */
const reasons: ReadonlyMap<string, string> = new Map([
  ["bad-settings", "Its settings on the pod are wrong: use /pod restart, which writes them anew."],
  [
    "bad-app-settings",
    "The file with labels, input size and spacing is wrong: correct it (LABELPOD_APP_SETTINGS), restart labelpod, then use /pod restart.",
  ],
  [
    "bad-model",
    "It does not know one of its models: use /pod restart with models that /labelpod help names.",
  ],
  ["port-taken", "Another program listens on its port on the machine: end that one."],
  [
    "out-of-memory",
    "The machine or its GPU ran out of memory: train with a smaller batch, use /pod restart with fewer models, or take a larger machine.",
  ],
  [
    "no-gpu",
    "It finds no usable GPU on the machine any more: use /pod down, then /pod up; if that does not help, /pod delete.",
  ],
  [
    "datastore-corrupt",
    "The index of the studies is broken: move datastore_v2.json out of the studies' folder on the pod, then use /pod restart.",
  ],
  ["no-disk", "The machine's disk is full: free some space on it, since no label can be saved until then."],
  [
    "broken-environment",
    "Its packages on the machine are broken: delete the folder labelpod/venv there, then use /pod restart, which installs them anew.",
  ],
  ["download-failed", "It could not download what it needs at its start: see to the machine's network."],
]);

export function outageTitle(pod: Pod, outage: Outage): string {
  return outage.crash === undefined
    ? `MONAI Label was gone from pod ${pod.id}`
    : `MONAI Label crashed on pod ${pod.id}`;
}

const ends: Readonly<Record<OutageEnd, string>> = {
  down: " and is started again.",
  up: " and is up again.",
  replaced: "; a newer message says how it went on.",
  over: "; the pod has ended since.",
};

/** What happened and how it went on. */
export function outageText({ crash, firstAtMs, lastAtMs }: Outage, end: OutageEnd): Line {
  if (crash === undefined)
    return line`It was found gone ${moment(firstAtMs)}, with the gate in front of it${ends[end]}`;
  return crash.count === 1
    ? line`It crashed ${moment(firstAtMs)}${ends[end]}`
    : line`It crashed ${crash.count} times from ${moment(firstAtMs)} to ${moment(lastAtMs)}${ends[end]}`;
}

export function goneAdvice(): Line {
  return line`If it does not come back within some minutes, use ${code("/pod restart")}.`;
}

export function crashReason(failure: string, reference: string | undefined): Line {
  const file = reference === undefined ? "labelpod/server.log" : `labelpod/failures/${reference}.log`;
  return [
    reasons.get(failure) ??
      `labelpod does not know the reason: read ${file} in the pod's workspace, or use /pod restart with fewer models.`,
  ];
}

export function endedTraining(): Line {
  return line`A training that ran was ended by it: start it again with ${code("/train")}, it goes on from the last saved model.`;
}
