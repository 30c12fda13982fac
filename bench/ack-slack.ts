import { z } from "zod";
import { startSlackBench } from "../test/twins/slack/slack-bench.ts";
import { until } from "../test/twins/slack/slack-gate.ts";

export type AckLatency = { readonly count: number; readonly p50Ms: number; readonly p99Ms: number };

const entrySchema = z.object({ time: z.number(), direction: z.string(), kind: z.string() });

/**
 * Sends so many slash commands at once to the bot on local-slack over Socket Mode. Measured by local-slack's own clock,
 * from a command on its way to the bot to its acknowledgement; both go in order. Needs Linux and root.
 */
export async function measureSlackAcks(count: number): Promise<AckLatency> {
  await using bench = await startSlackBench();
  const { twin, invocations } = bench;
  await twin.runCommand("/pod up warm-up");
  await Promise.all(Array.from({ length: count }, (_, index) => twin.runCommand(`/pod up name:${index}`)));
  await until(() => (invocations.length === count + 1 ? true : undefined));
  const entries = z.array(entrySchema).parse(await twin.log());
  const sent = entries.filter(({ direction, kind }) => direction === "to_bot" && kind === "slash_commands");
  const acknowledged = entries.filter(({ kind }) => kind === "ack");
  if (sent.length !== acknowledged.length) throw new Error("Some commands were not acknowledged.");
  const tookMs = sent.map(({ time }, index) => (acknowledged[index]?.time ?? Number.NaN) - time).slice(1);
  tookMs.sort((a, b) => a - b);
  return { count, p50Ms: percentile(tookMs, 0.5), p99Ms: percentile(tookMs, 0.99) };
}

function percentile(sorted: readonly number[], part: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? Number.NaN;
}
