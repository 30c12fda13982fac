import { labelModels } from "../core/records/label-models.ts";
import type { Clock } from "../core/common/clock.ts";
import type { LabelServer } from "../core/ports/label-server.ts";
import type { ServerInfo } from "../core/records/server-info.ts";
import type { ServerAddress } from "../core/records/server-address.ts";
import type { TrainFailureCode, TrainingStats, TrainOrder, TrainTask } from "../core/records/training.ts";
import { failures } from "../core/words/errors.ts";
import { simulatedFailures } from "../core/words/simulated.ts";
import { createFaultGate, type Faults } from "./faults.ts";
import { describeStats, describeTask, isUnderWay, type SimulatedTraining } from "./training.ts";
import { defined } from "../core/common/defined.ts";

/** A label server in memory whose trainings go on as time passes. */
export type SimulatedLabelServer = LabelServer & Faults<keyof LabelServer> & LabelServerKnobs;

export type LabelServerKnobs = {
  /** Whether it answers at all. */
  setUp(isUp: boolean): void;
  /** Changes what it says of its models and images. */
  setInfo(change: Partial<ServerInfo>): void;
  /** The next training fails so, after its first iteration. */
  failNextTraining(code: TrainFailureCode): void;
  /** As after a restart of the server: its tasks are forgotten, the statistics stay. */
  forgetTasks(): void;
  /** What the statistics files say, per model. */
  stats(): Readonly<Record<string, TrainingStats>>;
  isTraining(): boolean;
};

export type SimulatedLabelServerOptions = {
  readonly clock: Clock;
  /** @default 20 s */
  readonly epochMs?: number;
  /** @default eight images of which five are labelled, every model loaded, a GPU */
  readonly info?: Partial<ServerInfo>;
  /** Whether the gate before it lets this address in. @default every one */
  readonly opensTo?: (server: ServerAddress) => boolean;
};

type State = {
  isUp: boolean;
  info: ServerInfo;
  nextFailure?: TrainFailureCode;
  /** Oldest first; a forgotten one is only in the statistics. */
  trainings: (SimulatedTraining & { readonly isForgotten?: true })[];
};

export function createSimulatedLabelServer({
  clock,
  epochMs = 20_000,
  info = {},
  opensTo = () => true,
}: SimulatedLabelServerOptions): SimulatedLabelServer {
  const trainers = labelModels.map(({ name }) => name);
  const state: State = {
    isUp: true,
    info: { trainers, hasGpu: true, images: 8, labelled: 5, ...info },
    trainings: [],
  };
  const gate = createFaultGate<keyof LabelServer>();

  type Ask<T> = { readonly server: ServerAddress; readonly signal: AbortSignal; work(): T };

  function call<T>(name: keyof LabelServer, { server, signal, work }: Ask<T>): Promise<T> {
    return gate.pass(name, signal, () => {
      if (!state.isUp || !opensTo(server)) throw simulatedFailures.serverAway();
      return work();
    });
  }

  return {
    answers: async (server, signal) => gate.pass("answers", signal, () => state.isUp && opensTo(server)),
    info: async (server, signal) => call("info", { server, signal, work: () => state.info }),
    train: async (server, order, signal) =>
      call("train", { server, signal, work: () => begin(state, order, { clock, epochMs }) }),
    tasks: async (server, signal) =>
      call("tasks", { server, signal, work: () => tasksOf(state, clock.now()) }),
    stopTraining: async (server, signal) =>
      call("stopTraining", { server, signal, work: () => stop(state, clock.now()) }),
    failNext: gate.failNext,
    ...knobs(state, clock),
  };
}

function knobs(state: State, clock: Clock): LabelServerKnobs {
  return {
    setUp(isUp) {
      state.isUp = isUp;
    },
    setInfo(change) {
      state.info = { ...state.info, ...change };
    },
    failNextTraining(code) {
      state.nextFailure = code;
    },
    forgetTasks() {
      stop(state, clock.now());
      state.trainings = state.trainings.map((training) => ({ ...training, isForgotten: true }));
    },
    stats: () => statsOf(state, clock.now()),
    isTraining: () => state.trainings.some((training) => isUnderWay(training, clock.now())),
  };
}

function begin(
  state: State,
  order: TrainOrder,
  { clock, epochMs }: { clock: Clock; epochMs: number },
): TrainTask {
  const nowMs = clock.now();
  if (state.trainings.some((training) => isUnderWay(training, nowMs))) throw failures.trainingRuns();
  const { labelled, trainers } = state.info;
  const failureCode = trainers.includes(order.model)
    ? labelled === 0
      ? "no-labels"
      : state.nextFailure
    : "unknown-model";
  delete state.nextFailure;
  const taskId = `task-${state.trainings.length + 1}`;
  const training: SimulatedTraining = {
    taskId,
    order,
    beganAtMs: nowMs,
    epochMs,
    labelled,
    ...defined({ failureCode }),
  };
  state.trainings.push(training);
  return describeTask(training, nowMs);
}

function tasksOf(state: State, nowMs: number): readonly TrainTask[] {
  return state.trainings
    .filter(({ isForgotten }) => isForgotten !== true)
    .map((training) => describeTask(training, nowMs));
}

function stop(state: State, nowMs: number): void {
  state.trainings = state.trainings.map((training) =>
    isUnderWay(training, nowMs) ? { ...training, stoppedAtMs: nowMs } : training,
  );
}

/** Each model has one statistics file, which the next training of it overwrites once it has something to say. */
function statsOf(state: State, nowMs: number): Readonly<Record<string, TrainingStats>> {
  const found = state.trainings.map(
    (training) => [training.order.model, describeStats(training, nowMs)] as const,
  );
  return Object.fromEntries(
    found.filter((entry): entry is [string, TrainingStats] => entry[1] !== undefined),
  );
}
