import type { TeamId } from "../records/ids.ts";
import type { IdlePolicy } from "../records/pod-end.ts";
import { paidFromMs } from "../records/pod.ts";
import type { RunFacts } from "../records/run.ts";
import type { Settings } from "../records/settings.ts";
import type { Store } from "../ports/store.ts";

type Bot = { readonly store: Pick<Store, "settings">; readonly settings: Settings };

/** The team's record of settings has this id. */
export const settingsId = "settings";

/** What counts for a team now: what it has changed itself, over what the bot was started with. */
export async function settingsOf({ store, settings }: Bot, teamId: TeamId): Promise<Settings> {
  const stored = await store.settings.get(teamId, settingsId);
  const { budgetUsd, ...rest } = { ...settings, ...stored?.value };
  return budgetUsd === undefined || budgetUsd === 0 ? rest : { ...rest, budgetUsd };
}

/** What counts for a pod's end: what was said of this pod, over its team's settings. */
export function policyOf(
  { run }: { readonly run: Pick<RunFacts, "policy" | "paidFromMs" | "startedAtMs"> },
  settings: Pick<Settings, "idleMs" | "graceMs" | "hardLimitMs">,
): IdlePolicy {
  const { policy = {} } = run;
  return {
    idleMs: policy.idleMs ?? settings.idleMs,
    graceMs: policy.graceMs ?? settings.graceMs,
    limitAtMs: policy.limitAtMs ?? paidFromMs({ run }) + settings.hardLimitMs,
  };
}
