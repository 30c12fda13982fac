import { readFile } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";
import { startDiscordTwin } from "../test/twins/discord/twin.ts";
import { startSlackTwin } from "../test/twins/slack/slack-twin.ts";
import { startBot } from "./bot-process.ts";
import { type Figure, SkippedError } from "./figures.ts";
import { onDiscord, onSlack, requireSlack } from "./platforms.ts";

/** From the line that it is ready on: long enough for some sweeps. */
const settleMs = 45_000;

/** Resident memory of a bot that has nothing to do, with RunPod and no chat platform. @throws SkippedError where there is no /proc */
export async function measureMemory(): Promise<readonly Figure[]> {
  return measureAtRest({}, 165);
}

/** The same on Slack. @throws SkippedError where there is no /proc, or Slack's twin can't be shut off from the network */
export async function measureSlackMemory(): Promise<readonly Figure[]> {
  requireSlack();
  await using twin = await startSlackTwin();
  return await measureAtRest(onSlack(twin), 180);
}

/** The same on Discord. @throws SkippedError where there is no /proc */
export async function measureDiscordMemory(): Promise<readonly Figure[]> {
  await using twin = await startDiscordTwin();
  return await measureAtRest(onDiscord(twin), 200);
}

async function measureAtRest(
  settings: Readonly<Record<string, string>>,
  aim: number,
): Promise<readonly Figure[]> {
  if (process.platform !== "linux") throw new SkippedError("it is read from /proc, which only Linux has.");
  await using bot = await startBot(settings);
  await wait(settleMs);
  return [{ name: "resident at rest", value: await residentMb(bot.pid), unit: "MB", aim }];
}

/** In MB of 1000^2 bytes. */
async function residentMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  const kib = /^VmRSS:\s+(\d+) kB$/mu.exec(status)?.[1];
  if (kib === undefined) throw new Error("the bot is not running any more");
  return (Number(kib) * 1024) / 1e6;
}
