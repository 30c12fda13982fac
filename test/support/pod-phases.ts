import { completeStep } from "../../src/core/pods/change-pod.ts";
import { beginStop, finishDelete, finishStop, type StopOrder } from "../../src/core/pods/change-stop.ts";
import {
  type GonePod,
  type LivePod,
  type Pod,
  type StartingPod,
  type StoppedPod,
  type StoppingPod,
  withRun,
} from "../../src/core/records/pod.ts";
import { idleMachine } from "./machine.ts";

/** The pod after its last step, on the machine that it has, or else on one that leads nowhere. */
export function livePod(pod: StartingPod, nowMs: number): LivePod {
  const live = completeStep(withRun(pod, { machine: pod.run.machine ?? idleMachine }), nowMs);
  if (live.phase !== "live") throw new Error("another step of it comes first");
  return live;
}

const asked: StopOrder = { reason: "asked" };
const toDelete: StopOrder = { reason: "delete", volume: "delete" };

/** The pod after somebody has ordered its stop. */
export function stoppingPod(pod: Pod, nowMs: number, order: StopOrder = asked): StoppingPod {
  const stopping = beginStop(pod, order, nowMs);
  if (stopping === undefined) throw new Error("there is nothing to stop");
  return stopping;
}

/** The pod after it was stopped as somebody has ordered. */
export function stoppedPod(pod: Pod, nowMs: number): StoppedPod {
  return finishStop(pod.phase === "stopping" ? pod : stoppingPod(pod, nowMs), nowMs);
}

/** The pod after it was deleted with its disk as somebody has ordered. */
export function gonePod(pod: Pod, nowMs: number): GonePod {
  return finishDelete(pod.phase === "stopping" ? pod : stoppingPod(pod, nowMs, toDelete), nowMs);
}
