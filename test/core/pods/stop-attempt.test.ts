import { expect, it } from "vitest";
import { afterAttempt } from "../../../src/core/pods/stop-attempt.ts";
import type { Stop } from "../../../src/core/records/pod-end.ts";
import { runpodFailures } from "../../../src/core/words/runpod.ts";

const minuteMs = 60_000;
const order: Stop = { reason: "idle", volume: "keep", askedAtMs: 1_000_000, attempts: 0 };

it.each([
  ["at once after an order that lies ahead, as of a clock that was set back", -5 * minuteMs, true],
  ["not within three minutes", 2 * minuteMs, false],
  ["after three minutes", 3 * minuteMs, true],
])("a stop that is not confirmed is alarmed of %s", (_when, afterMs, isAlarmed) => {
  const nowMs = order.askedAtMs + afterMs;

  const next = afterAttempt(order, runpodFailures.unreachable(undefined), nowMs);

  expect(next.alarmedAtMs).toBe(isAlarmed ? nowMs : undefined);
  expect(next.attempts).toBe(1);
});
