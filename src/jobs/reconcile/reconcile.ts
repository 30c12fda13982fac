import type { Difference } from "../../core/pods/compare-pods.ts";
import { leaseMs } from "../../core/pods/lease-terms.ts";
import { moved, startedOutside } from "../../core/pods/change-pod.ts";
import {
  beginStop,
  deletedOutside,
  finishStop,
  notGone,
  stopLatecomer,
} from "../../core/pods/change-stop.ts";
import type { ProviderPodId } from "../../core/records/ids.ts";
import { isPodOpen, isWanted, type Pod } from "../../core/records/pod.ts";
import { isUp, type ListedPod } from "../../core/records/machine.ts";
import type { Stop } from "../../core/records/pod-end.ts";
import type { Provider } from "../../core/ports/provider.ts";
import { update } from "../../core/ports/store.ts";
import { failures } from "../../core/words/errors.ts";
import { adoptPod, stopDuplicate } from "./adopt-pod.ts";
import type { JobContext } from "../context.ts";
import { toFailure } from "../training/end-training.ts";
import { failPod } from "../stop/fail-pod.ts";
import { askerOf } from "../find-machine.ts";
import { closedPods } from "../known-pods.ts";
import { listOrTell } from "./note-refusal.ts";
import { noteShown } from "./note-shown.ts";
import { withFirstNames } from "../../core/records/own-name.ts";
import { settleUnshown } from "./settle-unshown.ts";
import { tellUnreachable } from "./tell-unreachable.ts";
import { podPayloadOf } from "../pod-payload.ts";
import { seeDifferences, type SeenAccount } from "./see-differences.ts";
import { stopPod } from "../stop/stop-pod.ts";
import { reportStrangers } from "./report-strangers.ts";
import { logAndContinue } from "../log-and-continue.ts";
import { placeOf } from "../../core/records/place-of.ts";

const listMs = 25_000;
const lateStopMs = 15 * 60_000;

type Account = SeenAccount & {
  /** Ends with the time in which the provider may be asked more. */
  readonly signal: AbortSignal;
};

/** Compares the records with one list call, whatever the number of pods, and acts on what two sweeps have seen. */
export async function reconcile(
  provider: Provider,
  open: readonly Pod[],
  context: JobContext,
): Promise<void> {
  const signal = context.clock.deadline(listMs, context.shutdown);
  try {
    // Of forgotten pods of a team the one that is up gets its place; one that is stopped is there beside it.
    const listed = (await listOrTell(provider, { open, signal }, context)).toSorted(
      (a, b) => Number(isUp(b)) - Number(isUp(a)),
    );
    // Each difference is written down with its time; the next sweep sees it as well.
    if (!context.clock.isConfirmed()) return;
    const closed = await closedPods(listed, open, context);
    await noteOpen(closed, context);
    const asker = await askerOf(provider, signal);
    const ids = new Set(listed.map(idOf));
    const own = [...open, ...closed].filter((pod) => pod.provider === provider.id);
    const pods = await noteShown(own, { asker, ids }, context);
    const account = { provider, listed, pods, asker, signal };
    for (const difference of await seeDifferences(account, context))
      await settle(difference, account, context);
    const up = new Set(listed.filter(isUp).map(idOf));
    for (const pod of pods) await tellUnreachable(pod, up, context);
    // A pod that was taken over has its record here, and the name of the instance that made it.
    const known = new Set(pods.map(({ providerPodId }) => providerPodId));
    await reportStrangers(
      withFirstNames(listed, context.instanceId).filter((found) => !known.has(idOf(found))),
      context,
    );
  } catch (error) {
    logAndContinue(error, { event: "the provider's list can't be read", provider: provider.id }, context);
  }
}

function idOf({ providerPodId }: ListedPod): ProviderPodId {
  return providerPodId;
}

/** One that is open all the same was not among the open ones: writing it again puts it there, for who looks after it finds it so. */
async function noteOpen(closed: readonly Pod[], { log, store }: JobContext): Promise<void> {
  for (const pod of closed.filter(isPodOpen)) {
    log.warn("an open pod was not known as open", { podId: pod.id, phase: pod.phase });
    await update(store.pods, placeOf(pod), (current) => ({ ...current }));
  }
}

