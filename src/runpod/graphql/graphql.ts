import type { ProviderPodId } from "../../core/records/ids.ts";
import type { z } from "zod";
import type { Balance } from "../../core/records/ledger.ts";
import type { Clock } from "../../core/common/clock.ts";
import type { TimeWitness } from "../../core/common/true-time.ts";
import type { Log } from "../../core/common/log.ts";
import { describeError } from "../../core/common/errors.ts";
import { runpodFailures } from "../../core/words/runpod.ts";
import { createRunpodClient } from "../transport/client.ts";
import {
  accountIdSchema,
  accountSchema,
  graphqlReplySchema,
  stoppedSchema,
  terminatedSchema,
  type GraphqlError,
  type GraphqlReply,
} from "./schema.ts";
import { lostFields, withoutFields } from "./lost-fields.ts";
import { createRunpodHttp, type HttpReply, type RunpodAccess } from "../transport/http.ts";
import type { Purpose } from "../transport/limits.ts";
import { isSuccess, toFailure } from "../transport/refusals.ts";
import { createRetirement, retiredStatus, type Retirement } from "./retirement.ts";
import { defined } from "../../core/common/defined.ts";

export type GraphqlQuestion = {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly purpose: Purpose;
  /** Fields that it can do without: it is asked again without those that RunPod has no more. */
  readonly optional?: readonly string[];
  /** Whether it is asked again after a passing fault. @default a look is, everything else is not */
  readonly isRepeatable?: boolean;
  /** @default 10 s */
  readonly timeoutMs?: number;
};

/** RunPod's GraphQL API, for what has to work while REST v2 does not, ending what costs money, and for what that lacks. */
export type RunpodGraphql = {
  /**
   * The answer as it came; a 410 where the API is there no more, whatever said so, and for a while without asking.
   * @throws as `RunpodClient`
   */
  exchange(question: GraphqlQuestion, signal: AbortSignal): Promise<HttpReply>;
  /** @throws UserFacingError, or the signal's reason */
  stop(providerPodId: ProviderPodId, signal: AbortSignal): Promise<void>;
  /** Terminating one that is gone is no error. @throws as `stop` */
  terminate(providerPodId: ProviderPodId, signal: AbortSignal): Promise<void>;
  /** Whether it is there no more, by what it answered last; asked now where it was never asked. Unknown counts as no. */
  hasEnded(signal: AbortSignal): Promise<boolean>;
  /** What the account has, and what it spends where that is told. @throws as `stop` */
  balance(signal: AbortSignal): Promise<Pick<Balance, "usd"> & Partial<Balance>>;
  /** Whose the key is. @throws as `stop` */
  accountId(signal: AbortSignal): Promise<string>;
};

type Deps = {
  readonly config: Pick<RunpodAccess, "apiKey"> & { readonly graphqlUrl: string };
  readonly clock: Clock;
  readonly witness?: TimeWitness | undefined;
  readonly log: Log;
};

const notAsked: HttpReply = { status: retiredStatus, body: undefined };

/** As RunPod's own program asks (runpod/runpodctl api/pod.go). */
const stopping = "mutation stopPod($podId: String!) { podStop(input: {podId: $podId}) { id desiredStatus } }";
const terminating = "mutation terminatePod($podId: String!) { podTerminate(input: {podId: $podId}) }";

/** Fields of the account, as RunPod's own program knows them (runpod/runpodctl internal/api/gpu.go). */
function myself(fields: string): GraphqlQuestion {
  const query = `query myself { myself { ${fields} } }`;
  return { query, purpose: "look", optional: ["currentSpendPerHr"] };
}

/** The message for a pod that is gone (dstackai/dstack compute.py). */
const saysGone = /\bpod not found to terminate\b/i;

