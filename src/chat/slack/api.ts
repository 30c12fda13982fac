import { webApi, type Logger } from "@slack/bolt";
import type { Clock } from "../../core/common/clock.ts";
import { readRefusal } from "./read-refusal.ts";
import { createSlackFetch } from "./slack-fetch.ts";

/** Calls of Slack's Web API. */
export type SlackApi = {
  /** @throws RefusedError, or the signal's reason */
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

/** Each call is one request: waits and other tries are its caller's. */
export function createSlackApi(options: SlackApiOptions): SlackApi {
  /** The client knows no signal per call, so each call gets a client whose requests carry its signal. */
  function clientFor(signal: AbortSignal): webApi.WebClient {
    return new webApi.WebClient(options.botToken, {
      ...apiUrlOption(options.apiUrl),
      logger: options.logger,
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      fetch: createSlackFetch({ clock: options.clock, attemptMs, signal }),
    });
  }

  return {
    async call(method, args, signal) {
      signal.throwIfAborted();
      try {
        return await clientFor(signal).apiCall(method, args);
      } catch (error) {
        signal.throwIfAborted();
        throw readRefusal(error);
      }
    },
  };
}

export function apiUrlOption(apiUrl: string | undefined): { slackApiUrl?: string } {
  return apiUrl === undefined ? {} : { slackApiUrl: apiUrl };
}
