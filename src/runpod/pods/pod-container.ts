import type { InstanceId } from "../../core/records/ids.ts";
import type { PodSpec } from "../../core/records/offer.ts";
import { containerArgs } from "./container-command.ts";
import { apiPort, shellPort } from "./read-pod.ts";

export type ContainerDeps = {
  /** It has to put `PUBLIC_KEY` to root's authorized keys, as all of RunPod's own images do. */
  readonly image: string;
  /** CUDA version that it needs; undefined where that is not known. */
  readonly minCuda: string | undefined;
  readonly instanceId: InstanceId;
  /** In OpenSSH's format; whoever has its private half may log in. */
  readonly publicKey: string;
  /** What a pod stops itself with, by the key that RunPod gives it for that. */
  readonly watchdog: { readonly bundle: string; readonly apiUrl: string; readonly graphqlUrl: string };
};

/** What runs on a pod, whichever API makes it. */
export type Container = {
  readonly image: string;
  readonly args: string;
  /** Such as `8000/tcp`. */
  readonly ports: readonly string[];
  readonly env: Readonly<Record<string, string>>;
};

export function toContainer(deps: ContainerDeps, spec: PodSpec): Container {
  const kind = spec.access === "proxy" ? "http" : "tcp";
  return {
    image: deps.image,
    args: containerArgs,
    ports: [`${apiPort}/${kind}`, `${shellPort}/tcp`],
    env: toVariables(deps, spec),
  };
}

/** The account's own key is none of them, wherever somebody has put it. */
function toVariables(
  { instanceId, publicKey, watchdog }: ContainerDeps,
  { name, teamId, lease }: PodSpec,
): Container["env"] {
  return {
    // A key given here wins over the account's keys, which `startSsh` alone would let in.
    PUBLIC_KEY: publicKey,
    // RunPod's own name for a pod's keys (runpod/docs configuration/use-ssh.mdx). Whether `startSsh` leaves PUBLIC_KEY as it
    // is given was recorded by nobody, and a live client sends both.
    SSH_PUBLIC_KEY: publicKey,
    LABELPOD_INSTANCE: instanceId,
    // Whoever renames the pod in the console does not change that.
    LABELPOD_NAME: name,
    LABELPOD_TEAM: teamId,
    LABELPOD_LEASE: JSON.stringify(lease),
    LABELPOD_API_URL: watchdog.apiUrl,
    LABELPOD_GRAPHQL_URL: withoutQuery(watchdog.graphqlUrl),
    LABELPOD_WATCHDOG: watchdog.bundle,
  };
}

function withoutQuery(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}
