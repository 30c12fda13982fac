import { describeError, UserFacingError } from "../../core/common/errors.ts";
import { isDiskEmpty } from "../../core/market/unsuitable-machine.ts";
import { beginStop } from "../../core/pods/change-stop.ts";
import type { Pod } from "../../core/records/pod.ts";
import type { Failure, StepName } from "../../core/records/step.ts";
import { update } from "../../core/ports/store.ts";
import { failures } from "../../core/words/errors.ts";
import type { JobContext } from "../context.ts";
import { podPlace, podPayloadOf } from "../pod-payload.ts";
import { noteBadDraw } from "./note-bad-draw.ts";
import { stopPod } from "./stop-pod.ts";
import { showPod } from "../show-pod.ts";

type Failed = {
  readonly error: unknown;
  readonly step: StepName;
  /** The machine was paid for over minutes and did not get ready: the same one would not the next time. */
  readonly isBadDraw?: boolean;
};

/**
 * Turns a pod whose bring-up failed to stopping, says why on its card, and has it stopped: it may be billing. A bad draw goes
 * with its disk where nobody's work can lie on that. Undefined where there is no record of it any more, as after a loss of Redis.
 */
export async function failPod(context: JobContext, pod: Pod, failed: Failed): Promise<Pod | undefined> {
  const failure = toFailure(context, pod, failed);
  const payload = podPayloadOf(pod);
  const { isBadDraw = false } = failed;
  if (isBadDraw) await noteBadDraw(pod, undefined, context);
  const stored = await update(context.store.pods, podPlace(payload), (current) => {
    if (current.phase !== "starting") return undefined;
    const volume = isBadDraw && isDiskEmpty(current) ? "delete" : "keep";
    return beginStop(current, { reason: "failed", volume, failure }, context.clock.now());
  });
  await context.queue.add(stopPod, payload);
  if (stored === undefined) return undefined;
  const failedPod = stored.value;
  await showPod(failedPod, context);
  return failedPod;
}

function toFailure(context: JobContext, pod: Pod, { error, step }: Failed): Failure {
  const reference = `${pod.id}-${context.clock.now().toString(36)}`;
  context.log.error("bring-up failed", { podId: pod.id, step, reference, ...describeError(error) });
  const known = error instanceof UserFacingError ? error : failures.internal(reference);
  return { code: known.code, sentence: known.userMessage, step };
}
