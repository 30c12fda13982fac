import { expect, vi } from "vitest";
import { patience, type WatchdogBench } from "./watchdog-bench.ts";

export async function seen(bench: WatchdogBench, use: string): Promise<void> {
  await vi.waitFor(() => expect(bench.state()?.use).toBe(use), patience);
}
