import { ChannelType, GatewayDispatchEvents } from "discord.js";
import type { DigitalDiscord } from "discord-digital-twin";
import { z } from "zod";
import { gatewayOf } from "./gateway-of.ts";
import { ids } from "./seed.ts";

/** What the team's admins do with its server while the bot is there; each is said by the gateway as Discord does. */
export type PlaceChanges = {
  /** The team's channel when no other is named. */
  deleteChannel(channelId?: string): Promise<void>;
  /** Returns the new channel's id. */
  createChannel(name: string, where?: { readonly guildId?: string }): Promise<string>;
  renameChannel(name: string): Promise<void>;
  /** What everybody may do in the team's server, the bot too. */
  changePermissions(permissions: bigint): Promise<void>;
  kick(): void;
  invite(): Promise<void>;
  /** Discord's own outage of the team's server, which `invite` ends. */
  outage(): void;
};

const stateSchema = z.object({
  guilds: z.array(
    z.object({
      id: z.string(),
      apiGuild: z.looseObject({ roles: z.array(z.unknown()) }),
      joinedAt: z.string(),
      members: z.array(z.unknown()),
      channels: z.array(z.looseObject({ id: z.string() })),
    }),
  ),
});
const loadSchema = z.custom<() => Promise<unknown>>((value) => typeof value === "function");

type Guild = z.infer<typeof stateSchema>["guilds"][number];

export function createPlaceChanges(discord: DigitalDiscord): PlaceChanges {
  const { prisma } = discord;
  const say = (event: string, data: unknown): void => gatewayOf(discord).broadcast(event, data);

  async function guilds(): Promise<readonly Guild[]> {
    const loadState: unknown = gatewayOf(discord)["loadState"];
    return stateSchema.parse(await loadSchema.parse(loadState)()).guilds;
  }

  async function teamsServer(): Promise<Guild> {
    const guild = (await guilds()).find(({ id }) => id === ids.guild);
    if (guild === undefined) throw new Error("the twin has lost the team's server");
    return guild;
  }

  async function channelOf(channelId: string): Promise<unknown> {
    return (await guilds()).flatMap(({ channels }) => channels).find(({ id }) => id === channelId);
  }

  return {
    async deleteChannel(channelId = ids.teamChannel) {
      const channel = await channelOf(channelId);
      await prisma.channel.delete({ where: { id: channelId } });
      say(GatewayDispatchEvents.ChannelDelete, channel);
    },
    async createChannel(name, { guildId = ids.guild } = {}) {
      const channelId = `${(BigInt(Date.now()) - 1_420_070_400_000n) << 22n}`;
      await prisma.channel.create({
        data: { id: channelId, guildId, name, type: ChannelType.GuildText },
      });
      say(GatewayDispatchEvents.ChannelCreate, await channelOf(channelId));
      return channelId;
    },
    async renameChannel(name) {
      await prisma.channel.update({ where: { id: ids.teamChannel }, data: { name } });
      say(GatewayDispatchEvents.ChannelUpdate, await channelOf(ids.teamChannel));
    },
    async changePermissions(permissions) {
      await prisma.role.updateMany({
        where: { guildId: ids.guild },
        data: { permissions: `${permissions}` },
      });
      const { apiGuild } = await teamsServer();
      for (const role of apiGuild.roles)
        say(GatewayDispatchEvents.GuildRoleUpdate, { guild_id: ids.guild, role });
    },
    kick: () => say(GatewayDispatchEvents.GuildDelete, { id: ids.guild }),
    outage: () => say(GatewayDispatchEvents.GuildDelete, { id: ids.guild, unavailable: true }),
    async invite() {
      const { apiGuild, channels, members, joinedAt } = await teamsServer();
      say(GatewayDispatchEvents.GuildCreate, {
        ...apiGuild,
        channels,
        members,
        joined_at: joinedAt,
        unavailable: false,
        threads: [],
        voice_states: [],
        presences: [],
        stage_instances: [],
        guild_scheduled_events: [],
        soundboard_sounds: [],
      });
    },
  };
}
