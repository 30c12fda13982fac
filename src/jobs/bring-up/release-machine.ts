import { hasTimeToReturn } from "../../core/market/landing.ts";
import { giveUp, isReplaceable, released, type Unsuitable } from "../../core/market/unsuitable-machine.ts";
import type { UserFacingError } from "../../core/common/errors.ts";
import { isSlowOutcome } from "../../core/records/offer.ts";
import { freshMachineCard, otherMachineCard } from "../../core/cards/host-cards.ts";
import type { Pod } from "../../core/records/pod.ts";
import type { StepLook } from "../../core/ports/software.ts";
import { mayWait } from "../../core/market/wait-for-gpu.ts";
import { failures } from "../../core/words/errors.ts";
import { hostFailures } from "../../core/words/host.ts";
import type { StepWork } from "./step-work.ts";
import { noteBadDraw } from "../stop/note-bad-draw.ts";
import { isGone } from "../find-machine.ts";

/** A release that takes longer is left to the job that stops pods, which raises the alarm. */
const patienceMs = 3 * 60_000;
/** The provider's ways of being asked are taken in turn. */
const attemptMs = 10_000;

/**
 * What follows from a machine that won't do: it is given up, or the bring-up fails, or people are told of it because their
 * work lies there; undefined when the bring-up goes on with it. @throws UserFacingError
 */
export async function settleUnsuitable(
  { pod, context, save }: StepWork,
  unsuitable: Unsuitable,
): Promise<StepLook | undefined> {
  const { outcome } = unsuitable;
  const nowMs = context.clock.now();
  const isLate = isSlowOutcome(outcome);
  const isKept = !isReplaceable(pod) || (isLate && hasTimeToReturn(pod, nowMs));
  if (isKept && isLate && pod.run.liveAtMs === undefined) throw lateFailure(outcome);
  if (isKept && outcome !== "no-gpu") {
    await context.chat.show(otherMachineCard(pod, outcome));
    return undefined;
  }
  if (isKept && !mayWait(pod, nowMs)) throw failures.startedWithoutGpu();
  await save((current) =>
    isSame(current, pod) && current.run.step.name === pod.run.step.name
      ? giveUp(current, unsuitable, nowMs)
      : undefined,
  );
  context.log.warn("a machine is given up", { podId: pod.id, providerPodId: pod.providerPodId, outcome });
  return { state: "under-way" };
}

/**
 * Releases the machine that was given up and reads that back: only then does the record let go of it. Each call may be
 * made again, so that a bot which dies on the way goes on here.
 */
export async function releaseMachine(work: StepWork, id: string): Promise<StepLook> {
  const { pod, provider, context, signal, save } = work;
  const {
    run: { givenUp },
  } = pod;
  if (givenUp === undefined) return { state: "under-way" };
  const sinceMs = context.clock.now() - givenUp.sinceMs;
  if (sinceMs > patienceMs) throw failures.machineStays();
  const attempt = Math.floor(sinceMs / attemptMs);
  if (pod.run.machine !== undefined) await provider.shell.forget(pod.run.machine);
  if (givenUp.volume === "delete") await provider.pods.remove(id, signal, attempt);
  else await provider.pods.stop(id, signal, attempt);
  if (!(await isReleased(work, { id, ...givenUp }))) return { state: "under-way" };
  if (isSlowOutcome(givenUp.outcome)) await noteBadDraw(pod, givenUp.dataCenterId, context);
  const isReplaced = givenUp.volume === "delete" && pod.run.number > 1;
  if (isReplaced) await context.chat.show(freshMachineCard(pod, givenUp.outcome));
  const nowMs = context.clock.now();
  await save((current) => (isSame(current, pod) ? released(current, nowMs) : undefined));
  context.log.info("a machine was released", { podId: pod.id, providerPodId: id });
  return { state: "under-way" };
}

/** Of a pod that holds work: it is stopped, and its disk stays. */
function lateFailure(outcome: Unsuitable["outcome"]): UserFacingError {
  return outcome === "no-container"
    ? hostFailures.startedWithoutContainer()
    : hostFailures.startedWithoutAddress();
}

type Release = { readonly id: string; readonly volume: "keep" | "delete" };

/** What is missing from one answer may bill on: it has to be missing from the list too. */
async function isReleased({ pod, provider, signal }: StepWork, { id, volume }: Release): Promise<boolean> {
  const found = await provider.pods.get(id, signal);
  if (volume === "keep") return found?.status === "stopped";
  if (found !== undefined && found.status !== "gone") return false;
  return isGone({ pod, provider }, id, signal);
}

/** Another run of the job may have gone on to another machine meanwhile. */
function isSame(current: Pod, seen: Pod): boolean {
  return current.providerPodId === seen.providerPodId && current.run.number === seen.run.number;
}
