import { type Client, Events, RESTJSONErrorCodes, Routes } from "discord.js";
import type { Clock } from "../../core/common/clock.ts";
import { describeError } from "../../core/common/errors.ts";
import type { Log } from "../../core/common/log.ts";
import { createWakefulLoop, type WakefulLoop } from "../board/wakeful-loop.ts";
import type { PlatformHealth } from "../platform-health.ts";
import { createHomeNews } from "./home-news.ts";
import { findMadeAgain, lookHome } from "./home.ts";
import type { Home } from "./invocation.ts";
import { patiently } from "./patiently.ts";
import { isRefusedWith } from "./refusal.ts";

export type HomeWatchDeps = {
  readonly client: Client<true>;
  readonly home: Home;
  readonly health: PlatformHealth;
  readonly clock: Clock;
  readonly log: Log;
  /** The channel and all that was in it are gone, and another counts in a moment; called again when it fails. */
  onLeaving(): Promise<void>;
  /** The channel was made again, and counts from now on. */
  onMoved(channelId: string): Promise<void>;
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

const lookMs = 10_000;

/** Hears of the team's server and channel while the bot runs. */
export function createHomeWatch(deps: HomeWatchDeps): HomeWatch {
  const { client, log, clock } = deps;
  const shutdown = new AbortController();
  const home = { ...deps.home };
  const news = createHomeNews(deps);
  let last = { name: "", known: new Set<string>() };

  /** At once with each change, so that what came after the channel's end is told from what was there before. */
  function remember(): void {
    const channel = client.guilds.cache.get(home.guildId)?.channels.cache.get(home.channelId);
    if (channel !== undefined)
      last = { name: channel.name, known: new Set(channel.guild.channels.cache.keys()) };
  }

  const madeAgain = (): ReturnType<typeof findMadeAgain> => findMadeAgain(client, home.guildId, last);

  async function look(): Promise<undefined> {
    const state = lookHome(client, home);
    if (news.say(state)) await deps.onMended();
    if (state.kind !== "no-channel") return;
    if (madeAgain() === undefined || !(await isDeleted(home.channelId, deps, shutdown.signal))) return;
    // Another one may have been made meanwhile.
    const again = madeAgain();
    if (again === undefined) return;
    await deps.onLeaving();
    home.channelId = again.id;
    remember();
    log.warn("the team's discord channel was made again and is followed there", { channelId: again.id });
    await deps.onMoved(again.id);
    await look();
  }

  const loop = createWakefulLoop({
    clock,
    shutdown: shutdown.signal,
    turn: look,
    onFailure: (error) => log.warn("the discord channel can't be looked for", describeError(error)),
  });
  function changed(): void {
    remember();
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

/** A channel that the bot only does not see any more is still the team's. @throws what passes by itself */
async function isDeleted(
  channelId: string,
  { client, clock }: HomeWatchDeps,
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
