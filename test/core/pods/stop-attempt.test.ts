import { expect, it } from "vitest";
import { afterAttempt, isAlarmDue } from "../../../src/core/pods/stop-attempt.ts";
import type { Stop } from "../../../src/core/records/pod-end.ts";
import { runpodFailures } from "../../../src/core/words/runpod.ts";

const minuteMs = 60_000;
const order: Stop = { reason: "idle", volume: "keep", askedAtMs: 1_000_000, attempts: 0 };

it.each([
  ["at once after an order that lies ahead, as of a clock that was set back", -5 * minuteMs, true],
  ["not within three minutes", 2 * minuteMs, false],
  ["after three minutes", 3 * minuteMs, true],
])("a stop that is not confirmed is alarmed of %s", (_when, afterMs, isDue) => {
  const nowMs = order.askedAtMs + afterMs;

  expect(isAlarmDue(order, runpodFailures.unreachable(undefined), nowMs)).toBe(isDue);
});

it("an attempt that nobody was told of leaves it at the alarm before", () => {
  const { code, userMessage } = runpodFailures.unreachable(undefined);
  const told = afterAttempt(order, undefined, 7);

  const next = afterAttempt(told, runpodFailures.unreachable(undefined));

  expect(next).toEqual({ ...order, attempts: 2, alarmedAtMs: 7, cause: { code, sentence: userMessage } });
});
