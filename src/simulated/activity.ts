import type { ActKind, ActivityReading, CrashReading, ServerReading } from "../core/records/use.ts";
import type { Clock } from "../core/common/clock.ts";

/** What a test lets happen on the pod. */
export type ActivityKnobs = {
  /** Somebody opens an image now. */
  use(): void;
  /** Somebody does this, or did it then. @default atMs is now */
  act(kind: ActKind, atMs?: number): void;
  setSshSessions(count: number): void;
  /** Changes what else is read: people, open requests, work beside trainings, unknown sources, figures. */
  setReading(change: Partial<Omit<ActivityReading, "acts" | "server" | "podNowMs">>): void;
  /** The server crashes and waits to be started again; one that has not answered since goes on with its row, and one that is gone can't crash. */
  crash(how?: Partial<Pick<CrashReading, "failure" | "reference" | "endedTraining">>): void;
  /** The server answers again. */
  recover(): void;
  /** Neither gate nor server is there any more. */
  vanish(): void;
};

export type SimulatedActivity = {
  readonly knobs: ActivityKnobs;
  read(): ActivityReading;
  mend(): void;
  /** Another gate and server, which know of no crash. */
  restart(): void;
};

const startMs = 30_000;

type Row = Omit<CrashReading, "firstAgeMs" | "lastAgeMs"> & {
  readonly firstAtMs: number;
  readonly lastAtMs: number;
};

type State = {
  readonly acts: Partial<Record<ActKind, number>>;
  reading: Omit<ActivityReading, "acts" | "server" | "podNowMs">;
  server: "up" | "waiting" | "gone";
  row?: Row;
  startedAtMs?: number;
};

/** What goes on on a pod of the twin, and how its server is. */
export function createSimulatedActivity(deps: { clock: Clock; isTraining(): boolean }): SimulatedActivity {
  const { clock } = deps;
  const state: State = {
    acts: {},
    reading: { openRequests: 0, people: 0, sshSessions: 0, work: [], unknown: [] },
    server: "up",
  };
  return {
    knobs: knobs(state, clock),
    read() {
      const { reading } = state;
      const work = deps.isTraining() ? (["training", ...reading.work] as const) : reading.work;
      const podNowMs = clock.now();
      return { ...reading, podNowMs, work, acts: ages(state, podNowMs), server: serverOf(state, podNowMs) };
    },
    mend() {
      if (state.server !== "gone") return;
      state.server = "up";
      state.startedAtMs = clock.now();
    },
    restart() {
      state.server = "up";
      delete state.row;
    },
  };
}

function knobs(state: State, clock: Clock): ActivityKnobs {
  function act(kind: ActKind, atMs: number = clock.now()): void {
    state.acts[kind] = atMs;
  }

  return {
    act,
    use: () => act("annotating"),
    setSshSessions(sshSessions) {
      state.reading = { ...state.reading, sshSessions };
    },
    setReading(change) {
      state.reading = { ...state.reading, ...change };
    },
    crash(how = {}) {
      if (state.server === "gone") return;
      const before = state.server === "waiting" ? state.row : undefined;
      const nowMs = clock.now();
      state.row = {
        failure: "out-of-memory",
        endedTraining: false,
        ...how,
        count: (before?.count ?? 0) + 1,
        firstAtMs: before?.firstAtMs ?? nowMs,
        lastAtMs: nowMs,
      };
      state.server = "waiting";
    },
    recover() {
      if (state.server !== "gone") state.server = "up";
    },
    vanish() {
      state.server = "gone";
      delete state.row;
    },
  };
}

function ages({ acts }: State, nowMs: number): ActivityReading["acts"] {
  return Object.fromEntries(Object.entries(acts).map(([kind, atMs]) => [kind, nowMs - atMs]));
}

function serverOf(
  { server, row, startedAtMs = Number.NEGATIVE_INFINITY }: State,
  nowMs: number,
): ServerReading {
  const isStarting = server === "up" && nowMs < startedAtMs + startMs;
  const state = isStarting ? "starting" : server === "up" ? "running" : server;
  if (row === undefined) return { state };
  const { firstAtMs, lastAtMs, ...crash } = row;
  return { state, crash: { ...crash, firstAgeMs: nowMs - firstAtMs, lastAgeMs: nowMs - lastAtMs } };
}
