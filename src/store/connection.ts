import { type Cluster, Redis } from "ioredis";
import { describeError } from "../core/common/errors.ts";
import type { Log } from "../core/common/log.ts";
import { openEndlessCluster, openFiniteCluster, pauseMs } from "./cluster.ts";

/** A connection to one server, or to all nodes of a cluster. */
export type RedisClient = Redis | Cluster;

/** `url` is a Redis URL, of any node of a cluster, or the path of a Unix socket. */
export type RedisPlace = { readonly url: string; readonly isCluster: boolean };

const connectTimeout = 2000;

/**
 * A connection for commands, which fail within a second while Redis is away: somebody waits for the answer.
 * Nothing is sent twice, since a write that was sent again would collide with itself.
 */
export function openCommandConnection({ url, isCluster }: RedisPlace, log: Log): RedisClient {
  const finite = {
    connectionName: "labelpod-commands",
    connectTimeout,
    commandTimeout: 800,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
  };
  const opened = isCluster
    ? openFiniteCluster(url, finite)
    : new Redis(url, { ...finite, retryStrategy: pauseMs, enableOfflineQueue: false });
  return watched(opened, finite.connectionName, log);
}

/** A connection for workers, which wait for as long as Redis is away; BullMQ asks for just this. */
export function openWorkerConnection({ url, isCluster }: RedisPlace, log: Log): RedisClient {
  const endless = { connectionName: "labelpod-workers", connectTimeout, maxRetriesPerRequest: null };
  const opened = isCluster
    ? openEndlessCluster(url, endless)
    : new Redis(url, { ...endless, retryStrategy: pauseMs });
  return watched(opened, endless.connectionName, log);
}

/** Resolves when commands can be sent; until then those of a finite connection fail. @throws the signal's reason */
export async function untilReady(redis: RedisClient, signal: AbortSignal): Promise<void> {
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
function watched<Client extends RedisClient>(redis: Client, connection: string, log: Log): Client {
  let isAway = false;
  redis.on("error", (error: unknown) => {
    if (isAway) return;
    isAway = true;
    log.warn("redis away", { connection, ...describeError(error) });
  });
  redis.on("ready", () => {
    if (isAway) log.info("redis back", { connection });
    isAway = false;
  });
  return redis;
}
