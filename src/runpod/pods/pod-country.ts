import type { ProviderPodId } from "../../core/records/ids.ts";
import { createBoundedMap } from "../../core/common/bounded-map.ts";
import { describeError, isPassing } from "../../core/common/errors.ts";
import type { Log } from "../../core/common/log.ts";
import { locationSchema } from "../graphql/schema.ts";
import { readGraphql, type RunpodGraphql } from "../graphql/graphql.ts";

/** ISO 3166-1 alpha-2; undefined where it is not told, or not yet. @throws the signal's reason alone */
export type FindCountry = (providerPodId: ProviderPodId, signal: AbortSignal) => Promise<string | undefined>;

type Deps = { readonly graphql: RunpodGraphql; readonly log: Log };

const locating = "query pod($podId: String!) { pod(input: {podId: $podId}) { machine { location } } }";
/** Whoever reads a pod waits for this too. */
const timeoutMs = 3_000;
/** One that was forgotten is asked for again. */
const mostPods = 1000;
/** A pod that was just made may not be known there yet; after so many refusals it will not be told. */
const mostRefusals = 5;

/**
 * Where a pod of the community cloud is. Only GraphQL tells it, some seconds after the create (third-party clients), and a pod
 * never leaves its host.
 */
export function createCountryFinder({ graphql, log }: Deps): FindCountry {
  const known = createBoundedMap<string, string | undefined>(mostPods);
  const refusals = createBoundedMap<string, number>(mostPods);

  function noteRefusal(podId: ProviderPodId): void {
    const count = (refusals.get(podId) ?? 0) + 1;
    refusals.set(podId, count);
    if (count >= mostRefusals) known.set(podId, undefined);
  }

  async function ask(podId: ProviderPodId, signal: AbortSignal): Promise<string | undefined> {
    const question = { query: locating, variables: { podId }, purpose: "look", timeoutMs } as const;
    const reply = await graphql.exchange({ ...question, isRepeatable: false }, signal);
    const { data, errors } = readGraphql(reply, locationSchema);
    const country = data?.pod.machine.location.toUpperCase();
    if (country !== undefined) known.set(podId, country);
    else if (errors.length > 0) noteRefusal(podId);
    return country;
  }

  return async (podId, signal) => {
    if (known.has(podId)) return known.get(podId);
    try {
      return await ask(podId, signal);
    } catch (error) {
      signal.throwIfAborted();
      log.info("where a community pod is can't be read", { providerPodId: podId, ...describeError(error) });
      if (!isPassing(error)) noteRefusal(podId);
      return undefined;
    }
  };
}
