import type { TeamId } from "../../core/records/ids.ts";
import type { Invocation, Place } from "../../core/records/invocation.ts";

/** The team's home on Discord. */
export type Home = { readonly teamId: TeamId; readonly guildId: string; readonly channelId: string };

/** What an interaction says about who gave a command, and where. */
export type Origin = {
  /** Null in a direct message. */
  readonly guildId: string | null;
  readonly channelId: string | null;
  readonly userId: string;
  readonly displayName: string;
  /** The server's rules are not accepted yet: Discord's membership screening. */
  readonly isPending: boolean;
  /** Invited to a voice channel only: Discord's own guest flag. */
  readonly hasGuestFlag: boolean;
  /** May manage the server it was given on, as its administrators may too. */
  readonly managesServer: boolean;
};

export function toInvocation(home: Home, origin: Origin, commandLine: string): Invocation {
  const place = findPlace(home, origin);
  return {
    teamId: home.teamId,
    platform: "discord",
    person: { platform: "discord", id: origin.userId, name: origin.displayName },
    // Discord tells bots nothing else: a temporary invite can't be seen on a member.
    isGuest: origin.isPending || origin.hasGuestFlag,
    isAdmin: origin.managesServer && place !== "foreign-team",
    place,
    commandLine,
  };
}

/** A thread has an id of its own, so it counts as another channel. */
function findPlace(home: Home, { guildId, channelId }: Origin): Place {
  if (guildId === null) return "direct-message";
  if (guildId !== home.guildId) return "foreign-team";
  return channelId === home.channelId ? "team-channel" : "other-channel";
}
