import { type GuildBasedChannel, PermissionFlagsBits } from "discord.js";

/** What the bot needs in its channel, under the names of Discord's settings. */
export const neededPermissions: Readonly<Record<string, bigint>> = {
  "View Channel": PermissionFlagsBits.ViewChannel,
  "Send Messages": PermissionFlagsBits.SendMessages,
  "Embed Links": PermissionFlagsBits.EmbedLinks,
};

/** The names of those that the bot does not have there. */
export function missingPermissions(channel: GuildBasedChannel): readonly string[] {
  const { user } = channel.client;
  const granted = channel.permissionsFor(user);
  return Object.keys(neededPermissions).filter(
    (name) => !(granted?.has(neededPermissions[name] ?? 0n) ?? false),
  );
}
