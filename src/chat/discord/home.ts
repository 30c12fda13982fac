import { ChannelType, type Client, type GuildBasedChannel } from "discord.js";
import type { UserFacingError } from "../../core/common/errors.ts";
import { discordFailures } from "../../core/words/discord.ts";
import type { Home } from "./invocation.ts";
import { missingPermissions } from "./permissions.ts";

export type HomePlace = Pick<Home, "guildId" | "channelId">;

/** What is there of the team's home, by what Discord has told the client. */
export type HomeState =
  | { readonly kind: "well" }
  /** Discord itself has an outage there: says nothing about server and channel. */
  | { readonly kind: "away" }
  | { readonly kind: "no-server" }
  | { readonly kind: "no-channel" }
  | { readonly kind: "other-channel" }
  | { readonly kind: "no-rights"; readonly missing: readonly string[] };

const channelTypes: ReadonlySet<ChannelType> = new Set([
  ChannelType.GuildText,
  ChannelType.GuildAnnouncement,
]);

export function lookHome(client: Client<true>, { guildId, channelId }: HomePlace): HomeState {
  const guild = client.guilds.cache.get(guildId);
  if (guild === undefined) return { kind: "no-server" };
  if (!guild.available) return { kind: "away" };
  const channel = guild.channels.cache.get(channelId);
  if (channel === undefined) return { kind: "no-channel" };
  if (!channelTypes.has(channel.type)) return { kind: "other-channel" };
  const missing = missingPermissions(channel);
  return missing.length > 0 ? { kind: "no-rights", missing } : { kind: "well" };
}

/** What a state means at a start; undefined when all is well. */
export function faultOfHome(state: HomeState): UserFacingError | undefined {
  if (state.kind === "well") return undefined;
  if (state.kind === "away") return discordFailures.unreachable(undefined);
  if (state.kind === "no-server") return discordFailures.guild();
  if (state.kind === "no-rights") return discordFailures.permissions(state.missing);
  return discordFailures.channel();
}

/** What a state means after all was well; undefined when it still is. */
export function newsOfHome(state: HomeState): UserFacingError | undefined {
  return state.kind === "no-channel" ? discordFailures.channelGone() : faultOfHome(state);
}

/**
 * The one text channel of this name in the team's server that is not among those known before and in which the bot may do all
 * it has to; undefined when there is none, or more than one.
 */
export function findMadeAgain(
  client: Client<true>,
  guildId: string,
  { name, known }: { readonly name: string; readonly known: ReadonlySet<string> },
): GuildBasedChannel | undefined {
  const channels = [...(client.guilds.cache.get(guildId)?.channels.cache.values() ?? [])];
  const candidates = channels.filter(
    (channel) => channel.name === name && channelTypes.has(channel.type) && !known.has(channel.id),
  );
  const [only] = candidates;
  return candidates.length === 1 && only !== undefined && missingPermissions(only).length === 0
    ? only
    : undefined;
}
