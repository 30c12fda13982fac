import { NoCapacityError, UnknownCreateError } from "../core/errors.ts";
import type { ListedPod, Offer, Pod } from "../core/pod.ts";
import type { Pods, StepLook } from "../core/ports.ts";
import { failures } from "../core/words/errors.ts";
import type { StepWork } from "./pod-steps.ts";

/** A pod that was just created can be missing from the provider's list for a while. */
const hiddenMs = 60_000;

/** Whether the machine is rented; one whose create answer was lost is found by its name. */
export async function findRented({ pod, provider, context, signal, save }: StepWork): Promise<StepLook> {
  if (pod.providerPodId !== undefined) return { state: "done" };
  if (pod.uncertainSinceMs === undefined) return { state: "todo" };
  const found = await findByName(provider.pods, pod.name, signal);
  if (found === undefined) return { state: isStillHidden(pod, context.clock.now()) ? "under-way" : "todo" };
  await save((current) => withMachine(current, found));
  return { state: "done" };
}

/** The pod of this name that still exists. */
export async function findByName(
  pods: Pods,
  name: string,
  signal: AbortSignal,
): Promise<ListedPod | undefined> {
  const listed = await pods.list(signal);
  return listed.find((other) => other.name === name && other.status !== "gone");
}

/** Whether a create call may still turn out to have made a pod. */
export function isStillHidden(pod: Pod, nowMs: number): boolean {
  return pod.uncertainSinceMs !== undefined && nowMs - pod.uncertainSinceMs < hiddenMs;
}

/** Tries the candidates in turn until one is rented; the record says beforehand that a machine may exist. */
export async function beginRent(work: StepWork): Promise<void> {
  for (const offer of work.pod.candidates ?? []) {
    if (await tryOffer(work, offer)) return;
  }
  throw failures.noCapacity();
}

async function tryOffer({ pod, provider, context, signal, save }: StepWork, offer: Offer): Promise<boolean> {
  const { containerDiskGib, volumeGib } = context.settings;
  await save((current) => ({ ...current, offer, uncertainSinceMs: context.clock.now() }));
  try {
    const made = await provider.pods.create({ name: pod.name, offer, containerDiskGib, volumeGib }, signal);
    await save((current) => withMachine(current, made));
    return true;
  } catch (error) {
    if (error instanceof UnknownCreateError) return true;
    if (!(error instanceof NoCapacityError)) throw error;
    await save((current) => withoutOffer(current, offer));
    return false;
  }
}

function withMachine(pod: Pod, listed: ListedPod): Pod {
  const { uncertainSinceMs: _, ...rest } = pod;
  return { ...rest, providerPodId: listed.providerPodId, usdPerHour: listed.usdPerHour };
}

function withoutOffer(pod: Pod, offer: Offer): Pod {
  const { uncertainSinceMs: _, offer: _o, ...rest } = pod;
  return { ...rest, candidates: (pod.candidates ?? []).filter((other) => other.gpuId !== offer.gpuId) };
}
