import { randomUUID } from "node:crypto";
import { readDetails, readRecording } from "./monai-recordings.ts";

type Status = "SUBMITTED" | "RUNNING" | "DONE" | "ERROR" | "STOPPED";
type Task = {
  readonly id: string;
  readonly request: Readonly<Record<string, unknown>>;
  readonly status: Status;
  readonly details?: readonly string[];
};
type Answer = { readonly status: number; readonly body: unknown };

/** The trainings of the recorded server; each goes on when it is told to. */
export type TrainTable = {
  submit(model: string, parameters: Readonly<Record<string, unknown>>): Answer;
  list(all: boolean): Answer;
  stop(): Answer;
  /** The open training gets its process, then its end. */
  goOn(): void;
  /** The open training fails with these lines. */
  fail(details: readonly string[]): void;
  /** A queued one, as Slicer or OHIF can make; it never gets a process by itself. */
  queue(): void;
};

export function createTrainTable(): TrainTable {
  const tasks: Task[] = [];
  const isOpen = ({ status }: Task): boolean => status === "SUBMITTED" || status === "RUNNING";

  function change(what: (task: Task) => boolean, to: (task: Task) => Partial<Task>): Task | undefined {
    const index = tasks.findIndex(what);
    const task = tasks[index];
    if (task === undefined) return undefined;
    const changed = { ...task, ...to(task) };
    tasks[index] = changed;
    return changed;
  }

  function add(request: Readonly<Record<string, unknown>>): Task {
    const task = { id: randomUUID(), status: "SUBMITTED" as const, request };
    tasks.push(task);
    return task;
  }

  return {
    submit(model, parameters) {
      if (tasks.some(isOpen)) return readRecording("train_submit_twice");
      return { status: 200, body: describe(add({ model, ...parameters })) };
    },
    list(all) {
      const [last] = tasks.slice(-1);
      if (last === undefined) return readRecording("train_none");
      return { status: 200, body: all ? tasks.map(describe) : describe(last) };
    },
    stop() {
      const stopped = change(
        ({ status }) => status === "RUNNING",
        () => ({ status: "STOPPED" }),
      );
      change(
        ({ status }) => status === "SUBMITTED",
        () => ({ status: "RUNNING" }),
      );
      return { status: 200, body: stopped === undefined ? null : describe(stopped) };
    },
    goOn() {
      change(isOpen, nextOf);
    },
    fail(details) {
      change(isOpen, () => ({ status: "ERROR", details }));
    },
    queue() {
      add({ model: "deepgrow_2d" });
    },
  };
}

function nextOf({ status, request }: Task): Partial<Task> {
  if (request["model"] === "nosuch") return { status: "ERROR", details: readDetails("train_unknown_after") };
  if (status === "SUBMITTED") return { status: "RUNNING", details: readDetails("train_running") };
  return { status: "DONE", details: readDetails("train_done") };
}

function describe({ details, ...task }: Task): object {
  return { ...task, start_ts: "2026-11-23 06:40:01", ...(details === undefined ? {} : { details }) };
}
