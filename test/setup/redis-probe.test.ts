import { expect, test } from "vitest";
import { askRedis } from "../../src/setup/redis-probe.ts";

test("a question to a Redis that is away is called off while the next attempt is waited for", async () => {
  const reason = new Error("called off");
  const caller = new AbortController();
  const asked = askRedis(
    "/no/such/redis.sock",
    async (redis) => {
      redis.once("reconnecting", () => {
        caller.abort(reason);
      });
      return redis.ping();
    },
    { signal: caller.signal, retryMs: 3_600_000 },
  );
  await expect(asked).rejects.toBe(reason);
});
