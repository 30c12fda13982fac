import { formatList } from "../common/format.ts";
import type { ActKind, ActivitySource, WorkKind } from "../records/use.ts";
import { line, moment, type Line } from "../records/text.ts";

const acts: Readonly<Record<ActKind, string>> = {
  submitting: "label submitted",
  annotating: "image opened",
  inferring: "inference",
  uploading: "image uploaded",
  viewing: "image viewed",
  training: "training asked for",
};

const works: Readonly<Record<WorkKind, string>> = {
  training: "training",
  "batch-inference": "batch inference",
  scoring: "scoring",
};

const sources: Readonly<Record<ActivitySource, string>> = {
  gate: "what people do on the server",
  tasks: "whether a training runs",
  processes: "which programs run on the pod",
  logins: "whether somebody is logged in by SSH",
};

/** "label submitted 12 min ago". */
export function actText(kind: ActKind, atMs: number): Line {
  return line`${acts[kind]} ${moment(atMs)}`;
}

export function noActs(): Line {
  return ["Nobody has used the server yet"];
}

export function peopleText(count: number): Line {
  return [count === 1 ? "1 person" : `${count} people`];
}

/** "deepedit training 34/50". */
export function trainingText(model: string, epoch: number | undefined, totalEpochs: number): Line {
  return [epoch === undefined ? `${model} training begins` : `${model} training ${epoch}/${totalEpochs}`];
}

export function workText(kind: WorkKind): Line {
  return [works[kind]];
}

export function sessionsText(count: number): Line {
  return [count === 1 ? "1 SSH session" : `${count} SSH sessions`];
}

export function loadText(name: "GPU" | "CPU", percent: number): Line {
  return [`${name} ${Math.round(percent)} %`];
}

/** All in one sentence, with commas between the parts. */
export function summary(found: readonly Line[], lastActs: readonly Line[]): Line {
  const parts = [...lastActs, ...found];
  const listed = parts.flatMap((part, index) => (index === 0 ? part : [", ", ...part]));
  return [...(lastActs.length === 0 ? [] : ["Last "]), ...listed, "."];
}

export type Ongoing = {
  readonly work: readonly WorkKind[];
  readonly sshSessions: number;
  readonly openRequests: number;
};

export function inUse({ work, sshSessions, openRequests }: Ongoing): Line {
  const users = [
    ...work.map((kind) => (kind === "training" ? "a training" : works[kind])),
    ...(sshSessions === 0 ? [] : [sshSessions === 1 ? "an SSH session" : `${sshSessions} SSH sessions`]),
    ...(openRequests === 0
      ? []
      : [openRequests === 1 ? "a request under way" : `${openRequests} requests under way`]),
  ];
  return [`In use by ${formatList(users)}, so it does not count as idle.`];
}

export function useUnknown(): Line {
  return ["Its use can't be read just now, which counts as in use."];
}

export function sourcesUnknown(unknown: readonly ActivitySource[]): Line {
  const text = formatList(unknown.map((source) => sources[source]));
  return [`${text.charAt(0).toUpperCase()}${text.slice(1)} can't be read just now, which counts as in use.`];
}
