import { expect, test } from "vitest";
import { callsPerMinute } from "../../bench/runpod.ts";

test("a bot asks RunPod as often for one pod in the account as for fifty", { timeout: 60_000 }, async () => {
  const alone = await callsPerMinute(1, 5);
  const among = await callsPerMinute(50, 5);

  // A list with each sweep of 15 s, and the balance every 5 minutes.
  expect(alone).toBe(4.2);
  expect(among).toBe(alone);
});
