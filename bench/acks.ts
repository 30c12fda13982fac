import { measureDiscordAcks } from "./ack-discord.ts";
import { measureSlackAcks } from "./ack-slack.ts";
import { type Figure, SkippedError } from "./figures.ts";

/** How many people give a command at the same moment. */
const count = 50;
/** In milliseconds; the platforms themselves give up after 3000. */
const aim = 100;

export async function measureDiscord(): Promise<readonly Figure[]> {
  return toFigures(await measureDiscordAcks(count));
}

/** @throws SkippedError where Slack's stand-in can't be shut off from the network */
export async function measureSlack(): Promise<readonly Figure[]> {
  if (process.platform !== "linux" || process.getuid?.() !== 0) {
    throw new SkippedError("its stand-in runs in a network namespace of its own: that needs Linux and root.");
  }
  return toFigures(await measureSlackAcks(count));
}

function toFigures(latency: { readonly p50Ms: number; readonly p99Ms: number }): readonly Figure[] {
  return [
    { name: `acknowledgement, ${count} at once, p50`, value: latency.p50Ms, unit: "ms" },
    { name: `acknowledgement, ${count} at once, p99`, value: latency.p99Ms, unit: "ms", aim },
  ];
}
