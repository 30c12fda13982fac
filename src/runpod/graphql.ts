import type { Clock, Log } from "../core/ports.ts";
import type { Balance } from "../core/account.ts";
import type { UserFacingError } from "../core/errors.ts";
import { runpodFailures } from "../core/words/runpod.ts";
import { createRunpodHttp, type RunpodAccess } from "./http.ts";
import { isSuccess, toFailure } from "./refusals.ts";
import { graphqlReplySchema, type GraphqlReply } from "./schema.ts";

/** RunPod's GraphQL API, for what has to work while REST v2 does not, ending what costs money, and for what that lacks. */
export type RunpodGraphql = {
  /** @throws UserFacingError, or the signal's reason */
  stop(providerPodId: string, signal: AbortSignal): Promise<void>;
  /** Terminating one that is gone is no error. @throws as `stop` */
  terminate(providerPodId: string, signal: AbortSignal): Promise<void>;
  /** What the account has, and what it spends where that is told. @throws as `stop` */
  balance(signal: AbortSignal): Promise<Pick<Balance, "usd"> & Partial<Balance>>;
};

type Deps = {
  readonly config: Pick<RunpodAccess, "apiKey"> & { readonly graphqlUrl: string };
  readonly clock: Clock;
  readonly log: Log;
};

const timeoutMs = 10_000;

/** As RunPod's own program asks (runpod/runpodctl api/pod.go). */
const stopping = "mutation stopPod($podId: String!) { podStop(input: {podId: $podId}) { id desiredStatus } }";
const terminating = "mutation terminatePod($podId: String!) { podTerminate(input: {podId: $podId}) }";

/** Fields of the account, as RunPod's own program knows them (runpod/runpodctl internal/api/gpu.go). */
function money(fields: string): string {
  return `query myself { myself { ${fields} } }`;
}

/** The message for a pod that is gone (dstackai/dstack compute.py). */
const saysGone = /\bpod not found to terminate\b/i;

/** Each question is asked once: whoever needs it again has REST v2 to ask as well. */
export function createRunpodGraphql({ config, clock, log }: Deps): RunpodGraphql {
  const http = createRunpodHttp({ apiKey: config.apiKey, apiUrl: config.graphqlUrl }, clock);
  let isRetired = false;

  async function ask(
    query: string,
    variables: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
  ): Promise<GraphqlReply> {
    if (isRetired) throw runpodFailures.graphqlRetired();
    const body = { query, variables };
    const reply = await http.send({ method: "POST", path: "", body, timeoutMs }, signal);
    if (reply.status === 410) throw retire();
    if (!isSuccess(reply)) throw toFailure(reply);
    const parsed = graphqlReplySchema.safeParse(reply.body);
    if (!parsed.success) throw runpodFailures.unreadable();
    return parsed.data;
  }

  /** Early in 2027 it ends, and answers with 410 from then on (runpod/docs release-notes.mdx). */
  function retire(): UserFacingError {
    isRetired = true;
    log.warn("RunPod has retired its GraphQL API: pods are stopped by REST v2 alone");
    return runpodFailures.graphqlRetired();
  }

  return {
    async stop(providerPodId, signal) {
      const { errors, data } = await ask(stopping, { podId: providerPodId }, signal);
      if (errors.length > 0 || data?.podStop === undefined) throw runpodFailures.refused();
    },
    async terminate(providerPodId, signal) {
      const { errors, data } = await ask(terminating, { podId: providerPodId }, signal);
      const isGone = errors.length > 0 && errors.every((message) => saysGone.test(message));
      if (!isGone && (errors.length > 0 || data === undefined)) throw runpodFailures.refused();
    },
    async balance(signal) {
      const first = await ask(money("clientBalance currentSpendPerHr"), {}, signal);
      // A field that is not there any more is an error of the whole question.
      const reply = first.errors.length === 0 ? first : await ask(money("clientBalance"), {}, signal);
      if (reply.errors.length > 0) throw runpodFailures.keyForbidden();
      const { clientBalance: usd, currentSpendPerHr: usdPerHour } = reply.data?.myself ?? {};
      if (usd === undefined) throw runpodFailures.unreadable();
      return { usd, ...(usdPerHour === undefined ? {} : { usdPerHour }) };
    },
  };
}
