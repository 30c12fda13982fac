import { GatewayCloseCodes } from "discord.js";
import { expect, test, vi } from "vitest";
import { connect } from "../../../src/chat/discord/connect.ts";
import { createClock } from "../../../src/system/clock.ts";
import { createTestLog } from "../../support/log.ts";
import { createNotedHealth } from "../../support/noted-health.ts";
import { type DiscordTwin, startDiscordTwin } from "../../twins/discord/twin.ts";
import { eventually, startDiscordBench } from "./discord-bench.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

test.for([
  [GatewayCloseCodes.AuthenticationFailed, "discord-token"],
  [GatewayCloseCodes.InvalidShard, "discord-session"],
  [GatewayCloseCodes.ShardingRequired, "discord-session"],
  [GatewayCloseCodes.InvalidAPIVersion, "discord-session"],
  [GatewayCloseCodes.InvalidIntents, "discord-intents"],
  [GatewayCloseCodes.DisallowedIntents, "discord-intents"],
] as const)("a session that ends with %s is over, and says what to do", async ([closeCode, code]) => {
  await using bench = await startDiscordBench();

  bench.twin.drop(closeCode);

  expect(await bench.chat.ended).toMatchObject({ code, retryable: false });
  expect(bench.health.noted.at(-1)).toBe(`commands ${code}`);
  expect(bench.logged("discord has ended the connection for good")).toEqual([{ code: closeCode }]);
});

test("a session that is cut goes on, and says so meanwhile", async () => {
  await using bench = await startDiscordBench();

  bench.twin.drop(GatewayCloseCodes.InvalidSeq);

  await eventually(() => {
    expect(bench.health.noted.slice(-2)).toEqual(["commands discord-unreachable", "commands works"]);
  });
});

test("connections that are cut after hello are opened with growing pauses, and none after the end", async () => {
  await using twin = await startDiscordTwin();
  const slept: number[] = [];
  const clock = {
    ...createClock(),
    async sleep(ms: number, signal?: AbortSignal) {
      slept.push(ms);
      await createClock().sleep(0, signal);
    },
  };
  const connection = await connect({ ...access(twin), clock });
  twin.cutEach(GatewayCloseCodes.UnknownError);
  twin.drop(GatewayCloseCodes.InvalidSeq);

  await eventually(() => {
    expect(slept.length).toBeGreaterThanOrEqual(5);
  });
  await connection.close();
  const openedAtEnd = twin.opened();
  twin.cutEach();
  await using _ = await startDiscordBench();

  expect(slept.slice(0, 5)).toEqual([500, 1000, 2000, 4000, 8000]);
  expect(twin.opened()).toBe(openedAtEnd);
});

test("a login that the gateway refuses for good names the reason", async () => {
  await using twin = await startDiscordTwin();
  twin.cutEach(GatewayCloseCodes.DisallowedIntents);

  await expect(connect({ ...access(twin), clock: createClock() })).rejects.toMatchObject({
    code: "discord-intents",
  });
});

test("a login with a page in place of Discord's answer is tried again later", async () => {
  await using twin = await startDiscordTwin();
  twin.refuse(({ path }) => path.startsWith("/gateway"), { status: 401, text: "<html>log in</html>" });

  await expect(connect({ ...access(twin), clock: createClock() })).rejects.toMatchObject({
    code: "discord-unreachable",
    retryable: true,
  });
});

function access({ apiUrl, token }: DiscordTwin) {
  return { apiUrl, token, log: createTestLog(), health: createNotedHealth() };
}
