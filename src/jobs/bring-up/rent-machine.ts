import { outcomeOf, triedInVain } from "../../core/market/rent-attempts.ts";
import { isPassing, UnknownCreateError, UserFacingError } from "../../core/common/errors.ts";
import { firstLeaseMs, leaseTerms } from "../../core/pods/lease-terms.ts";
import { withDiskOf } from "../../core/pods/adopted-pod.ts";
import { isOwn, withFirstNames } from "../../core/records/own-name.ts";
import type { Offer, PodSpec } from "../../core/records/offer.ts";
import { mayStillAppear } from "../../core/pods/may-be-unlisted.ts";
import { paidFromMs, type Pod, type StartingPod, type StoppingPod, withRun } from "../../core/records/pod.ts";
import { isUp, type ListedPod } from "../../core/records/machine.ts";
import { policyOf, settingsOf } from "../../core/idle/pod-policy.ts";
import type { StepLook } from "../../core/ports/software.ts";
import { update } from "../../core/ports/store.ts";
import { rented } from "../../core/market/wait-for-gpu.ts";
import type { JobContext } from "../context.ts";
import { holdsSlot } from "../holds-slot.ts";
import type { StepWork } from "./step-work.ts";
import { askerOf, findByName } from "../find-machine.ts";
import { knownPods } from "../known-pods.ts";
import { markShown } from "../mark-shown.ts";
import { defined } from "../../core/common/defined.ts";
import { placeOf } from "../../core/records/place-of.ts";
import { showPod } from "../show-pod.ts";

/** Whether the machine is rented; one whose create answer was lost is found by its name. */
export async function findRented(work: StepWork): Promise<StepLook> {
  const { pod, provider, context, signal, save } = work;
  if (pod.providerPodId !== undefined) return { state: "done" };
  if (pod.uncertainSinceMs === undefined) return findForgotten(work);
  const found = await findByName({ pod, provider }, signal);
  if (found === undefined) return { state: mayStillAppear(pod, context.clock.now()) ? "under-way" : "todo" };
  await save((current) => rented(current, found, context.clock.now()));
  await markShown({ ...work, id: found.providerPodId }, context);
  return { state: "done" };
}

/**
 * Before anything is rented: a pod of the team that the store has forgotten is taken over, so that there are never two.
 */
async function findForgotten(work: StepWork): Promise<StepLook> {
  const { pod, provider, context, signal, save } = work;
  if (!(await holdsSlot(context.store, pod, "pod"))) return { state: "under-way" };
  const listed = withFirstNames(await provider.pods.list(signal), context.instanceId);
  const records = await knownPods(listed, context);
  const found = listed.find((other) => isUp(other) && isForgotten(other, records, { pod, context }));
  if (found === undefined) return { state: "todo" };
  await save((current) => ({
    ...withRun(rented(current, found, context.clock.now()), { isTakenOver: true }),
    name: found.name,
    request: withDiskOf(current.request, found),
  }));
  await markShown({ ...work, id: found.providerPodId }, context);
  context.log.warn("a forgotten pod is taken over", { podId: pod.id, providerPodId: found.providerPodId });
  return { state: "done" };
}

function isForgotten(
  found: ListedPod,
  records: readonly Pod[],
  { pod, context }: Pick<StepWork, "pod" | "context">,
): boolean {
  const { name, providerPodId, teamId = pod.teamId } = found;
  const isTeams = isOwn(found, context.instanceId) && teamId === pod.teamId;
  return isTeams && !records.some((record) => record.providerPodId === providerPodId || record.name === name);
}

/**
 * Tries the candidates in turn until one is rented; the record says beforehand that a machine may exist.
 * Whether the search is over.
 */
export async function tryInTurn(work: StepWork, candidates: readonly Offer[]): Promise<boolean> {
  for (const offer of candidates) {
    // It names what comes next and its price.
    await drawSearch(work);
    if (isRuledOut(offer, await work.reload())) continue;
    if (await tryOffer(work, offer)) return true;
  }
  return false;
}