async function settle(difference: Difference, account: Account, context: JobContext): Promise<void> {
  const { kind } = difference;
  if (kind === "forgotten") return adoptPod(difference.listed, account.provider, context);
  if (kind === "duplicate") return stopDuplicate(difference.listed, account.provider, context);
  if (kind === "crash-loop") return endCrashLoop(difference.pod, context);
  if (kind === "unshown") return settleUnshown(difference.pod, account, context);
  const next = await changeFor(difference, account, context.clock.now());
  if (next !== undefined) await change(difference.pod, next, context);
}

type Change = (current: Pod) => Pod | undefined;
type Known = Exclude<Difference, { readonly kind: "forgotten" | "duplicate" | "crash-loop" | "unshown" }>;

async function changeFor(difference: Known, account: Account, nowMs: number): Promise<Change | undefined> {
  switch (difference.kind) {
    case "stopped-outside":
      return (current) => stoppedOutside(current, difference.listed, nowMs);
    case "started-outside":
      return (current) => (current.phase === "stopped" ? startedOutside(current, nowMs) : undefined);
    case "latecomer":
      return (current) => stopLatecomer(current, difference.listed.providerPodId, nowMs);
    case "left":
      return (current) => notGone(current, difference.listed.providerPodId, nowMs);
    case "moved":
      return (current) => moved(current, nowMs);
    case "missing":
      return confirmMissing(difference.pod, account, nowMs);
  }
}

/** Nobody can work on such a pod. */
async function endCrashLoop(pod: Pod, context: JobContext): Promise<void> {
  const error = failures.crashLoop();
  if (pod.phase === "starting") {
    await failPod(context, pod, { error, step: pod.run.step.name, isBadDraw: true });
    return;
  }
  const order = { reason: "failed", failure: toFailure(error) } as const;
  const nowMs = context.clock.now();
  await change(pod, (current) => beginStop(current, order, nowMs), context);
}

/** One that has failed at the provider may be charged for: it is stopped in earnest. */
function stoppedOutside(pod: Pod, { status }: ListedPod, nowMs: number): Pod | undefined {
  if (status !== "stopped") return beginStop(pod, { reason: "outside" }, nowMs);
  const reason = isCalledOffLate(pod, nowMs)
    ? "called-off"
    : isLeaseOver(pod, nowMs)
      ? "watchdog"
      : "outside";
  const stop: Stop = { reason, volume: "keep", askedAtMs: nowMs, attempts: 0 };
  return finishStop(pod, nowMs, stop);
}

/** Whether the provider may have done only now what it was asked before its stop was called off. */
function isCalledOffLate({ run: { calledOffAtMs } }: Pod, nowMs: number): boolean {
  return calledOffAtMs !== undefined && nowMs - calledOffAtMs < lateStopMs;
}

/** Whether the pod had to look after itself. */
function isLeaseOver({ run: { lease } }: Pod, nowMs: number): boolean {
  return lease !== undefined && nowMs - lease.renewedAtMs >= leaseMs;
}

/** Lists can lack a pod: it is gone only when the provider's answer about this very pod says so too. */
async function confirmMissing(
  pod: Pod,
  { provider, signal }: Account,
  nowMs: number,
): Promise<Change | undefined> {
  const { providerPodId = "" } = pod;
  const found = await provider.pods.get(providerPodId, signal);
  if (found !== undefined && found.status !== "gone") return undefined;
  if (isWanted(pod)) return (current) => beginStop(current, { reason: "outside" }, nowMs);
  return (current) => deletedOutside(current, nowMs);
}

/** Only where the record is still the one that was compared. */
async function change(pod: Pod, next: Change, context: JobContext): Promise<void> {
  const payload = podPayloadOf(pod);
  const stored = await update(context.store.pods, placeOf(pod), (current) =>
    isSame(current, pod) ? next(current) : undefined,
  );
  if (stored?.isChanged === true)
    context.log.info("a pod was changed outside", { podId: pod.id, phase: pod.phase });
  await context.queue.add(stopPod, payload);
}

/** A search may have gone on to another machine meanwhile. */
function isSame({ phase, run, providerPodId }: Pod, seen: Pod): boolean {
  const isOfMachine =
    providerPodId === seen.providerPodId && (run.givenUp === undefined) === (seen.run.givenUp === undefined);
  return phase === seen.phase && run.number === seen.run.number && isOfMachine;
}
