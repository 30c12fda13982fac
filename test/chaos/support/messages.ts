import { setTimeout as wait } from "node:timers/promises";
import type { Channel } from "../../real/support/channel.ts";

const lookEveryMs = 300;

/** How many messages of each channel match now. */
export async function countIn(channels: readonly Channel[], pattern: RegExp): Promise<readonly number[]> {
  return Promise.all(
    channels.map(async ({ texts }) => (await texts()).filter((text) => pattern.test(text)).length),
  );
}

/** Waits until every channel has a message that matches, whatever else is told. @throws with what is there instead */
export async function untilTold(
  channels: readonly Channel[],
  pattern: RegExp,
  withinS = 240,
): Promise<readonly string[]> {
  const endsAtMs = performance.now() + withinS * 1000;
  for (;;) {
    const all = await Promise.all(channels.map(({ texts }) => texts()));
    const found = all.map((texts) => texts.findLast((text) => pattern.test(text)));
    if (found.every((text) => text !== undefined)) return found;
    if (performance.now() > endsAtMs)
      throw new Error(`never told ${pattern}:\n${all.map((texts) => texts.join("\n\n")).join("\n====\n")}`);
    await wait(lookEveryMs);
  }
}

/** What the messages of each channel are headed with, oldest first. */
export async function headsIn(channels: readonly Channel[]): Promise<readonly (readonly string[])[]> {
  return Promise.all(channels.map(async ({ texts }) => (await texts()).map(headOf)));
}

function headOf(text: string): string {
  return text.split("\n").find((line) => line.trim() !== "") ?? "";
}
