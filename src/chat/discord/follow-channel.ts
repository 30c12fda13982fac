import { type Client, RESTJSONErrorCodes, Routes } from "discord.js";
import type { Clock } from "../../core/common/clock.ts";
import type { Log } from "../../core/common/log.ts";
import { createAskedWait } from "../board/pace/asked-wait.ts";
import { findMadeAgain } from "./home.ts";
import type { Home } from "./invocation.ts";
import { patiently } from "./patiently.ts";
import { isRefusedWith } from "./refusal.ts";

export type FollowDeps = {
  readonly client: Client<true>;
  readonly home: Home;
  readonly clock: Clock;
  readonly log: Log;
  /** The channel and all that was in it are gone, and another counts in a moment; called again when it fails. */
  onLeaving(): Promise<void>;
  /** The channel was made again, and counts from now on; called again when it fails. */
  onMoved(channelId: string): Promise<void>;
};

export type Follower = {
  /** Where the team is now; the channel's id changes when it was deleted and made again. */
  readonly home: Home;
  /** To be called at once with each change, so that what came after the channel's end is told from what was there before. */
  remember(): void;
  /** Says of a move what could not be said at once. @throws what `onMoved` throws */
  announce(): Promise<void>;
  /** Goes to the channel that was made again in place of the one that is gone. @throws what passes by itself */
  follow(): Promise<Followed>;
};

export type Followed = {
  readonly isMoved: boolean;
  /** In how many milliseconds to try again, when Discord can't be asked yet. */
  readonly againInMs?: number | undefined;
};

const lookMs = 10_000;

export function createFollower(deps: FollowDeps, shutdown: AbortSignal): Follower {
  const { client, log } = deps;
  const home = { ...deps.home };
  const asked = createAskedWait(deps.clock);
  let movedTo: string | undefined;
  let last = { name: "", known: new Set<string>() };

  function remember(): void {
    const channel = client.guilds.cache.get(home.guildId)?.channels.cache.get(home.channelId);
    if (channel !== undefined)
      last = { name: channel.name, known: new Set(channel.guild.channels.cache.keys()) };
  }

  const madeAgain = (): ReturnType<typeof findMadeAgain> => findMadeAgain(client, home.guildId, last);

  async function announce(): Promise<void> {
    if (movedTo !== undefined) await deps.onMoved(movedTo);
    movedTo = undefined;
  }

  async function follow(): Promise<Followed> {
    const againInMs = asked.leftMs();
    if (madeAgain() === undefined || againInMs !== undefined) return { isMoved: false, againInMs };
    const isGone = await asked.heed(() => isDeleted(home.channelId, deps, shutdown));
    // Another one may have been made meanwhile.
    const again = madeAgain();
    if (!isGone || again === undefined) return { isMoved: false };
    await deps.onLeaving();
    home.channelId = again.id;
    remember();
    log.warn("the team's discord channel was made again and is followed there", { channelId: again.id });
    movedTo = again.id;
    await announce();
    return { isMoved: true };
  }

  return { home, remember, announce, follow };
}

/** A channel that the bot only does not see any more is still the team's. @throws what passes by itself */
async function isDeleted(
  channelId: string,
  { client, clock }: FollowDeps,
  shutdown: AbortSignal,
): Promise<boolean> {
  try {
    await patiently({ clock, shutdown, withinMs: lookMs }, (signal) =>
      client.rest.get(Routes.channel(channelId), { signal }),
    );
    return false;
  } catch (error) {
    if (isRefusedWith(error, RESTJSONErrorCodes.UnknownChannel)) return true;
    if (isRefusedWith(error, RESTJSONErrorCodes.MissingAccess)) return false;
    throw error;
  }
}
