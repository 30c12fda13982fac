import type { z } from "zod";
import type { Clock, Log } from "../core/ports.ts";
import { retryDelayMs } from "../core/retry.ts";
import { runpodFailures } from "../core/words/runpod.ts";
import type { HttpReply, HttpRequest, RunpodHttp } from "./http.ts";
import { isPassing, isSuccess, toFailure } from "./refusals.ts";

export type RunpodRequest = Omit<HttpRequest, "timeoutMs"> & {
  /** @default 10 s */
  readonly timeoutMs?: number;
  /** Whether twice does the same as once; only then is it sent again after a fault. */
  readonly isRepeatable: boolean;
};

/** RunPod's REST v2, with passing faults waited out. */
export type RunpodClient = {
  /** The last answer, whatever its status. @throws UserFacingError `runpod-unreachable`, or the signal's reason */
  exchange(request: RunpodRequest, signal: AbortSignal): Promise<HttpReply>;
  /** @throws UserFacingError for any answer that is not a success of this shape; else as `exchange` */
  read<T>(request: RunpodRequest, schema: z.ZodType<T>, signal: AbortSignal): Promise<T>;
};

type Deps = { readonly http: RunpodHttp; readonly clock: Clock; readonly log: Log };
type Outcome = { readonly reply: HttpReply } | { readonly error: unknown };

const attemptMs = 10_000;
const backoff = { attempts: 3, firstDelayMs: 500, maxDelayMs: 4_000 };
/** A longer wait is the job's: its worker has other work. */
const maxPauseMs = 15_000;

export function createRunpodClient({ http, clock, log }: Deps): RunpodClient {
  async function exchange(request: RunpodRequest, signal: AbortSignal): Promise<HttpReply> {
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await attemptOnce(request, signal);
      const isLast = !request.isRepeatable || attempt === backoff.attempts;
      const pauseMs = isLast ? undefined : pauseBeforeNext(outcome, attempt);
      if (pauseMs === undefined) return settle(outcome);
      await clock.sleep(pauseMs, signal);
    }
  }

  async function attemptOnce(request: RunpodRequest, signal: AbortSignal): Promise<Outcome> {
    const { method, path } = request;
    try {
      const reply = await http.send({ timeoutMs: attemptMs, ...request }, signal);
      const { status, requestId } = reply;
      if (!isSuccess(reply)) log.info("RunPod answered with an error", { method, path, status, requestId });
      return { reply };
    } catch (error) {
      signal.throwIfAborted();
      log.info("RunPod did not answer", { method, path });
      return { error };
    }
  }

  /** Undefined when there is nothing to wait for. */
  function pauseBeforeNext(outcome: Outcome, attempt: number): number | undefined {
    if ("error" in outcome) return retryDelayMs(backoff, attempt);
    if (!isPassing(outcome.reply)) return undefined;
    const askedMs = readRetryAfter(outcome.reply, clock.now()) ?? 0;
    return askedMs > maxPauseMs ? undefined : Math.max(askedMs, retryDelayMs(backoff, attempt));
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
  };
}

function settle(outcome: Outcome): HttpReply {
  if ("error" in outcome) throw outcome.error;
  return outcome.reply;
}

/** Seconds or a date, as RFC 9110 has it. */
function readRetryAfter({ retryAfter = "" }: HttpReply, nowMs: number): number | undefined {
  if (/^\d{1,9}$/.test(retryAfter)) return Number(retryAfter) * 1000;
  const untilMs = Date.parse(retryAfter);
  return Number.isNaN(untilMs) ? undefined : untilMs - nowMs;
}
