import { type BaseInteraction, GuildMember, GuildMemberFlags, PermissionFlagsBits } from "discord.js";
import type { Origin } from "./invocation.ts";

/** Reads an interaction's origin; the member is raw when discord.js does not know the server. */
export function originOf({ guildId, channelId, user, member, memberPermissions }: BaseInteraction): Origin {
  // Discord tells the permissions with each interaction; an administrator has all of them.
  const managesServer = memberPermissions?.has(PermissionFlagsBits.ManageGuild) ?? false;
  const place = { guildId, channelId, userId: user.id, managesServer };
  if (member === null)
    return { ...place, displayName: user.displayName, isPending: false, hasGuestFlag: false };
  if (member instanceof GuildMember) {
    return {
      ...place,
      displayName: member.displayName,
      isPending: member.pending,
      hasGuestFlag: member.flags.has(GuildMemberFlags.IsGuest),
    };
  }
  return {
    ...place,
    displayName: member.nick ?? user.displayName,
    isPending: member.pending ?? false,
    hasGuestFlag: (member.flags & GuildMemberFlags.IsGuest) !== 0,
  };
}