export function createRunpodGraphql(deps: Deps): RunpodGraphql {
  const { log } = deps;
  const retirement = createRetirement(deps.clock, () =>
    log.warn(
      "RunPod has retired its GraphQL API: only the secure cloud can be had, and REST v2 alone stops pods",
    ),
  );
  const exchange = createExchange(deps, retirement);

  async function ask<T>(
    question: GraphqlQuestion,
    schema: z.ZodType<T>,
    signal: AbortSignal,
  ): Promise<GraphqlReply<T>> {
    const reply = await exchange(question, signal);
    if (reply.status === retiredStatus) throw runpodFailures.graphqlRetired();
    return readGraphql(reply, schema);
  }

  return {
    exchange,
    hasEnded: (signal) => hasEnded({ exchange, retirement, log }, signal),
    async stop(providerPodId, signal) {
      const { errors, data } = await ask(toEnd(stopping, providerPodId), stoppedSchema, signal);
      if (errors.length > 0 || data === undefined) throw runpodFailures.refused();
    },
    async terminate(providerPodId, signal) {
      const { errors, data } = await ask(toEnd(terminating, providerPodId), terminatedSchema, signal);
      if (!saysAllGone(errors) && (errors.length > 0 || data === undefined)) throw runpodFailures.refused();
    },
    async balance(signal) {
      const first = await ask(myself("clientBalance currentSpendPerHr"), accountSchema, signal);
      // A field that the key may not read is an error of the whole question.
      const reply =
        first.errors.length === 0 ? first : await ask(myself("clientBalance"), accountSchema, signal);
      const { clientBalance: usd, currentSpendPerHr: usdPerHour } = dataOf(reply).myself;
      return { usd, ...defined({ usdPerHour }) };
    },
    async accountId(signal) {
      return dataOf(await ask(myself("id"), accountIdSchema, signal)).myself.id;
    },
  };
}

/** @throws UserFacingError where the key may not read it, or it is not understood */
function dataOf<T>({ errors, data }: GraphqlReply<T>): T {
  if (errors.length > 0) throw runpodFailures.keyForbidden();
  if (data === undefined) throw runpodFailures.unreadable();
  return data;
}

type Asked = {
  readonly exchange: RunpodGraphql["exchange"];
  readonly retirement: Retirement;
  readonly log: Log;
};

async function hasEnded({ exchange, retirement, log }: Asked, signal: AbortSignal): Promise<boolean> {
  const known = retirement.hasEnded();
  if (known !== undefined) return known;
  try {
    await exchange({ ...myself("clientBalance"), isRepeatable: false }, signal);
  } catch (error) {
    log.info("whether RunPod's GraphQL API is there can't be told", describeError(error));
  }
  return retirement.hasEnded() === true;
}

/** Asked once: whoever needs it again has REST v2 to ask as well. */
function toEnd(query: string, podId: ProviderPodId): GraphqlQuestion {
  return { query, variables: { podId }, purpose: "end" };
}

function createExchange(
  { config, clock, witness, log }: Deps,
  retirement: Retirement,
): RunpodGraphql["exchange"] {
  const { origin, pathname, searchParams } = new URL(config.graphqlUrl);
  // Apart from the path, which is logged: somebody may have put a key there.
  const address = { path: pathname, query: Object.fromEntries(searchParams) };
  const http = createRunpodHttp({ apiKey: config.apiKey, apiUrl: origin }, { clock, witness });
  const client = createRunpodClient({ http, clock, log });

  async function send(question: GraphqlQuestion, signal: AbortSignal): Promise<HttpReply> {
    const { query, variables = {}, optional: _, ...options } = question;
    const body = { query, variables };
    const isRepeatable = options.purpose === "look";
    const request = { method: "POST", ...address, body, isRepeatable, ...options } as const;
    return retirement.note(await client.exchange(request, signal), options.purpose);
  }

  return async (question, signal) => {
    signal.throwIfAborted();
    if (retirement.isPaused(question.purpose)) return notAsked;
    const reply = await send(question, signal);
    const { query, optional = [] } = question;
    const lost = optional.length === 0 ? [] : lostFields(reply).filter((field) => optional.includes(field));
    if (lost.length === 0) return reply;
    log.warn("RunPod's GraphQL API has fields of a question no more", { fields: lost });
    return send({ ...question, query: withoutFields(query, lost) }, signal);
  };
}

function saysAllGone(errors: readonly GraphqlError[]): boolean {
  return errors.length > 0 && errors.every(({ message }) => saysGone.test(message));
}

/** What an answer says; a question that RunPod finds faulty is a 400 with the errors. @throws UserFacingError for one that is none */
export function readGraphql<T>(reply: HttpReply, schema: z.ZodType<T>): GraphqlReply<T> {
  const parsed = graphqlReplySchema(schema).safeParse(reply.body);
  if (reply.status === 400 && parsed.success && parsed.data.errors.length > 0) return parsed.data;
  if (!isSuccess(reply)) throw toFailure(reply);
  if (!parsed.success) throw runpodFailures.unreadable();
  return parsed.data;
}
