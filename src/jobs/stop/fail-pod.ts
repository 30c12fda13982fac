import { describeError, UserFacingError } from "../../core/common/errors.ts";
import { beginStop } from "../../core/pods/change-stop.ts";
import type { Pod } from "../../core/records/pod.ts";
import type { Failure, StepName } from "../../core/records/step.ts";
import { update } from "../../core/ports/store.ts";
import { failures } from "../../core/words/errors.ts";
import type { JobContext } from "../context.ts";
import { podPlace, podPayloadOf } from "../pod-payload.ts";
import { stopPod } from "./stop-pod.ts";
import { showPod } from "../show-pod.ts";

/**
 * Turns a pod whose bring-up failed to stopping, says why on its card, and has it stopped: it may be billing. Undefined
 * where there is no record of it any more, as after a loss of Redis.
 */
export async function failPod(
  context: JobContext,
  pod: Pod,
  failed: { error: unknown; step: StepName },
): Promise<Pod | undefined> {
  const failure = toFailure(context, pod, failed);
  const payload = podPayloadOf(pod);
  const stored = await update(context.store.pods, podPlace(payload), (current) =>
    current.phase === "starting"
      ? beginStop(current, { reason: "failed", failure }, context.clock.now())
      : undefined,
  );
  await context.queue.add(stopPod, payload);
  if (stored === undefined) return undefined;
  const failedPod = stored.value;
  await showPod(failedPod, context);
  return failedPod;
}

function toFailure(context: JobContext, pod: Pod, failed: { error: unknown; step: StepName }): Failure {
  const { error, step } = failed;
  const reference = `${pod.id}-${context.clock.now().toString(36)}`;
  context.log.error("bring-up failed", { podId: pod.id, step, reference, ...describeError(error) });
  const known = error instanceof UserFacingError ? error : failures.internal(reference);
  return { code: known.code, sentence: known.userMessage, step };
}
