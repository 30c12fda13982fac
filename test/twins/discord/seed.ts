import { ChannelType } from "discord.js";
import type { DigitalDiscordOptions } from "discord-digital-twin";

/** Everybody and every place of the twin; each twin has a database of its own, so fixed ids do. */
export const ids = {
  guild: "100000000000000001",
  foreignGuild: "100000000000000002",
  teamChannel: "200000000000000001",
  otherChannel: "200000000000000002",
  foreignChannel: "200000000000000003",
  directMessages: "200000000000000004",
  ada: "300000000000000001",
  newcomer: "300000000000000002",
  manager: "300000000000000003",
  administrator: "300000000000000004",
  bot: "300000000000000009",
} as const;

export const botToken = "discord-twin-token";

export const seed: DigitalDiscordOptions = {
  botToken,
  botUser: { id: ids.bot, username: "labelpod" },
  users: [
    { id: ids.ada, username: "Ada" },
    { id: ids.newcomer, username: "Newcomer" },
    { id: ids.manager, username: "Manager" },
    { id: ids.administrator, username: "Administrator" },
  ],
  guilds: [
    {
      id: ids.guild,
      name: "The team",
      channels: [
        { id: ids.teamChannel, name: "pods", type: ChannelType.GuildText },
        { id: ids.otherChannel, name: "lunch", type: ChannelType.GuildText },
        // The digital twin knows no direct messages: what is said here is sent to the bot as one.
        { id: ids.directMessages, name: "direct", type: ChannelType.GuildText },
      ],
    },
    {
      id: ids.foreignGuild,
      name: "Strangers",
      channels: [{ id: ids.foreignChannel, name: "lobby", type: ChannelType.GuildText }],
    },
  ],
};
