import type { Use } from "../records/use.ts";
import type { IdlePolicy, Warning } from "../records/pod-end.ts";
import { requestedKeys } from "../access/people-keys.ts";
import type { Pod } from "../records/pod.ts";
import type { PodMemo } from "../records/lease.ts";
import type { LeaseTerms } from "../records/lease-terms.ts";
import { defined } from "../common/defined.ts";

/** How long the bot may be away, for an update or a reboot, before the pod looks after itself. */
export const leaseMs = 15 * 60_000;
/** From a start to the first renewal: the pod has to come up and be reached first. */
export const firstLeaseMs = 30 * 60_000;
/** Far more often than it would end; other terms are brought at once. */
export const renewEveryMs = 60_000;

export type LeaseFacts = {
  readonly policy: IdlePolicy;
  readonly use?: Pick<Use, "lastUseAtMs" | "keepUntilMs">;
  readonly warning?: Warning;
};

/** With the time of the warning on top of the idle time, so that a bot that is there is never overtaken. */
export function leaseTerms({ policy, use, warning }: LeaseFacts, lastsMs: number, nowMs: number): LeaseTerms {
  const idleMs = policy.idleMs + policy.graceMs;
  // A command is a use, and is given to the bot; a warning that came late or was put off names a later stop.
  const keepUntilMs = Math.max(
    use?.keepUntilMs ?? 0,
    (use?.lastUseAtMs ?? 0) + idleMs,
    warning?.stopAtMs ?? 0,
  );
  return {
    leaseS: toSeconds(lastsMs),
    idleS: toSeconds(idleMs),
    keepS: toSeconds(keepUntilMs - nowMs),
    limitS: toSeconds(policy.limitAtMs - nowMs),
  };
}

export function memoOf(pod: Pod): PodMemo {
  const { number, startedAtMs, paidFromMs, liveAtMs } = pod.run;
  return {
    teamId: pod.teamId,
    podId: pod.id,
    askedBy: pod.askedBy,
    request: pod.request,
    run: {
      number,
      startedAtMs,
      ...defined({ paidFromMs, liveAtMs }),
    },
    ...defined({ restarts: pod.restarts, rotations: pod.run.rotations, policy: pod.run.policy }),
    ...(requestedKeys(pod).length === 0 ? {} : { sshKeys: requestedKeys(pod) }),
    ...(pod.run.use === undefined ? {} : { use: useToRecall(pod.run.use) }),
  };
}

/** What the pod can't tell by itself. */
function useToRecall({ lastUseAtMs, keepUntilMs }: Use): NonNullable<PodMemo["use"]> {
  return { lastUseAtMs, ...defined({ keepUntilMs }) };
}

function toSeconds(ms: number): number {
  return Math.max(0, Math.round(ms / 1000));
}
