import { webApi, type Logger } from "@slack/bolt";
import type { Clock } from "../../core/common/clock.ts";
import { SlackApiError } from "./api-error.ts";
import { refusalSchema } from "./schema.ts";

/** Calls of Slack's Web API. */
export type SlackApi = {
  /**
   * Waits out a rate limit and makes no other retry, since the outcome of a failed call may be unknown.
   * @throws SlackApiError, or the signal's reason
   */
  call(method: string, args: Readonly<Record<string, unknown>>, signal: AbortSignal): Promise<unknown>;
};

export type SlackApiOptions = {
  readonly botToken: string;
  /** @default https://slack.com/api/ */
  readonly apiUrl?: string | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
};

const attemptMs = 10_000;

export function createSlackApi(options: SlackApiOptions): SlackApi {
  /** The client knows no signal per call, so each call gets a client whose requests carry its signal. */
  function clientFor(signal: AbortSignal): webApi.WebClient {
    return new webApi.WebClient(options.botToken, {
      ...apiUrlOption(options.apiUrl),
      logger: options.logger,
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      fetch: (url, init) => fetch(url, { ...init, signal: options.clock.deadline(attemptMs, signal) }),
    });
  }

  async function call(
    method: string,
    args: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
  ): Promise<unknown> {
    for (;;) {
      try {
        return await clientFor(signal).apiCall(method, args);
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof webApi.WebAPIRateLimitedError)) throw toSlackApiError(error);
        await options.clock.sleep(error.retryAfter * 1000, signal);
      }
    }
  }

  return { call };
}

export function apiUrlOption(apiUrl: string | undefined): { slackApiUrl?: string } {
  return apiUrl === undefined ? {} : { slackApiUrl: apiUrl };
}

/** Drops what the client's errors carry along: requests, answers and tokens. */
export function toSlackApiError(error: unknown): SlackApiError {
  if (error instanceof webApi.WebAPIPlatformError) {
    const refusal = refusalSchema.safeParse(error.data);
    // Something between here and Slack can answer anything.
    return new SlackApiError(refusal.success ? refusal.data.error : "unexpected_answer");
  }
  if (error instanceof webApi.WebAPIHTTPError) return new SlackApiError(`http_${error.statusCode}`);
  return new SlackApiError("unreachable");
}
