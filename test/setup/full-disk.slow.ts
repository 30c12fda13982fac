import { Redis } from "ioredis";
import { expect, onTestFinished, test } from "vitest";
import { openRedis } from "../../src/setup/redis-process.ts";
import type { OpenRedis } from "../../src/setup/redis-options.ts";
import { createClock } from "../../src/system/clock.ts";
import type { Clock } from "../../src/core/common/clock.ts";
import { createTestLog } from "../support/log.ts";
import { canMount, mountForRedis, type SmallDisk } from "../support/small-disk.ts";

const never = new AbortController().signal;
/** Fifty times as fast. */
const quick: Clock = { ...createClock(), sleep: async (ms, signal) => createClock().sleep(ms / 50, signal) };

type Opened = { readonly redis: OpenRedis; readonly lines: readonly string[]; readonly client: Redis };

async function open({ folder }: SmallDisk): Promise<Opened> {
  const lines: string[] = [];
  const report = (line: string): void => void lines.push(line);
  const redis = await openRedis({ home: folder, signal: never, log: createTestLog(), clock: quick, report });
  const client = new Redis(redis.url, { maxRetriesPerRequest: null });
  client.on("error", () => undefined);
  onTestFinished(() => client.disconnect());
  return { redis, lines, client };
}

async function countOf(client: Redis): Promise<number> {
  return Number(await client.get("count"));
}

/** Counts until the server has ended at a change, and goes on with another one. */
async function countUntilInMemory({ client, redis }: Opened): Promise<number> {
  while (redis.disk()?.isFull !== true) await client.incr("count").catch(() => undefined);
  return countOf(client);
}

test.runIf(canMount)(
  "a full disk costs no change: they are in memory, and on the disk when there is room",
  async () => {
    const disk = await mountForRedis();
    onTestFinished(() => disk[Symbol.dispose]());
    const first = await open(disk);
    await first.client.set("count", 0);

    disk.fill();
    const atFull = await countUntilInMemory(first);
    await first.client.incrby("count", 1000);
    const inMemory = await countOf(first.client);
    disk.makeRoom();
    await expect.poll(() => first.redis.disk()).toMatchObject({ isFull: false });
    const changes = first.redis.disk()?.changes;
    const settings = await first.client.config("GET", "append*");
    await first.redis[Symbol.asyncDispose]();
    const second = await open(disk);
    onTestFinished(() => second.redis[Symbol.asyncDispose]());

    expect(inMemory).toBe(atFull + 1000);
    expect(changes).toBeGreaterThan(0);
    expect(settings).toEqual(expect.arrayContaining(["appendfsync", "always", "appendonly", "yes"]));
    expect(await countOf(second.client)).toBe(inMemory);
    expect(first.lines.at(-1)).toContain("can be written again");
  },
);

test.runIf(canMount)(
  "what is in memory alone outlives the bot, and the next one starts on a full disk",
  async () => {
    const disk = await mountForRedis();
    onTestFinished(() => disk[Symbol.dispose]());
    const first = await open(disk);
    await first.client.set("count", 0);
    disk.fill();
    await countUntilInMemory(first);
    const counted = await first.client.incrby("count", 1000);

    await first.redis[Symbol.asyncDispose]();
    const second = await open(disk);
    const found = await countOf(second.client);
    const stateOfSecond = second.redis.disk();
    disk.makeRoom();
    await second.redis[Symbol.asyncDispose]();
    const third = await open(disk);
    onTestFinished(() => third.redis[Symbol.asyncDispose]());

    expect(first.lines.at(-1)).toContain("left running");
    expect([found, stateOfSecond?.isFull]).toEqual([counted, true]);
    expect(await countOf(third.client)).toBe(counted);
  },
);

test.runIf(canMount)("a bot whose disk was full before starts on what its disk holds", async () => {
  const disk = await mountForRedis();
  onTestFinished(() => disk[Symbol.dispose]());
  const first = await open(disk);
  await first.client.set("count", 7);
  await first.redis[Symbol.asyncDispose]();
  disk.fill();

  const second = await open(disk);
  onTestFinished(async () => {
    disk.makeRoom();
    await second.redis[Symbol.asyncDispose]();
  });

  expect(await second.client.incr("count")).toBe(8);
  expect(second.redis.disk()?.isFull).toBe(true);
});
