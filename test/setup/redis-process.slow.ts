import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Redis } from "ioredis";
import { Queue } from "bullmq";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { createClock } from "../../src/system/clock.ts";
import { openRedis } from "../../src/setup/redis-process.ts";
import type { OpenRedis } from "../../src/setup/redis-options.ts";
import { createTestLog } from "../support/log.ts";
import type { Clock } from "../../src/core/common/clock.ts";
import { startTestRedis } from "../support/redis.ts";
import { startTestCluster } from "../support/redis-cluster.ts";

const never = new AbortController().signal;
/** Of a bot that is gone, and looks after nothing any more. */
const killed: Clock = { ...createClock(), sleep: async () => Promise.withResolvers<never>().promise };
/** A hundred times as fast. */
const quick: Clock = { ...createClock(), sleep: async (ms, signal) => createClock().sleep(ms / 100, signal) };
let home = "";
let lines: string[] = [];

beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), "labelpod-home-"));
  lines = [];
});

afterEach(async () => {
  await rm(home, { recursive: true, force: true });
});

async function open(
  change: { home?: string; redisUrl?: string; signal?: AbortSignal; clock?: Clock } = {},
): Promise<OpenRedis> {
  return openRedis({
    home,
    signal: never,
    log: createTestLog(),
    clock: createClock(),
    report: (line) => lines.push(line),
    ...change,
  });
}

function connect(url: string): Redis {
  const redis = new Redis(url);
  // Some tests kill the server under it.
  redis.on("error", () => undefined);
  onTestFinished(() => {
    redis.disconnect();
  });
  return redis;
}

async function readProcessId(url: string): Promise<number> {
  return Number(/process_id:(\d+)/.exec(await connect(url).info("server"))?.[1]);
}