/** Whether what became of another one says that this one is not worth a try. */
function isRuledOut({ gpuId, minCuda }: Offer, { phase, run }: Pod): boolean {
  const { candidates = [] } = run;
  return phase === "starting" && !candidates.some((left) => left.gpuId === gpuId && left.minCuda === minCuda);
}

/** Whether the search is over: rented, perhaps rented, or no longer wanted. */
async function tryOffer(work: StepWork, offer: Offer): Promise<boolean> {
  const { provider, context, signal, save } = work;
  const pod = await claim(work, offer);
  if (pod === undefined) return true;
  try {
    const made = await provider.pods.create(await specOf(pod, offer, context), signal);
    await note(work, (current) => rented(current, made, context.clock.now()));
    return true;
  } catch (error) {
    const outcome = outcomeOf(error);
    if (outcome !== undefined) {
      await save((current) => triedInVain(current, offer, { outcome, atMs: context.clock.now() }));
      return false;
    }
    if (isRefusal(error)) {
      await note(work, withoutDoubt);
      throw error;
    }
    // The call may have done its work just now, so the time in which its pod can be hidden begins here.
    await note(work, (current) => ({ ...current, uncertainSinceMs: context.clock.now() }));
    if (error instanceof UnknownCreateError) return true;
    throw error;
  }
}

/** Whether it is certain that nothing was made, and that asking again would change nothing; what may pass is asked for again later. */
function isRefusal(error: unknown): boolean {
  return error instanceof UserFacingError && !(error instanceof UnknownCreateError) && !isPassing(error);
}

function withoutDoubt(pod: StartingPod | StoppingPod): Pod {
  const { uncertainSinceMs: _, ...rest } = pod;
  return rest;
}

async function specOf(pod: Pod, offer: Offer, context: JobContext): Promise<PodSpec> {
  const { name, teamId, request } = pod;
  const { access, country, minDownloadMbps, volumeId } = request;
  const policy = policyOf(pod, await settingsOf(context, teamId));
  return {
    name,
    teamId,
    offer,
    access,
    country,
    containerDiskGib: context.settings.containerDiskGib,
    volumeGib: volumeId === undefined ? context.settings.volumeGib : 0,
    lease: leaseTerms({ policy }, firstLeaseMs, context.clock.now()),
    ...defined({ minDownloadMbps, networkVolumeId: volumeId }),
  };
}

/**
 * Writes down that a machine may exist from now on, and is paid for: its life begins, however long it was waited for, unless
 * it takes the place of one that was live in this run. Only one run of the job may, and none once a stop was asked for.
 */
async function claim({ pod, provider, context, signal }: StepWork, offer: Offer): Promise<Pod | undefined> {
  const shownBy = await askerOf(provider, signal);
  const nowMs = context.clock.now();
  const stored = await update(context.store.pods, placeOf(pod), (current) => {
    if (current.phase !== "starting" || current.providerPodId !== undefined) return undefined;
    if (mayStillAppear(current, nowMs)) return undefined;
    const run = { ...current.run, paidFromMs: begins(current, nowMs) };
    const { containerDiskGib } = context.settings;
    return { ...current, offer, containerDiskGib, uncertainSinceMs: nowMs, run, ...defined({ shownBy }) };
  });
  return stored?.isChanged === true ? stored.value : undefined;
}

function begins({ run }: Pod, nowMs: number): number {
  return run.liveAtMs === undefined || run.waiting !== undefined ? nowMs : paidFromMs({ run });
}

/** Writes down what became of the create call, also when a stop was asked for meanwhile: it has to find the machine. */
async function note(
  { pod, context }: StepWork,
  change: (pod: StartingPod | StoppingPod) => Pod,
): Promise<void> {
  await update(context.store.pods, placeOf(pod), (current) => {
    if (current.phase !== "starting" && current.phase !== "stopping") return undefined;
    return current.providerPodId === undefined ? change(current) : undefined;
  });
}

/** Shows on the pod's card how the search for a machine goes, as the record says it now. */
export async function drawSearch({ context, reload }: StepWork): Promise<void> {
  await showPod(await reload(), context);
}
