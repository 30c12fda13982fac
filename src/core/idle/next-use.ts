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

/** Two clocks drift less than that between two looks, and an answer takes less: more is a clock that was set. */
const jumpMs = 2 * 60_000;

export const actKinds: readonly ActKind[] = [
  "annotating",
  "inferring",
  "submitting",
  "training",
  "viewing",
  "uploading",
];

/** Use of a pod that is used at this moment; what was done before is remembered. */
export function usedNow(before: Use | undefined, nowMs: number): Use {
  return {
    ...remembered(before),
    ...(before?.aheadMs === undefined ? {} : { aheadMs: before.aheadMs }),
    lastUseAtMs: nowMs,
    readAtMs: nowMs,
    state: "known",
    work: [],
    unknown: [],
  };
}

/**
 * What is known after one more look at the pod, `undefined` when it could not be read. Use is whatever a person did and
 * whatever goes on; no time goes back because of one reading, and one in the future counts as now.
 */
export function nextUse(before: Use | undefined, reading: ActivityReading | undefined, nowMs: number): Use {
  if (reading === undefined) return unread(before, nowMs);
  const { acts: ages, busyAgeMs, server: _, podNowMs, ...found } = reading;
  const aheadMs = nowMs - podNowMs;
  const lastUseAtMs = lastUse(before, aheadMs, nowMs);
  const acts = nextActs(before?.acts ?? {}, ages, nowMs);
  const goesOn = isInUse(reading);
  const busyAtMs = busyAgeMs === undefined ? 0 : nowMs - Math.max(0, busyAgeMs);
  return {
    ...remembered(before),
    ...found,
    acts,
    aheadMs,
    lastUseAtMs: Math.max(lastUseAtMs, ...Object.values(acts), goesOn ? nowMs : busyAtMs),
    readAtMs: nowMs,
    state: reading.unknown.length > 0 && !goesOn ? "unknown" : "known",
  };
}

function unread(before: Use | undefined, nowMs: number): Use {
  const silentSinceMs = before?.silentSinceMs ?? nowMs;
  const ahead = before?.aheadMs === undefined ? {} : { aheadMs: before.aheadMs };
  const lastUseAtMs = before?.lastUseAtMs ?? nowMs;
  return {
    ...remembered(before),
    ...ahead,
    lastUseAtMs,
    silentSinceMs,
    readAtMs: nowMs,
    state: "unknown",
    work: [],
  };
}

/**
 * When the bot's clock was put forward, what it had noted by it would look older than it is: the pod's clock tells. One
 * that was put back makes it younger, which stops nothing too early.
 */
function lastUse(before: Use | undefined, aheadMs: number, nowMs: number): number {
  if (before === undefined) return nowMs;
  const jumpedMs = before.aheadMs === undefined ? 0 : aheadMs - before.aheadMs;
  return Math.min(nowMs, before.lastUseAtMs + (jumpedMs > jumpMs ? jumpedMs : 0));
}

type Ongoing = Partial<Pick<Use, "work" | "sshSessions" | "openRequests">>;

/** Whether something goes on at the moment of the reading; GPU and CPU have no say in it. */
export function isInUse({ work = [], sshSessions = 0, openRequests = 0 }: Ongoing): boolean {
  return work.length > 0 || sshSessions > 0 || openRequests > 0;
}

/** Whether the last look at the pod had no answer at all; one that lacks some sources is an answer. */
export function isSilent(use: Use | undefined): boolean {
  return use?.state === "unknown" && use.unknown === undefined;
}

function remembered(use: Use | undefined): Pick<Use, "acts" | "keepUntilMs"> {
  return {
    ...(use?.acts === undefined ? {} : { acts: use.acts }),
    ...(use?.keepUntilMs === undefined ? {} : { keepUntilMs: use.keepUntilMs }),
  };
}

type Acts = NonNullable<Use["acts"]>;

function nextActs(before: Acts, ages: ActivityReading["acts"], nowMs: number): Acts {
  const seen = actKinds.flatMap((kind): [ActKind, number][] => {
    const age = ages[kind];
    if (age === undefined) return [];
    return [[kind, Math.min(nowMs, Math.max(before[kind] ?? 0, nowMs - Math.max(0, age)))]];
  });
  return { ...before, ...Object.fromEntries(seen) };
}
