import { Redis } from "ioredis";
import { describeError } from "../core/common/errors.ts";
import type { Log } from "../core/common/log.ts";

const longestPauseMs = 2000;

const always = {
  connectTimeout: 2000,
  retryStrategy: (times: number) => Math.min(times * 100, longestPauseMs),
};

/**
 * A connection for commands, which fail within a second while Redis is away: somebody waits for the answer.
 * Nothing is sent twice, since a write that was sent again would collide with itself.
 * `url` is a Redis URL or the path of a Unix socket.
 */
export function openCommandConnection(url: string, log: Log): Redis {
  const finite = {
    commandTimeout: 800,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
  };
  return watched(new Redis(url, { ...always, ...finite, connectionName: "labelpod-commands" }), log);
}

/** A connection for workers, which wait for as long as Redis is away; BullMQ asks for just this. */
export function openWorkerConnection(url: string, log: Log): Redis {
  const endless = { maxRetriesPerRequest: null };
  return watched(new Redis(url, { ...always, ...endless, connectionName: "labelpod-workers" }), log);
}

/** Resolves when commands can be sent; until then those of a finite connection fail. @throws the signal's reason */
export async function untilReady(redis: Redis, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  if (redis.status === "ready") return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const wake = (): void => {
    resolve();
  };
  redis.once("ready", wake);
  signal.addEventListener("abort", wake);
  await promise;
  redis.off("ready", wake);
  signal.removeEventListener("abort", wake);
  signal.throwIfAborted();
}

/** Logs an outage once, however often the connection is tried again; without a listener an error would end the process. */
function watched(redis: Redis, log: Log): Redis {
  let isAway = false;
  redis.on("error", (error: unknown) => {
    if (isAway) return;
    isAway = true;
    log.warn("redis away", { connection: redis.options.connectionName, ...describeError(error) });
  });
  redis.on("ready", () => {
    if (isAway) log.info("redis back", { connection: redis.options.connectionName });
    isAway = false;
  });
  return redis;
}
