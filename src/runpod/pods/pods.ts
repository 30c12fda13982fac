import { isUp, type ListedPod } from "../../core/records/machine.ts";
import type { Pods } from "../../core/ports/provider.ts";
import type { TimeWitness } from "../../core/common/true-time.ts";
import type { Log } from "../../core/common/log.ts";
import { runpodFailures } from "../../core/words/runpod.ts";
import { askEitherWay } from "../graphql/ask-either-way.ts";
import type { RunpodClient, RunpodRequest } from "../transport/client.ts";
import { createCommunityPod } from "./create-community-pod.ts";
import { createPod, type CreateDeps } from "./create-pod.ts";
import type { RunpodGraphql } from "../graphql/graphql.ts";
import { listPods } from "./list-pods.ts";
import { createCountryFinder, type FindCountry } from "./pod-country.ts";
import { isNotFound, isSuccess, saysNoCapacity, toFailure } from "../transport/refusals.ts";
import { podSchema } from "../transport/schema.ts";

/**
 * Pods of a RunPod account.
 * What RunPod answers is passed on as it is: a pod that was just made may be missing from `list` and `get` for some
 * seconds (transformerlab-app#1680), so whoever knows its age must not take that for its end.
 */
export function createRunpodPods(
  deps: CreateDeps & {
    readonly graphql: RunpodGraphql;
    readonly log: Log;
    readonly witness?: TimeWitness | undefined;
  },
): Pods {
  const { client, graphql, log } = deps;
  const findCountry = createCountryFinder({ graphql, log });
  const get: Pods["get"] = (id, signal) => getPod({ ...deps, findCountry }, id, signal);
  const remove: Pods["remove"] = (id, signal, attempt = 0) => {
    const rest = (until: AbortSignal): Promise<void> => removePod(client, id, until);
    return askEitherWay({ rest, graphql: (until) => graphql.terminate(id, until), log }, attempt, signal);
  };
  return {
    async list(signal) {
      const listed = await listPods(client, deps.readPod, signal);
      for (const { providerPodId, uptimeMs } of listed)
        if (uptimeMs !== undefined) deps.witness?.heardUptime(providerPodId, uptimeMs);
      return listed;
    },
    get,
    create: (spec, signal) => {
      const create = spec.offer.cloud === "community" ? createCommunityPod : createPod;
      return create(deps, spec, signal);
    },
    start: (id, signal) => startPod({ client, get }, id, signal),
    stop(id, signal, attempt = 0) {
      const rest = (until: AbortSignal): Promise<void> => stopPod({ client, get }, id, until);
      return askEitherWay({ rest, graphql: (until) => graphql.stop(id, until), log }, attempt, signal);
    },
    remove,
  };
}

async function removePod(client: RunpodClient, id: string, signal: AbortSignal): Promise<void> {
  const reply = await client.exchange({ method: "DELETE", path: pathOf(id), isRepeatable: true }, signal);
  if (!isSuccess(reply) && !isNotFound(reply, "pod")) throw toFailure(reply);
}

type Reader = Pick<CreateDeps, "client" | "readPod"> & { readonly findCountry: FindCountry };

async function getPod(
  { client, readPod, findCountry }: Reader,
  id: string,
  signal: AbortSignal,
): Promise<ListedPod | undefined> {
  const reply = await client.exchange({ method: "GET", path: pathOf(id), isRepeatable: true }, signal);
  if (isNotFound(reply, "pod")) return undefined;
  if (!isSuccess(reply)) throw toFailure(reply);
  const parsed = podSchema.safeParse(reply.body);
  if (!parsed.success) throw runpodFailures.unreadable();
  const pod = readPod(parsed.data);
  if (parsed.data.cloud !== "COMMUNITY" || !isUp(pod)) return pod;
  const country = await findCountry(id, signal);
  return country === undefined ? pod : { ...pod, country };
}

/** What starting and stopping work with: a conflict is told from a failure by what the pod is. */
type Actor = { readonly client: RunpodClient; readonly get: Pods["get"] };

/** A conflict is no failure when the pod is up or on its way. */
async function startPod({ client, get }: Actor, id: string, signal: AbortSignal): Promise<void> {
  const reply = await client.exchange(toAction(id, "start"), signal);
  if (isSuccess(reply)) return;
  if (saysNoCapacity(reply)) throw runpodFailures.hostFull();
  const found = reply.status === 409 ? await get(id, signal) : undefined;
  if (found?.status !== "running" && found?.status !== "provisioning") throw toFailure(reply);
}

/** A conflict is no failure when the pod is down, and a pod that is gone needs no stop. */
async function stopPod({ client, get }: Actor, id: string, signal: AbortSignal): Promise<void> {
  const reply = await client.exchange(toAction(id, "stop"), signal);
  if (isSuccess(reply) || isNotFound(reply, "pod")) return;
  if (reply.status === 409 && isDown(await get(id, signal))) return;
  throw toFailure(reply);
}

function isDown(pod: ListedPod | undefined): boolean {
  return pod === undefined || pod.status === "stopped" || pod.status === "gone";
}

/** Starting or stopping twice is the same as once: the second is a conflict. */
function toAction(id: string, action: "start" | "stop"): RunpodRequest {
  const purpose = action === "stop" ? "end" : "act";
  return { method: "POST", path: `${pathOf(id)}/action`, body: { action }, purpose, isRepeatable: true };
}

export function pathOf(id: string): string {
  return `/pods/${encodeURIComponent(id)}`;
}
