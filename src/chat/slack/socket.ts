import { type Logger, SocketModeReceiver } from "@slack/bolt";
import type { Clock } from "../../core/common/clock.ts";
import type { Log } from "../../core/common/log.ts";
import { RefusedError } from "../board/refused-error.ts";
import type { PlatformHealth } from "../platform-health.ts";
import { apiUrlOption } from "./api.ts";
import { connect, type Connection } from "./connection.ts";
import { explainCommands } from "./explain.ts";
import { keepConnected } from "./keep-connected.ts";
import type { SlackReceiver } from "./receiver.ts";
import { createSlackFetch } from "./slack-fetch.ts";

export type SocketOptions = {
  readonly appToken: string;
  readonly apiUrl?: string | undefined;
  readonly clock: Clock;
  readonly log: Log;
  readonly logger: Logger;
  /** Hears whether commands come through. */
  readonly health: PlatformHealth;
};

const openMs = 10_000;
const closeMs = 2000;

/**
 * Socket Mode that connects again for as long as it is open. The library's own way of doing so is off: it ends with an
 * unhandled rejection when Slack answers a new connection with an HTTP error, and takes a hello for success.
 */
export function createSocketReceiver(options: SocketOptions): SlackReceiver {
  const { clock } = options;
  const closing = new AbortController();
  const receiver = createReceiver(options, closing.signal);
  const { client } = receiver;
  let keeping: Promise<void> | undefined;

  async function open(): Promise<Connection> {
    return connect(client, { clock, closing: closing.signal });
  }

  /** What passes by itself keeps no cards from being shown. */
  async function start(): Promise<void> {
    const first = await open().catch((error: unknown) => {
      if (error instanceof RefusedError) return error;
      throw error;
    });
    const refusal = first instanceof RefusedError ? explainCommands(first) : undefined;
    if (refusal?.retryable === false) throw refusal;
    keeping = keepConnected(first, { ...options, closing: closing.signal, connect: open });
  }

  async function stop(): Promise<void> {
    closing.abort();
    const disconnected = client.disconnect();
    // The second call does not wait for Slack's side of the goodbye any more.
    const late = clock.deadline(closeMs);
    late.addEventListener("abort", () => void client.disconnect(), { once: true });
    await disconnected;
    await keeping;
  }

  return { receiver, start, stop };
}

function createReceiver(options: SocketOptions, closing: AbortSignal): SocketModeReceiver {
  const { appToken, apiUrl, clock, logger } = options;
  return new SocketModeReceiver({
    appToken,
    logger,
    autoReconnectEnabled: false,
    installerOptions: {
      clientOptions: {
        ...apiUrlOption(apiUrl),
        retryConfig: { retries: 0 },
        rejectRateLimitedCalls: true,
        fetch: createSlackFetch({ clock, attemptMs: openMs, signal: closing }),
      },
    },
  });
}
