import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { describeError } from "../core/common/errors.ts";
import { keepDoing } from "../core/common/keep-doing.ts";
import { redisFailures, redisWords } from "../core/words/store.ts";
import { forgetProcess, findProcess, rememberProcess } from "./process-file.ts";
import { findRedisServer } from "./redis-binary.ts";
import { createDiskKeeper, type DiskKeeper } from "./redis-disk.ts";
import { askRedis } from "./redis-probe.ts";
import type { OpenRedis, RedisOptions } from "./redis-options.ts";
import { placeSocket } from "./redis-socket.ts";

const lookEveryMs = 2000;

/** While the disk takes nothing, it is tried again each so many looks. */
const looksBetweenTries = 5;

type Place = {
  readonly folder: string;
  readonly socket: string;
  readonly processFile: string;
  readonly disk: DiskKeeper;
};

/** Starts a Redis in the data folder, or finds the one that a bot that was killed has left running. */
export async function openOwnRedis(options: RedisOptions): Promise<OpenRedis> {
  const folder = path.join(options.home, "redis");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const socket = await placeSocket(folder);
  const disk = createDiskKeeper({ ...options, folder, socket });
  const place = { folder, socket, processFile: path.join(folder, "process.json"), disk };
  await ensureRunning(place, options);
  const kept = keepRunning(place, options);
  return {
    url: place.socket,
    isOwn: true,
    isCluster: false,
    disk: () => disk.state(),
    async [Symbol.asyncDispose]() {
      await kept[Symbol.asyncDispose]();
      if (await isWrittenDown(place, options)) {
        await shutDown(place.socket);
        // One that hangs is not started a second time on its files by the next bot.
        if ((await findProcess(place.processFile)) === undefined) await forgetProcess(place.processFile);
      } else options.report(redisWords.leftRunning());
    },
  };
}

/** Whether nothing is lost with its end. */
async function isWrittenDown({ disk }: Place, { log }: RedisOptions): Promise<boolean> {
  if (disk.state()?.isFull !== true) return true;
  return disk.writeDown(new AbortController().signal).catch((error: unknown) => {
    log.warn("own redis can't be asked at the end", describeError(error));
    return false;
  });
}

/** Starts it again when it has ended, such as for want of memory: without it nobody looks after the pods. */
function keepRunning(place: Place, options: RedisOptions): AsyncDisposable {
  const { clock, log } = options;
  let looks = 0;
  return keepDoing({
    clock,
    everyMs: lookEveryMs,
    async work(signal) {
      if ((await findProcess(place.processFile)) === undefined && !(await answers(place.socket, signal))) {
        log.warn("own redis has ended and is started again");
        await ensureRunning(place, { ...options, signal });
      }
      looks += 1;
      if (looks % looksBetweenTries === 0) await place.disk.writeDown(signal);
    },
    onFailure: (error) => log.error("own redis can't be started again", describeError(error)),
  });
}

async function ensureRunning(place: Place, options: RedisOptions): Promise<void> {
  const { report, signal } = options;
  if (await answers(place.socket, signal)) {
    report(redisWords.foundAgain());
    await place.disk.recall(signal);
    return;
  }
  // A second one on the same files would destroy them.
  const hanging = await findProcess(place.processFile);
  if (hanging !== undefined) throw redisFailures.hangs(hanging);
  const program = await findRedisServer({ toolsFolder: path.join(options.home, "tools"), report, signal });
  report(redisWords.starting());
  const isWriting = await place.disk.takesWrites();
  const server = start(program, place, isWriting);
  await untilReady(server, place, signal);
  if (!isWriting) await place.disk.goOnInMemory(signal);
  if (server.pid !== undefined) await remember(server.pid, place, options);
  server.unref();
  options.log.info("own redis started", { processId: server.pid });
}

/** Without it, one that hangs is not known for ours after the next start; no reason to have none now. */
async function remember(processId: number, { processFile }: Place, { log }: RedisOptions): Promise<void> {
  await rememberProcess(processFile, processId).catch((error: unknown) => {
    log.warn("own redis's process can't be noted", describeError(error));
  });
}

/**
 * Each change is on the disk before it is answered, unless that takes nothing, and no other user of the machine may talk to
 * it.
 */
function start(program: string, { folder, socket }: Place, isWriting: boolean): ChildProcess {
  // One that has to be on the disk before its answer, and can't be, ends the server.
  const fsync = isWriting ? "always" : "everysec";
  const access = ["--port", "0", "--unixsocket", socket, "--unixsocketperm", "700"];
  const durable = ["--dir", folder, "--appendonly", "yes", "--appendfsync", fsync, "--save", ""];
  const rules = ["--maxmemory-policy", "noeviction", "--logfile", logFile(folder), "--loglevel", "warning"];
  // A session of its own: Ctrl-C in the bot's terminal is for the bot, which then ends Redis when it is done with it.
  return spawn(program, [...access, ...durable, ...rules], { cwd: folder, detached: true, stdio: "ignore" });
}

function logFile(folder: string): string {
  return path.join(folder, "redis.log");
}

async function untilReady(
  server: ChildProcess,
  { folder, socket }: Place,
  signal: AbortSignal,
): Promise<void> {
  const ended = new AbortController();
  const exit = once(server, "exit", { signal: ended.signal }).then(
    () => {
      throw redisFailures.notStarted(logFile(folder));
    },
    (error: unknown) => {
      if (!ended.signal.aborted) throw redisFailures.notStarted(logFile(folder), error);
    },
  );
  const probe = AbortSignal.any([signal, ended.signal]);
  try {
    await Promise.race([
      exit,
      askRedis(socket, async (redis) => redis.ping(), { signal: probe, retryMs: 50 }),
    ]);
  } catch (error) {
    server.kill();
    throw error;
  } finally {
    ended.abort();
  }
}

async function answers(socket: string, signal: AbortSignal): Promise<boolean> {
  try {
    await askRedis(socket, async (redis) => redis.ping(), { signal });
    return true;
  } catch (error) {
    signal.throwIfAborted();
    // One that reads its files says so; else nobody listens, which is the usual start.
    return isReply(error);
  }
}

/** Ends it: every change is on its disk already. It closes all connections with its end. */
async function shutDown(socket: string): Promise<void> {
  const { signal } = new AbortController();
  if (!(await answers(socket, signal))) return;
  await askRedis(
    socket,
    async (redis) => {
      const { promise: closed, resolve } = Promise.withResolvers<void>();
      redis.once("close", () => {
        resolve();
      });
      await redis.shutdown("NOSAVE").catch((error: unknown) => {
        if (isReply(error)) throw error;
      });
      await closed;
    },
    { signal },
  );
}

function isReply(error: unknown): boolean {
  return error instanceof Error && error.name === "ReplyError";
}
