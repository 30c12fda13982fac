import { measureDiscordAcks } from "./ack-discord.ts";
import { measureSlackAcks } from "./ack-slack.ts";
import type { Figure } from "./figures.ts";
import { requireSlack } from "./platforms.ts";

// Of the whole bot, with its real dispatch, its Redis and its jobs.

/** How many people give a command at the same moment. */
const count = 50;
/** In milliseconds; the platforms themselves give up after 3000. */
const aim = 100;

export async function measureDiscord(): Promise<readonly Figure[]> {
  return toFigures(await measureDiscordAcks(count));
}

/** @throws SkippedError where Slack's twin can't be shut off from the network */
export async function measureSlack(): Promise<readonly Figure[]> {
  requireSlack();
  return toFigures(await measureSlackAcks(count));
}

function toFigures(tookMs: readonly number[]): readonly Figure[] {
  const sorted = tookMs.toSorted((a, b) => a - b);
  return [
    { name: `acknowledgement, ${count} at once, p50`, value: percentile(sorted, 0.5), unit: "ms" },
    { name: `acknowledgement, ${count} at once, p99`, value: percentile(sorted, 0.99), unit: "ms", aim },
  ];
}

/** Of at least one value, in ascending order. */
function percentile(sorted: readonly number[], part: number): number {
  return sorted[Math.ceil(sorted.length * part) - 1] ?? Number.NaN;
}
