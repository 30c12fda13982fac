/** What a person does on the server. */
export type ActKind = "annotating" | "inferring" | "submitting" | "training" | "viewing" | "uploading";

/** What the server works at by itself. */
export type WorkKind = "training" | "batch-inference" | "scoring";

/** Where a reading of a pod's use comes from: requests, the server's own list, the machine's processes and its terminals. */
export type ActivitySource = "gate" | "tasks" | "processes" | "logins";

/** Use of a pod as read on the pod itself; times by the pod's clock are turned into ages. */
export type ActivityReading = {
  /** The pod's clock at the reading, in milliseconds since 1970. */
  readonly podNowMs: number;
  /** Age of the last thing of each kind that a person did, in milliseconds. */
  readonly acts: Readonly<Partial<Record<ActKind, number>>>;
  /** Age of the last moment at which something went on by itself or somebody was logged in; absent when nothing did yet. */
  readonly busyAgeMs?: number;
  /** Requests of people that are being answered now. */
  readonly openRequests: number;
  /** People of the last ten minutes, told apart by login or else by address. */
  readonly people: number;
  readonly sshSessions: number;
  readonly work: readonly WorkKind[];
  /** What could not be read or is stale: counts as in use. */
  readonly unknown: readonly ActivitySource[];
  /** From 0 to 100, as the next; they support, and never decide. */
  readonly gpuPercent?: number;
  readonly cpuPercent?: number;
  readonly server: ServerReading;
};

/** How MONAI Label is, as the gate in front of it says. */
export type ServerReading = {
  /** `gone`: neither gate nor server is there; `waiting`: it crashed and is started again in a moment. */
  readonly state: "starting" | "running" | "waiting" | "gone" | "unknown";
  /** The crashes in a row that are under way or were last, absent when there was none since the gate began. */
  readonly crash?: CrashReading;
};

export type CrashReading = {
  /** How often it crashed in this row. */
  readonly count: number;
  readonly firstAgeMs: number;
  readonly lastAgeMs: number;
  /** A word of the list in `src/core/words/bootstrap.ts` (`server`), or `unknown`. */
  readonly failure: string;
  /** Names the file `labelpod/failures/<reference>.log` on the pod. */
  readonly reference?: string;
  readonly endedTraining: boolean;
};

/**
 * What is known of a pod's use, in times of the bot's clock; `unknown` counts as in use. What is optional may be missing
 * in a record that an older version has written.
 */
export type Use = {
  readonly lastUseAtMs: number;
  readonly readAtMs: number;
  readonly state: "known" | "unknown";
  /** When each was done last. */
  readonly acts?: Readonly<Partial<Record<ActKind, number>>>;
  readonly openRequests?: number;
  readonly people?: number;
  readonly sshSessions?: number;
  readonly work?: readonly WorkKind[];
  /** Absent when the pod could not be read at all. */
  readonly unknown?: readonly ActivitySource[];
  readonly gpuPercent?: number;
  readonly cpuPercent?: number;
  readonly keepUntilMs?: number;
  /** How far the bot's clock was ahead of the pod's at the last reading. */
  readonly aheadMs?: number;
  /** Since when every look at the pod was without an answer. */
  readonly silentSinceMs?: number;
};

export const actKinds: readonly ActKind[] = [
  "annotating",
  "inferring",
  "submitting",
  "training",
  "viewing",
  "uploading",
];
