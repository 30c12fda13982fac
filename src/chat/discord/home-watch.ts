import { Events } from "discord.js";
import { describeError } from "../../core/common/errors.ts";
import { createWakefulLoop, type WakefulLoop } from "../board/wakeful-loop.ts";
import type { PlatformHealth } from "../platform-health.ts";
import { createFollower, type FollowDeps } from "./follow-channel.ts";
import { createHomeNews } from "./home-news.ts";
import { lookHome } from "./home.ts";
import type { Home } from "./invocation.ts";

export type HomeWatchDeps = FollowDeps & {
  readonly health: PlatformHealth;
  /** What was in the way of the cards is put right. */
  onMended(): Promise<void>;
  /** The bot was invited to the team's server again, which has none of its commands. */
  onInvited(): void;
};

export type HomeWatch = AsyncDisposable & {
  /** Where the team is now; the channel's id changes when it was deleted and made again. */
  readonly home: Home;
};

/** Whatever can change what the bot may do there; a change of its own roles comes without a privileged intent. */
const changes = [
  Events.ChannelCreate,
  Events.ChannelDelete,
  Events.ChannelUpdate,
  Events.GuildAvailable,
  Events.GuildCreate,
  Events.GuildDelete,
  Events.GuildMemberUpdate,
  Events.GuildRoleDelete,
  Events.GuildRoleUpdate,
  Events.GuildUnavailable,
  Events.ShardReady,
] as const;

/** Hears of the team's server and channel while the bot runs. */
export function createHomeWatch(deps: HomeWatchDeps): HomeWatch {
  const { client, log, clock } = deps;
  const shutdown = new AbortController();
  const follower = createFollower(deps, shutdown.signal);
  const { home } = follower;
  const news = createHomeNews(deps);

  /** Returns in how many milliseconds to look again when Discord can't be asked yet. */
  async function look(): Promise<number | undefined> {
    const state = lookHome(client, home);
    const isMended = news.say(state);
    await follower.announce();
    if (isMended) await deps.onMended();
    if (state.kind !== "no-channel") return undefined;
    const { isMoved, againInMs } = await follower.follow();
    return isMoved ? look() : againInMs;
  }

  const loop = createWakefulLoop({
    clock,
    shutdown: shutdown.signal,
    turn: look,
    onFailure: (error) => log.warn("the discord channel can't be looked for", describeError(error)),
  });
  function changed(): void {
    follower.remember();
    loop.wake(true);
  }
  const unlisten = listen(deps, changed);
  changed();

  return { home, [Symbol.asyncDispose]: async () => close(unlisten, shutdown, loop) };
}

async function close(unlisten: () => void, shutdown: AbortController, loop: WakefulLoop): Promise<void> {
  unlisten();
  shutdown.abort();
  await loop.finish();
}

function listen({ client, home, onInvited }: HomeWatchDeps, changed: () => void): () => void {
  for (const event of changes) client.on(event, changed);
  client.on(Events.GuildCreate, ({ id }) => {
    if (id === home.guildId) onInvited();
  });
  return () => {
    for (const event of changes) client.off(event, changed);
  };
}
