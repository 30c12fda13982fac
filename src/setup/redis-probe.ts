import { Redis } from "ioredis";

const answerMs = 5000;

/** Asks a Redis something on a connection of its own; without `retryMs` only once, with it until there is an answer. */
export async function askRedis<T>(
  url: string,
  ask: (redis: Redis) => Promise<T>,
  { signal, retryMs }: { signal: AbortSignal; retryMs?: number },
): Promise<T> {
  signal.throwIfAborted();
  const once = {
    maxRetriesPerRequest: 0,
    retryStrategy: null,
    commandTimeout: answerMs,
    enableReadyCheck: false,
  };
  const again = { maxRetriesPerRequest: null, retryStrategy: () => retryMs };
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: answerMs,
    ...(retryMs === undefined ? once : again),
  });
  const fault = lastError(redis);
  const { promise: calledOff, reject } = Promise.withResolvers<never>();
  const end = (): void => {
    redis.disconnect();
    // What waits for the next attempt at that moment is never answered (ioredis 6.0.0, status reconnecting).
    reject(signal.reason);
  };
  signal.addEventListener("abort", end);
  try {
    return await Promise.race([ask(redis), calledOff]);
  } catch (error) {
    signal.throwIfAborted();
    throw fault() ?? error;
  } finally {
    signal.removeEventListener("abort", end);
    redis.disconnect();
  }
}

/** Why a connection fails comes as an event; what the call itself throws is only that it is closed. */
function lastError(redis: Redis): () => Error | undefined {
  let last: Error | undefined;
  redis.on("error", (error) => {
    last = error;
  });
  return () => last;
}