describe("an own Redis", () => {
  test("writes each change to its disk, throws none away and is on no network", async () => {
    await using redis = await open();
    const client = connect(redis.url);
    const settings = ["appendonly", "appendfsync", "maxmemory-policy", "port"];
    const values = await Promise.all(settings.map(async (name) => client.config("GET", name)));
    expect(values).toEqual([
      ["appendonly", "yes"],
      ["appendfsync", "always"],
      ["maxmemory-policy", "noeviction"],
      ["port", "0"],
    ]);
    expect((await stat(path.join(home, "redis"))).mode & 0o777).toBe(0o700);
    expect((await stat(redis.url)).mode & 0o777).toBe(0o700);
    expect(redis.isOwn).toBe(true);
  });

  test("keeps its records over an orderly end, and is gone after it", async () => {
    const first = await open();
    await connect(first.url).set("key", "value");
    const processId = await readProcessId(first.url);
    await first[Symbol.asyncDispose]();
    await expect(readFile(`/proc/${processId}/cmdline`, "utf8").catch(() => "")).resolves.toBe("");

    await using second = await open();
    expect(await connect(second.url).get("key")).toBe("value");
  });

  test("is found again when the bot before was killed", async () => {
    const first = await open({ clock: killed });
    const processId = await readProcessId(first.url);
    // The killed bot disposed of nothing.
    await using second = await open();
    expect(await readProcessId(second.url)).toBe(processId);
    expect(lines.at(-1)).toContain("still running");
  });

  test("is started anew on its files when it was killed too", async () => {
    const first = await open({ clock: killed });
    await connect(first.url).set("key", "value");
    const processId = await readProcessId(first.url);
    process.kill(processId, "SIGKILL");
    await expect.poll(() => existsSync(`/proc/${processId}`)).toBe(false);
    await using second = await open();
    expect(await connect(second.url).get("key")).toBe("value");
  });

  test("is started again with what it held when it ends while the bot lives", async () => {
    await using redis = await open({ clock: quick });
    const client = connect(redis.url);
    await client.set("key", "value");
    const processId = await readProcessId(redis.url);

    process.kill(processId, "SIGKILL");
    await expect.poll(() => existsSync(`/proc/${processId}`)).toBe(false);

    expect(await client.get("key")).toBe("value");
    expect(await readProcessId(redis.url)).not.toBe(processId);
  });

  test("is not started a second time while it hangs", async () => {
    const first = await open();
    const processId = await readProcessId(first.url);
    process.kill(processId, "SIGSTOP");
    try {
      await expect(open()).rejects.toMatchObject({ code: "redis-hangs" });
    } finally {
      process.kill(processId, "SIGCONT");
      await first[Symbol.asyncDispose]();
    }
  });

  test("listens on a private short path when that of the data folder is too long for a socket", async () => {
    const long = path.join(home, "a".repeat(100));
    await mkdir(long);
    await using redis = await open({ home: long });
    expect(Buffer.byteLength(redis.url)).toBeLessThanOrEqual(107);
    expect((await stat(path.dirname(redis.url))).mode & 0o777).toBe(0o700);
    onTestFinished(async () => rm(path.dirname(redis.url), { recursive: true }));
    await using queue = {
      queue: new Queue("lane", { connection: connect(redis.url) }),
      [Symbol.asyncDispose]: async () => queue.queue.close(),
    };
    await queue.queue.add("job", {});
    expect(await queue.queue.count()).toBe(1);
  });

  test("that can't start says where its log is", async () => {
    await using first = await open();
    await mkdir(path.join(home, "other/redis/appendonlydir"), { recursive: true });
    await mkdir(path.join(home, "other/redis/appendonlydir/appendonly.aof.manifest"));
    await mkdir(path.join(home, "other/redis/appendonly.aof"));
    await expect(open({ home: path.join(home, "other") })).rejects.toMatchObject({
      code: "redis-not-started",
      userMessage: expect.stringContaining(path.join(home, "other/redis/redis.log")),
    });
    expect(first.isOwn).toBe(true);
  });

  test("is not started when the start is called off", async () => {
    const reason = new Error("called off");
    await expect(open({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(await readdir(path.join(home, "redis"))).toEqual([]);
  });
});

describe("a given Redis", () => {
  test("is used as it is, and not stopped", async () => {
    await using server = await startTestRedis();
    const redis = await open({ redisUrl: server.url });
    await redis[Symbol.asyncDispose]();
    expect(redis).toMatchObject({ url: server.url, isOwn: false });
    expect(await connect(server.url).ping()).toBe("PONG");
    expect(lines).toEqual([]);
    expect(await readdir(home)).toEqual([]);
  });

  test("that may throw records away, or writes nothing down, is warned of", async () => {
    await using server = await startTestRedis();
    const client = connect(server.url);
    await client.config("SET", "maxmemory-policy", "allkeys-lru");
    await client.config("SET", "appendonly", "no");
    await open({ redisUrl: server.url });
    expect(lines).toEqual([expect.stringContaining("noeviction"), expect.stringContaining("appendonly")]);
  });

  test("whose database the address names is used with that one", async () => {
    await using server = await startTestRedis();
    const redisUrl = `${server.url}?db=3`;
    expect(await open({ redisUrl })).toMatchObject({ url: redisUrl, isCluster: false });
  });

  test.each(["16", "-1", "labelpod"])("that does not have the database %s is said", async (database) => {
    await using server = await startTestRedis();
    await expect(open({ redisUrl: `${server.url}?db=${database}` })).rejects.toMatchObject({
      code: "redis-database-refused",
    });
  });

  test("that is a cluster is seen to be one, and has only its first database", async () => {
    await using cluster = await startTestCluster();
    expect(await open({ redisUrl: cluster.url })).toMatchObject({ url: cluster.url, isCluster: true });
    await expect(open({ redisUrl: `${cluster.url}/1` })).rejects.toMatchObject({
      code: "redis-database-refused",
    });
  });

  test("that refuses the login is said, without the password", async () => {
    await using server = await startTestRedis();
    await connect(server.url).config("SET", "requirepass", "right");
    const failure = await open({ redisUrl: `${server.url}?password=wrong-one` }).catch(
      (error: unknown) => error,
    );
    expect(failure).toMatchObject({ code: "redis-login-refused" });
    expect(String(failure)).not.toContain("wrong-one");
    await expect(open({ redisUrl: server.url })).rejects.toMatchObject({ code: "redis-login-refused" });
  });

  test.each(["redis://127.0.0.1:1", "redis://name.invalid:6379", "/no/such/redis.sock"])(
    "that isn't there is said: %s",
    async (redisUrl) => {
      await expect(open({ redisUrl })).rejects.toMatchObject({ code: "redis-not-reached" });
    },
  );
});
