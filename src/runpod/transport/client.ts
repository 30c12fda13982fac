import type { z } from "zod";
import type { Clock } from "../../core/common/clock.ts";
import type { Log } from "../../core/common/log.ts";
import { retryDelayMs } from "../../core/common/retry.ts";
import { runpodFailures } from "../../core/words/runpod.ts";
import type { HttpReply, HttpRequest, HttpStream, RunpodHttp } from "./http.ts";
import { readRetryAfter } from "./limit-headers.ts";
import { createRunpodLimits, type Purpose, type RunpodLimits } from "./limits.ts";
import { isPassing, isSuccess, toFailure } from "./refusals.ts";

export type RunpodRequest = Omit<HttpRequest, "timeoutMs"> & {
  /** @default 10 s */
  readonly timeoutMs?: number;
  /** Whether twice does the same as once; only then is it sent again after a fault. */
  readonly isRepeatable: boolean;
  /** @default by the method, as the limits have it */
  readonly purpose?: Purpose;
};

/** One of RunPod's APIs, with passing faults waited out and its limits kept to. */
export type RunpodClient = {
  /** The last answer, whatever its status; a 429 without asking where RunPod has said that it would be one. @throws UserFacingError `runpod-unreachable`, or the signal's reason */
  exchange(request: RunpodRequest, signal: AbortSignal): Promise<HttpReply>;
  /** @throws UserFacingError for any answer that is not a success of this shape; else as `exchange` */
  read<T>(request: RunpodRequest, schema: z.ZodType<T>, signal: AbortSignal): Promise<T>;
  /** Asked once, until the signal aborts; any status is an answer. @throws as `exchange` */
  open(request: Pick<HttpRequest, "path" | "query">, signal: AbortSignal): Promise<HttpStream>;
};

type Deps = { readonly http: RunpodHttp; readonly clock: Clock; readonly log: Log };
type Outcome<R extends HttpReply = HttpReply> = { readonly reply: R } | { readonly error: unknown };
/** One request on its way. */
type Sending<R extends HttpReply> = {
  readonly request: Pick<HttpRequest, "method" | "path">;
  readonly reply: () => Promise<R>;
};

const attemptMs = 10_000;
const backoff = { attempts: 3, firstDelayMs: 500, maxDelayMs: 4_000 };
/** A longer wait is the job's: its worker has other work. */
const maxPauseMs = 15_000;
const notSent: HttpReply = { status: 429, body: undefined };

export function createRunpodClient(deps: Deps): RunpodClient {
  const { clock, http } = deps;
  const limits = createRunpodLimits(clock);
  const sender = { ...deps, limits };

  async function exchange(request: RunpodRequest, signal: AbortSignal): Promise<HttpReply> {
    if (!(await mayBeSent(sender, request, signal))) return notSent;
    for (let attempt = 1; ; attempt += 1) {
      const reply = (): Promise<HttpReply> => http.send({ timeoutMs: attemptMs, ...request }, signal);
      const outcome = await attemptOnce(sender, { request, reply }, signal);
      const isLast = !request.isRepeatable || attempt === backoff.attempts;
      const pauseMs = isLast ? undefined : pauseBeforeNext(request, outcome, attempt);
      if (pauseMs === undefined) return settle(outcome);
      await clock.sleep(pauseMs, signal);
    }
  }

  /** Undefined when there is nothing to wait for. */
  function pauseBeforeNext(request: RunpodRequest, outcome: Outcome, attempt: number): number | undefined {
    if ("reply" in outcome && !isPassing(outcome.reply)) return undefined;
    const askedMs = "reply" in outcome ? readRetryAfter(outcome.reply.retryAfter, clock.now()) : undefined;
    const leastMs = Math.max(askedMs ?? 0, limits.waitMs(request));
    return leastMs > maxPauseMs ? undefined : Math.max(leastMs, retryDelayMs(backoff, attempt));
  }

  return {
    exchange,
    async read(request, schema, signal) {
      const reply = await exchange(request, signal);
      if (!isSuccess(reply)) throw toFailure(reply);
      const parsed = schema.safeParse(reply.body);
      if (!parsed.success) throw runpodFailures.unreadable();
      return parsed.data;
    },
    async open({ path, query = {} }, signal) {
      const request = { method: "GET", path } as const;
      if (!(await mayBeSent(sender, request, signal))) return notSent;
      const reply = (): Promise<HttpStream> => http.open({ path, query }, signal);
      return settle(await attemptOnce(sender, { request, reply }, signal));
    },
  };
}

type Sender = Omit<Deps, "http"> & { readonly limits: RunpodLimits };

/** Waits for the account's limit, unless that takes too long. */
async function mayBeSent(
  { limits, clock, log }: Sender,
  request: Pick<RunpodRequest, "method" | "path" | "purpose">,
  signal: AbortSignal,
): Promise<boolean> {
  const waitMs = limits.waitMs(request);
  if (waitMs === 0) return true;
  const { method, path } = request;
  log.info("RunPod's limit leaves nothing for a request now", { method, path, waitMs });
  if (waitMs > maxPauseMs) return false;
  await clock.sleep(waitMs, signal);
  return true;
}

async function attemptOnce<R extends HttpReply>(
  { limits, log }: Sender,
  sending: Sending<R>,
  signal: AbortSignal,
): Promise<Outcome<R>> {
  const { method, path } = sending.request;
  try {
    limits.spend();
    const reply = await sending.reply();
    limits.note(reply);
    const { status, requestId } = reply;
    if (!isSuccess(reply)) log.info("RunPod answered with an error", { method, path, status, requestId });
    return { reply };
  } catch (error) {
    signal.throwIfAborted();
    log.info("RunPod did not answer", { method, path });
    return { error };
  }
}

function settle<R extends HttpReply>(outcome: Outcome<R>): R {
  if ("error" in outcome) throw outcome.error;
  return outcome.reply;
}
