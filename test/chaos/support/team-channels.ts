import type { APIMessage } from "discord.js";
import { type Channel, discordChannel, slackChannel } from "../../real/support/channel.ts";
import type { Team } from "../../real/support/team.ts";

/** The channels of a team as the platforms themselves would show them. */
export function channelsOf({ discord, slack }: Team): readonly Channel[] {
  const messages = async (): Promise<readonly APIMessage[]> => onePerNonce(await discord.messages());
  return [discordChannel({ ...discord, messages }), slackChannel(slack)];
}

/**
 * Discord answers a post whose `enforce_nonce` is set with the message that it has of this nonce already, as after a bot that
 * died before it heard of the first; the twin makes another one, which is the one that is edited from then on.
 */
function onePerNonce(messages: readonly APIMessage[]): readonly APIMessage[] {
  return messages.filter(
    ({ nonce }, index) =>
      nonce === undefined || !messages.slice(index + 1).some((later) => later.nonce === nonce),
  );
}
