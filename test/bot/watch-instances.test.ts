import { Redis } from "ioredis";
import { expect, onTestFinished, test } from "vitest";
import { watchInstances } from "../../src/bot/watch-instances.ts";
import { createSimulatedChat, type SimulatedChat } from "../../src/simulated/chat.ts";
import { createSimulatedClock } from "../../src/simulated/clock.ts";
import { createInstances } from "../../src/store/instances.ts";
import { keyPrefix } from "../../src/store/key-prefix.ts";
import { createRedisStore } from "../../src/store/redis-store.ts";
import { plain } from "../../src/core/records/text.ts";
import { gonePod, livePod } from "../support/pod-phases.ts";
import { askedPod } from "../support/asked-pod.ts";
import { createTestLog } from "../support/log.ts";
import { startTestRedis } from "../support/redis.ts";

const teamId = "main";
const lost = "labelpod-bbbbbb-k1";

type Bot = AsyncDisposable & {
  readonly chat: SimulatedChat;
  readonly lines: readonly string[];
  /** Lets time pass to its next sign of life. */
  beat(): Promise<void>;
};

async function openRedis(): Promise<Redis> {
  const server = await startTestRedis();
  onTestFinished(async () => server[Symbol.asyncDispose]());
  const redis = new Redis(server.url);
  onTestFinished(() => redis.disconnect());
  return redis;
}

async function start(redis: Redis, instanceId: string): Promise<Bot> {
  const [chat, clock, lines] = [createSimulatedChat(), createSimulatedClock(), [] as string[]];
  const real = createInstances(redis, instanceId, createTestLog());
  let done = 0;
  const instances = {
    ...real,
    async abandoned() {
      const found = await real.abandoned();
      done += 1;
      return found;
    },
    async announce() {
      await real.announce();
      done += 1;
    },
  };
  const report = (line: string): void => void lines.push(line);
  const options = { instances, instanceId, teamId, chat, clock, log: createTestLog(), report };
  const watching = await watchInstances(options);
  return {
    chat,
    lines,
    async beat() {
      const before = done;
      await clock.advance(20_000);
      await expect.poll(() => done).toBeGreaterThan(before);
    },
    [Symbol.asyncDispose]: async () => watching[Symbol.asyncDispose](),
  };
}

async function addPod(redis: Redis, instanceId: string, phase: "live" | "gone" = "live"): Promise<void> {
  const store = createRedisStore({ log: createTestLog(), redis, prefix: keyPrefix(instanceId) });
  const asked = { ...askedPod(0), name: lost };
  await store.pods.create(teamId, "k1", phase === "live" ? livePod(asked, 0) : gonePod(asked, 0));
}

test("a pod of an instance that does not run is told at the start, with the way to take it over", async () => {
  const redis = await openRedis();
  await addPod(redis, "bbbbbb");
  await (await start(redis, "bbbbbb"))[Symbol.asyncDispose]();

  await using bot = await start(redis, "aaaaaa");

  const [card] = bot.chat.shown;
  expect(bot.chat.shown).toHaveLength(1);
  const text = card?.lines.map((line) => plain(line, String)).join(" ");
  for (const said of [lost, "bbbbbb", "aaaaaa", "instance"]) {
    expect(text).toContain(said);
    expect(bot.lines).toEqual([expect.stringContaining(said)]);
  }
  for (const _beat of [1, 2, 3, 4]) await bot.beat();
  expect(bot.lines).toHaveLength(1);
});

test("one that runs is left alone, and told of once when it was killed just before the start", async () => {
  const redis = await openRedis();
  await addPod(redis, "bbbbbb");
  await createInstances(redis, "bbbbbb", createTestLog()).announce();
  await using bot = await start(redis, "aaaaaa");
  for (const _beat of [1, 2, 3]) await bot.beat();
  expect(bot.chat.shown).toEqual([]);

  // Redis lets the sign of life of a killed bot go by itself.
  await redis.del("{labelpod:bbbbbb}:alive");
  for (const _beat of [1, 2]) await bot.beat();

  await expect.poll(() => bot.lines).toHaveLength(1);
});

test("one that ends later, while this one runs, is nobody's alarm", async () => {
  const redis = await openRedis();
  await addPod(redis, "bbbbbb");
  const other = createInstances(redis, "bbbbbb", createTestLog());
  await other.announce();
  await using bot = await start(redis, "aaaaaa");
  for (const _beat of [1, 2, 3, 4]) await bot.beat();

  await other.leave();
  for (const _beat of [1, 2, 3, 4]) await bot.beat();

  expect(bot.lines).toEqual([]);
});

test("an instance that runs no more and has no pods left is forgotten", async () => {
  const redis = await openRedis();
  await addPod(redis, "bbbbbb", "gone");
  await (await start(redis, "bbbbbb"))[Symbol.asyncDispose]();

  await using bot = await start(redis, "aaaaaa");

  expect(bot.lines).toEqual([]);
  expect(await redis.smembers("labelpod:instances")).toEqual(["aaaaaa"]);
});

test("a sign of life ends by itself, and before that with the bot", async () => {
  const redis = await openRedis();
  const bot = await start(redis, "aaaaaa");
  expect(await redis.pttl("{labelpod:aaaaaa}:alive")).toBeGreaterThan(0);

  await bot[Symbol.asyncDispose]();

  expect(await redis.exists("{labelpod:aaaaaa}:alive")).toBe(0);
});
