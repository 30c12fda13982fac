import { type DiscordTwin, startDiscordTwin } from "../test/twins/discord/twin.ts";
import { startBot } from "./bot-process.ts";
import { onDiscord } from "./platforms.ts";

/**
 * Milliseconds from the moment so many commands leave Discord's gateway to the arrival of each acknowledgement at Discord's
 * twin; the second time counts, when the connections are open and Node has compiled what runs often.
 */
export async function measureDiscordAcks(count: number): Promise<readonly number[]> {
  await using twin = await startDiscordTwin();
  await using _bot = await startBot(onDiscord(twin));
  await burst(twin, count);
  return await burst(twin, count);
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
