import { isInUse } from "../idle/next-use.ts";
import { actKinds, type Use } from "../records/use.ts";
import type { Line } from "../records/text.ts";
import type { Training } from "../records/training.ts";
import * as words from "../words/activity.ts";

/** Who did what on a live pod, what goes on there, and what of it can't be read. */
export function activityLines(use: Use | undefined, training: Training | undefined): readonly Line[] {
  if (use === undefined) return [words.useUnknown()];
  const lastActs = actLines(use);
  const found = [...(isUnused(use) ? [words.noActs()] : []), ...nowLines(use, training)];
  return [
    ...(lastActs.length + found.length === 0 ? [] : [words.summary(found, lastActs)]),
    ...unknownLines(use),
  ];
}

/** What keeps it from counting as idle. */
export function inUseLines(use: Use | undefined): readonly Line[] {
  if (use === undefined || !isInUse(use)) return [];
  const { work = [], sshSessions = 0, openRequests = 0 } = use;
  return [words.inUse({ work, sshSessions, openRequests })];
}

/** The newest first. */
function actLines({ acts = {} }: Use): readonly Line[] {
  return actKinds
    .map((kind) => ({ kind, atMs: acts[kind] ?? 0 }))
    .filter(({ atMs }) => atMs > 0)
    .toSorted((a, b) => b.atMs - a.atMs)
    .map(({ kind, atMs }) => words.actText(kind, atMs));
}

function isUnused({ acts, unknown }: Use): boolean {
  const isRead = unknown !== undefined && !unknown.includes("gate");
  return isRead && acts !== undefined && Object.keys(acts).length === 0;
}

function nowLines(use: Use, training: Training | undefined): readonly Line[] {
  const { people = 0, work = [], sshSessions = 0, gpuPercent, cpuPercent } = use;
  const others = training === undefined ? work : work.filter((kind) => kind !== "training");
  return [
    ...(people === 0 ? [] : [words.peopleText(people)]),
    ...(training === undefined ? [] : [trainingLine(training)]),
    ...others.map(words.workText),
    ...(sshSessions === 0 ? [] : [words.sessionsText(sshSessions)]),
    ...(gpuPercent === undefined ? [] : [words.loadText("GPU", gpuPercent)]),
    ...(cpuPercent === undefined ? [] : [words.loadText("CPU", cpuPercent)]),
  ];
}

function trainingLine({ request, progress }: Training): Line {
  return words.trainingText(request.model, progress.epoch, progress.totalEpochs ?? request.epochs);
}

function unknownLines({ state, unknown }: Use): readonly Line[] {
  if (unknown === undefined) return state === "unknown" ? [words.useUnknown()] : [];
  return unknown.length === 0 ? [] : [words.sourcesUnknown(unknown)];
}
