import { leaseMs, leaseTerms, memoOf, renewEveryMs } from "../../core/pods/lease-terms.ts";
import type { LeaseTerms } from "../../core/records/lease-terms.ts";
import { policyOf, settingsOf } from "../../core/idle/pod-policy.ts";
import { defined } from "../../core/common/defined.ts";
import { isWanted, type Pod, withRun } from "../../core/records/pod.ts";
import type { RunningPod } from "../../core/ports/software.ts";
import { update } from "../../core/ports/store.ts";
import type { JobContext } from "../context.ts";
import { runningPodOf } from "../running-pod.ts";
import { logAndContinue } from "../log-and-continue.ts";
import { placeOf } from "../../core/records/place-of.ts";

const callMs = 20_000;
/** Terms are counted from now, so they are a little less at each look; more than that is another wish. */
const unsureS = 30;
/** While somebody works, each look moves the time until which it is kept; the next renewal in turn is soon enough. */
const usedS = 90;

/**
 * Tells the pod's watchdog that the bot is there, about each minute and at once when its terms have changed. By a time that is
 * in doubt none is told: the watchdog has a stopwatch of its own, and looks after the pod by that when the doubt outlasts the
 * lease.
 */
export async function renewLease(pod: Pod, context: JobContext): Promise<void> {
  const site = runningPodOf(pod, context);
  if (site?.machine.leaseFile === undefined || !context.clock.isConfirmed()) return;
  const nowMs = context.clock.now();
  const policy = policyOf(pod, await settingsOf(context, pod.teamId));
  const { use, warning } = pod.run;
  const facts = { policy, ...defined({ use, warning }) };
  const terms = leaseTerms(facts, leaseMs, nowMs);
  if (isFresh(pod, terms, nowMs) || !(await bring(site, { terms, nowMs }, context))) return;
  await update(context.store.pods, placeOf(pod), (current) =>
    current.run.number === pod.run.number && isWanted(current)
      ? withRun(current, { lease: { renewedAtMs: nowMs, terms } })
      : undefined,
  );
}

function isFresh({ run: { lease } }: Pod, terms: LeaseTerms, nowMs: number): boolean {
  if (lease === undefined) return false;
  const ageMs = nowMs - lease.renewedAtMs;
  return ageMs >= 0 && ageMs < renewEveryMs && isSame(lease.terms, terms, ageMs / 1000);
}

function isSame(before: LeaseTerms, now: LeaseTerms, ageS: number): boolean {
  const isNear = (name: "keepS" | "limitS", s: number): boolean =>
    Math.abs(Math.max(0, before[name] - ageS) - now[name]) <= s;
  return before.idleS === now.idleS && isNear("keepS", usedS) && isNear("limitS", unsureS);
}

/** Whether it has arrived; one that has not is brought by the next look. */
async function bring(
  site: RunningPod,
  { terms, nowMs }: { readonly terms: LeaseTerms; readonly nowMs: number },
  context: JobContext,
): Promise<boolean> {
  const { software, clock, shutdown } = context;
  const lease = { ...terms, renewal: nowMs, memo: memoOf(site.pod) };
  try {
    await software.renew(site, lease, clock.deadline(callMs, shutdown));
    return true;
  } catch (error) {
    logAndContinue(error, { event: "the lease can't be renewed", podId: site.pod.id }, context);
    return false;
  }
}
