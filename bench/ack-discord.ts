import { fork } from "node:child_process";
import { once } from "node:events";
import { type DiscordTwin, startDiscordTwin } from "../test/twins/discord/twin.ts";

/** Milliseconds from the moment a command leaves Discord's gateway to the arrival of its acknowledgement. */
export type AckLatency = { readonly count: number; readonly p50Ms: number; readonly p99Ms: number };

/**
 * Sends so many commands at once to a bot with real discord.js, through a Discord on the loopback; the second time counts,
 * when the connections are open and Node has compiled what runs often.
 */
export async function measureDiscordAcks(count: number): Promise<AckLatency> {
  await using twin = await startDiscordTwin();
  const { apiUrl, token, guildId, channelId } = twin;
  const bot = fork(new URL("./discord-bot.ts", import.meta.url));
  bot.send({ apiUrl, token, guildId, channelId });
  const ended = once(bot, "exit");
  await Promise.race([once(bot, "message"), ended.then(failEarly)]);
  await burst(twin, count);
  const sorted = (await burst(twin, count)).toSorted((a, b) => a - b);
  bot.disconnect();
  await ended;
  return { count, p50Ms: percentile(sorted, 0.5), p99Ms: percentile(sorted, 0.99) };
}

/**
 * The twin writes each command and each response to its database, for some 10 ms each: so the commands are collected until
 * all are there, and the responses are taken without it.
 */
async function burst(twin: DiscordTwin, count: number): Promise<readonly number[]> {
  const letGo = twin.hold();
  const deeds = await Promise.all(Array.from({ length: count }, () => twin.runCommand("pod status")));
  const forget = twin.refuse(({ path }) => /^\/(interactions|webhooks)\//.test(path), {
    status: 200,
    code: 0,
  });
  const sentAtMs = performance.now();
  letGo();
  const acknowledgements = await Promise.all(deeds.map((deed) => deed.acknowledgement()));
  await Promise.all(deeds.map((deed) => deed.answer()));
  forget();
  return acknowledgements.map(({ atMs }) => atMs - sentAtMs);
}

function failEarly(): never {
  throw new Error("the bot ended before it was connected");
}

/** Of at least one value, in ascending order. */
function percentile(sorted: readonly number[], part: number): number {
  return sorted[Math.ceil(sorted.length * part) - 1] ?? Number.NaN;
}
