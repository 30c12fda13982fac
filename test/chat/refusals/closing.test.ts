import { expect, test } from "vitest";
import { sampleCard } from "../../support/chat-bench.ts";
import { createBench, type PlatformName } from "./bench.ts";
import { discordError } from "./discord-channel.ts";
import type { Fault } from "./platform-server.ts";
import { slackError } from "./slack-channel.ts";

const second = 1000;
const wait = { "retry-after": "3600" };

test.each([
  { platform: "discord", says: "a wait of an hour", fault: discordError(429, 0, wait) },
  { platform: "discord", says: "nothing", fault: "hung" },
  {
    platform: "slack",
    says: "a wait of an hour",
    fault: { ...slackError("ratelimited", wait), status: 429 },
  },
  { platform: "slack", says: "nothing", fault: "hung" },
] satisfies readonly { platform: PlatformName; says: string; fault: Fault }[])(
  "a board closes within 10 s when $platform answers $says",
  async ({ platform, fault }) => {
    await using bench = createBench();
    const { server, board } = await bench.open(platform);
    server.fault = () => fault;
    await board.show(sampleCard());
    await bench.pass(second);
    const askedAtMs = bench.clock.now();
    let closedAtMs: number | undefined;
    async function close(): Promise<void> {
      await board[Symbol.asyncDispose]();
      closedAtMs = bench.clock.now();
    }

    const closed = close();
    await bench.pass(60 * second);
    await closed;

    expect(closedAtMs).toBeLessThanOrEqual(askedAtMs + 10 * second);
  },
);
