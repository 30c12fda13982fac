import type { SocketModeReceiver } from "@slack/bolt";
import { describeError } from "../../core/common/errors.ts";
import type { Clock } from "../../core/common/clock.ts";
import type { Log } from "../../core/common/log.ts";
import { createPause } from "../board/pause.ts";
import { toSlackApiError } from "./api.ts";

type Client = SocketModeReceiver["client"];

/** One connection from Slack's hello to its end. */
export type Connection = { readonly ended: Promise<void> };

export type KeepDeps = { readonly clock: Clock; readonly log: Log; readonly closing: AbortSignal };

const longestBackoffMs = 60_000;

/** @throws the library's errors when Slack refuses or can't be reached */
export async function connect(client: Client): Promise<Connection> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const end = (): void => resolve();
  client.once("disconnected", end);
  try {
    await client.start();
  } catch (error) {
    client.removeListener("disconnected", end);
    throw error;
  }
  return { ended: promise };
}

/** Connects again whenever a connection has ended, until the closing. */
export async function keepConnected(client: Client, first: Connection, deps: KeepDeps): Promise<void> {
  const { clock, log, closing } = deps;
  const pause = createPause(clock, closing);
  let failures = 0;
  await first.ended;
  while (!closing.aborted) {
    try {
      const connection = await connect(client);
      log.info("slack connected again");
      failures = 0;
      await connection.ended;
    } catch (error) {
      failures += 1;
      log.warn("slack not connected", { failures, ...describeError(toSlackApiError(error)) });
      await pause.wait(Math.min(1000 * 2 ** (failures - 1), longestBackoffMs));
    }
  }
}
