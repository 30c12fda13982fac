import type { Attempt } from "../records/offer.ts";
import type { Pod } from "../records/pod.ts";
import { hasContainer, type ListedPod } from "../records/machine.ts";
import type { StepNote } from "../records/step.ts";

const minuteMs = 60_000;

/**
 * From renting to a container that is up. Public reports of 2026 have cold pulls of such images within 3 minutes in the secure
 * cloud, and take 6 without a container for a bad host; at 200 Mbit/s, as community hosts have, 12 GB take 8.
 */
const containerMs = { secure: 10 * minuteMs, community: 15 * minuteMs } as const;
/** From a container that is up to a public address: some machines never get one although it was asked for. */
const addressMs = 5 * minuteMs;
/** What was live in this run has so long for both: a training may go on there. */
const liveMs = 20 * minuteMs;

/** Why a machine that is billed is not waited for any longer; undefined while it is, and in any other step. */
export function whyNotLanded(pod: Pod, listed: ListedPod, nowMs: number): Attempt["outcome"] | undefined {
  const landing = landingOf(pod, listed, nowMs);
  if (landing === undefined || landing.tookMs < landing.limitMs) return undefined;
  return landing.isContainerUp ? "no-address" : "no-container";
}

/** Whether it was live in this run, and has longer to come back. */
export function hasTimeToReturn({ run }: Pod, nowMs: number): boolean {
  return run.liveAtMs !== undefined && inStepMs(run, nowMs) < liveMs;
}

/** What its machine is waited for, in whole minutes; undefined where it is not waited for. */
export function landingNote(pod: Pod, listed: ListedPod, nowMs: number): StepNote | undefined {
  const landing = landingOf(pod, listed, nowMs);
  if (landing === undefined) return undefined;
  const { isContainerUp, tookMs, limitMs } = landing;
  const [done, total] = [tookMs, limitMs].map((ms) => Math.floor(Math.max(0, ms) / minuteMs));
  return { part: isContainerUp ? "public-address" : "image", done: done ?? 0, total: total ?? 0 };
}

type Landing = { readonly isContainerUp: boolean; readonly tookMs: number; readonly limitMs: number };

function landingOf(pod: Pod, listed: ListedPod, nowMs: number): Landing | undefined {
  const { run, offer } = pod;
  const isDown = listed.status === "stopped" || listed.status === "gone";
  if (run.step.name !== "address" || listed.machine !== undefined || isDown) return undefined;
  if (!hasContainer(listed)) {
    const limitMs = containerMs[offer?.cloud ?? pod.request.cloud];
    return { isContainerUp: false, tookMs: inStepMs(run, nowMs), limitMs };
  }
  // The step begins with the first look that finds a container; the bot's clock may have been set since.
  const { beganAtMs = nowMs } = run.step;
  const tookMs = Math.min(nowMs - beganAtMs, inStepMs(run, nowMs), listed.uptimeMs ?? Infinity);
  return { isContainerUp: true, tookMs, limitMs: addressMs };
}

/** Without the time in which nobody looked. */
function inStepMs({ step }: Pick<Pod["run"], "step">, nowMs: number): number {
  return nowMs - step.enteredAtMs - (step.awayMs ?? 0);
}
