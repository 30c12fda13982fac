import { z } from "zod";
import { until } from "../test/twins/slack/slack-gate.ts";
import { type SlackTwin, startSlackTwin } from "../test/twins/slack/slack-twin.ts";
import { startBot } from "./bot-process.ts";
import { onSlack } from "./platforms.ts";

const entrySchema = z.object({ time: z.number(), direction: z.string(), kind: z.string() });

/**
 * Milliseconds from each of so many slash commands at once, on its way to the bot over Socket Mode, to its acknowledgement,
 * by local-slack's own clock; both go in order. Needs Linux and root.
 */
export async function measureSlackAcks(count: number): Promise<readonly number[]> {
  await using twin = await startSlackTwin();
  await using _bot = await startBot(onSlack(twin));
  await twin.runCommand("/pod status");
  await Promise.all(Array.from({ length: count }, () => twin.runCommand("/pod status")));
  await until(() => (answersOf(twin) > count ? true : undefined));
  const entries = z.array(entrySchema).parse(await twin.log());
  const sent = entries.filter(({ direction, kind }) => direction === "to_bot" && kind === "slash_commands");
  const acknowledged = entries.filter(({ kind }) => kind === "ack");
  if (sent.length !== acknowledged.length) throw new Error("Some commands were not acknowledged.");
  return sent.map(({ time }, index) => (acknowledged[index]?.time ?? Number.NaN) - time).slice(1);
}

/** How many commands the bot has answered, each to its person alone. */
function answersOf({ requests }: SlackTwin): number {
  return requests.filter(({ method }) => method === "response_url").length;
}
