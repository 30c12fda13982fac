import { type Logger, SocketModeReceiver } from "@slack/bolt";
import type { Clock } from "../../core/common/clock.ts";
import type { Log } from "../../core/common/log.ts";
import { explainAppToken } from "./access.ts";
import { apiUrlOption, toSlackApiError } from "./api.ts";
import { connect, keepConnected } from "./keep-connected.ts";
import type { SlackReceiver } from "./receiver.ts";

export type SocketOptions = {
  readonly appToken: string;
  readonly apiUrl?: string | undefined;
  readonly clock: Clock;
  readonly log: Log;
  readonly logger: Logger;
};

const openMs = 10_000;
const closeMs = 2000;

/**
 * Socket Mode that connects again for as long as it is open. The library's own way of doing so is off: it ends with an
 * unhandled rejection when Slack answers a new connection with an HTTP error.
 */
export function createSocketReceiver(options: SocketOptions): SlackReceiver {
  const { clock, log } = options;
  const closing = new AbortController();
  const receiver = createReceiver(options, closing.signal);
  const { client } = receiver;
  let keeping: Promise<void> | undefined;

  async function start(): Promise<void> {
    const connection = await connect(client).catch((error: unknown) => {
      throw explainAppToken(toSlackApiError(error));
    });
    keeping = keepConnected(client, connection, { clock, log, closing: closing.signal });
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
        fetch: (url, init) => fetch(url, { ...init, signal: clock.deadline(openMs, closing) }),
      },
    },
  });
}
