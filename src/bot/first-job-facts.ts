import { podSlot } from "../commands/find-records.ts";
import { variables } from "../config/variables.ts";
import type { Config, Environment } from "../config/read-config.ts";
import { settingsId } from "../core/idle/pod-policy.ts";
import type { Store } from "../core/ports/store.ts";
import type { FirstJobFacts } from "../core/words/first-job.ts";

type Start = { readonly config: Config; readonly isOnce: boolean; readonly store: Store };

/** What the bot does by itself at its start; undefined where it waits for commands. */
export async function readFirstJob({ config, isOnce, store }: Start): Promise<FirstJobFacts | undefined> {
  const configured = await readConfigured(config, store);
  if (configured === "chat-or-runpod" && !isOnce) return undefined;
  const { holder } = await podSlot(store, config.teamId);
  const pod = holder?.phase === "gone" ? undefined : holder;
  return {
    configured,
    isHere: (pod?.provider ?? config.provider) === "local",
    // A pod that is there keeps its studies.
    isOnMadeUpImages: (pod?.request ?? config.settings).studies === "synthetic",
    stopsPod: isOnce,
    ...(pod === undefined ? {} : { pod: { id: pod.id, phase: pod.phase } }),
  };
}

async function readConfigured(config: Config, store: Store): Promise<FirstJobFacts["configured"]> {
  const { discord, slack, runpod, environment, teamId } = config;
  if (discord !== undefined || slack !== undefined || runpod !== undefined) return "chat-or-runpod";
  const isChanged = (await store.settings.get(teamId, settingsId)) !== undefined;
  return isChanged || isAnyGiven(environment) ? "settings" : "nothing";
}

function isAnyGiven(environment: Environment): boolean {
  return Object.keys(variables.shape).some((name) => (environment[name] ?? "") !== "");
}
