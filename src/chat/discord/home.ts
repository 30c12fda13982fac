import { ChannelType, type Client, PermissionFlagsBits } from "discord.js";
import { discordFailures } from "../../core/words/discord.ts";

/** What the bot needs in its channel, under the names of Discord's settings. */
const needed: Readonly<Record<string, bigint>> = {
  "View Channel": PermissionFlagsBits.ViewChannel,
  "Send Messages": PermissionFlagsBits.SendMessages,
  "Embed Links": PermissionFlagsBits.EmbedLinks,
};

const channelTypes: ReadonlySet<ChannelType> = new Set([
  ChannelType.GuildText,
  ChannelType.GuildAnnouncement,
]);

/** Whether the bot can work in the team's channel. @throws UserFacingError that names what is missing. */
export function checkHome(
  client: Client<true>,
  home: { readonly guildId: string; readonly channelId: string },
): void {
  const guild = client.guilds.cache.get(home.guildId);
  if (guild === undefined) throw discordFailures.guild();
  const channel = guild.channels.cache.get(home.channelId);
  if (channel === undefined || !channelTypes.has(channel.type)) throw discordFailures.channel();
  const granted = channel.permissionsFor(client.user);
  const missing = Object.keys(needed).filter((name) => !(granted?.has(needed[name] ?? 0n) ?? false));
  if (missing.length > 0) throw discordFailures.permissions(missing);
}
