import { type Client, SimpleShardingStrategy, Status, type WebSocketOptions } from "discord.js";
import type { Clock } from "../../core/common/clock.ts";

export type GatewayPace = {
  /** For the client whose connections it paces. */
  readonly options: WebSocketOptions;
  /** To be called before the first connection. */
  follow(client: Client): void;
  /** No connection is opened any more from here on. */
  end(): void;
};

/** A connection that has held for so long was a good one; as long, since each may cost one of the day's identifications. */
const goodMs = 5 * 60_000;
const firstPauseMs = 500;
/** So that not even one identification per connection makes 1,000 a day, after which Discord resets the token. */
const longestPauseMs = 120_000;

/**
 * The pauses between the connections of one client. discord.js opens the next after 500 ms, however the one before ended, also
 * after its own end; the only place where it asks before it connects is the one where it looks for a session to resume.
 */
export function createGatewayPace(clock: Clock): GatewayPace {
  const ending = new AbortController();
  let client: Client | undefined;
  let connections = 0;
  let openedAtMs = -Infinity;

  async function beforeConnection(): Promise<void> {
    if (ending.signal.aborted) await never();
    if (clock.now() - openedAtMs >= goodMs) connections = 0;
    const pauseMs = connections === 0 ? 0 : Math.min(firstPauseMs * 2 ** (connections - 1), longestPauseMs);
    connections += 1;
    if (pauseMs > 0) await clock.sleep(pauseMs, ending.signal).catch(never);
    openedAtMs = clock.now();
  }

  return {
    options: {
      buildStrategy(manager) {
        const { options } = manager;
        const retrieve = options.retrieveSessionInfo.bind(options);
        options.retrieveSessionInfo = async (shardId) => {
          // Asked for each heartbeat and event too.
          const isConnecting = client?.ws.shards.get(shardId)?.status === Status.Connecting;
          if (isConnecting || ending.signal.aborted) await beforeConnection();
          return retrieve(shardId);
        };
        return new SimpleShardingStrategy(manager);
      },
    },
    follow(followed) {
      client = followed;
    },
    end: () => {
      ending.abort();
    },
  };
}

/** An error here would be nobody's: what waits is forgotten with its client. */
async function never(): Promise<never> {
  return new Promise(() => {});
}
