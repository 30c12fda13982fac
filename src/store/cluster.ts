import { Cluster, Redis, type ClusterOptions, type RedisOptions } from "ioredis";

const longestPauseMs = 2000;

/** How long a lost connection waits before it is opened again. */
export function pauseMs(times: number): number {
  return Math.min(times * 100, longestPauseMs);
}

type NodeOptions = Pick<
  RedisOptions,
  | "autoResendUnfulfilledCommands"
  | "commandTimeout"
  | "connectionName"
  | "connectTimeout"
  | "maxRetriesPerRequest"
>;

/**
 * Waits for as long as the cluster is away. A command that comes before the cluster is whole again is sent again until it is, so
 * nothing is checked first: when that check fails, what ioredis promised to whoever connects is never kept (6.0.0), and BullMQ's
 * worker waits for it for ever.
 */
export function openEndlessCluster(url: string, options: NodeOptions): Cluster {
  return openCluster(url, options, { maxRedirections: Number.MAX_SAFE_INTEGER, enableReadyCheck: false });
}

/**
 * Fails within the nodes' `commandTimeout`. A command whose node was lost may have been carried out, so it is sent to no other.
 * ioredis without an offline queue refuses commands also while it opens a node's connection, which it does at the first one; with
 * the queue it keeps them for as long as the cluster is away. So the queue is there, and nothing gets into it.
 */
export function openFiniteCluster(url: string, options: NodeOptions): Cluster {
  const cluster = openCluster(url, options, { retryDelayOnFailover: 0, retryDelayOnClusterDown: 0 });
  const send = cluster.sendCommand.bind(cluster);
  cluster.sendCommand = (command, ...rest) => {
    // Its own question, by which it finds out whether it is ready.
    if (cluster.status === "ready" || command.name === "cluster") return send(command, ...rest);
    command.reject(new Error("The cluster is away"));
    return command.promise;
  };
  return cluster;
}

/** To all nodes of the cluster that the node at the URL belongs to; the login and the encryption of the URL count for each. */
function openCluster(url: string, options: NodeOptions, rules: ClusterOptions): Cluster {
  const parsed = new Redis(url, { lazyConnect: true }).options;
  const { host = "localhost", port = 6379, username, password, tls } = parsed;
  return new Cluster([{ host, port }], {
    ...rules,
    clusterRetryStrategy: pauseMs,
    // A certificate is made out to a name, so that is kept where there is encryption.
    ...(tls === undefined ? {} : { dnsLookup: (name, found) => found(null, name) }),
    redisOptions: { ...options, username, password, tls },
  });
}
