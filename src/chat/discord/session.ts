import { type Client, Events, GatewayCloseCodes } from "discord.js";
import { describeError, type UserFacingError } from "../../core/common/errors.ts";
import type { Log } from "../../core/common/log.ts";
import { discordFailures } from "../../core/words/discord.ts";
import type { PlatformHealth } from "../platform-health.ts";

export type Session = {
  /** Resolves with what to do when the gateway has ended the connection for good; discord.js does not come back from that. */
  readonly ended: Promise<UserFacingError>;
  /** The same at once, when it is so already. */
  end(): UserFacingError | undefined;
};

const failureOfCode: ReadonlyMap<number, () => UserFacingError> = new Map([
  [GatewayCloseCodes.AuthenticationFailed, discordFailures.token],
  [GatewayCloseCodes.InvalidIntents, discordFailures.intents],
  [GatewayCloseCodes.DisallowedIntents, discordFailures.intents],
]);

/** Says how the connection to the gateway is. Without a listener for its errors they would end the process. */
export function watchSession(
  client: Client,
  { log, health }: { readonly log: Log; readonly health: PlatformHealth },
): Session {
  const { promise, resolve } = Promise.withResolvers<UserFacingError>();
  let end: UserFacingError | undefined;

  function connected(): void {
    log.info("discord is connected");
    health.works("commands");
  }

  client.on(Events.Error, (error) => {
    log.error("discord client error", describeError(error));
  });
  client.on(Events.ShardError, (error) => {
    log.warn("discord connection error", describeError(error));
  });
  client.on(Events.ShardReady, connected);
  client.on(Events.ShardResume, connected);
  client.on(Events.ShardReconnecting, () => {
    log.info("discord connects again");
    health.failed("commands", discordFailures.unreachable(undefined));
  });
  client.on(Events.ShardDisconnect, ({ code }) => {
    log.error("discord has ended the connection for good", { code });
    end = (failureOfCode.get(code) ?? discordFailures.session)();
    health.failed("commands", end);
    resolve(end);
  });
  return { ended: promise, end: () => end };
}
