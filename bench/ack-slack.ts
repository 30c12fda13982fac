import { startSlackBench } from "../test/twins/slack/slack-bench.ts";
import { until } from "../test/twins/slack/slack-gate.ts";

export type AckLatency = { readonly count: number; readonly p50Ms: number; readonly p99Ms: number };

/**
 * Sends so many slash commands at once to the bot on local-slack over Socket Mode and measures from local-slack taking
 * each to its having the acknowledgement, local-slack's own work included. Needs Linux and root.
 */
export async function measureSlackAcks(count: number): Promise<AckLatency> {
  await using bench = await startSlackBench();
  await bench.twin.runCommand("/pod up warm-up");
  const commands = Array.from({ length: count }, (_, index) =>
    bench.twin.runCommand(`/pod up name:${index}`),
  );
  const tookMs = (await Promise.all(commands)).toSorted((a, b) => a - b);
  await until(() => (bench.invocations.length === count + 1 ? true : undefined));
  return { count, p50Ms: percentile(tookMs, 0.5), p99Ms: percentile(tookMs, 0.99) };
}

function percentile(sorted: readonly number[], part: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? Number.NaN;
}
