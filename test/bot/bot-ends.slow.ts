import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { startWords } from "../../src/core/words/start.ts";
import { findBot } from "../../src/say/bot-files.ts";
import { sendCommand } from "../../src/say/bot-client.ts";
import { listenOnLoopback } from "../support/listen.ts";
import { giveTestRedis } from "../support/redis.ts";
import { hung } from "../twins/runpod/faults.ts";
import { createFakePodFactory } from "../twins/runpod/fake-pods.ts";
import { createRunpodTwin, type RunpodTwin } from "../twins/runpod/runpod-twin.ts";

const main = path.resolve(import.meta.dirname, "../../src/main.ts");
const patience = { timeout: 60_000 };

type Running = {
  readonly child: ChildProcess;
  readonly runpod: RunpodTwin;
  readonly redisId: number;
  output(): string;
  say(line: string): Promise<void>;
  /** Resolves with its exit code. */
  readonly ended: Promise<number | null>;
};

/** A data folder and an account. */
type Place = { readonly home: string; readonly runpod: RunpodTwin };

async function openPlace(): Promise<Place> {
  const home = mkdtempSync(path.join(tmpdir(), "labelpod-ends-"));
  onTestFinished(() => rmSync(home, { recursive: true }));
  const runpod = await createRunpodTwin({ apiKey: "rpa_key", podFactory: createFakePodFactory() });
  onTestFinished(() => runpod[Symbol.asyncDispose]());
  await giveTestRedis(home);
  return { home, runpod };
}

/** The bot in a process of its own, with a Redis of its own, until the test is over. */
async function start(
  { home, runpod }: Place,
  change: Readonly<Record<string, string>> = {},
): Promise<Running> {
  const env = {
    PATH: process.env["PATH"],
    LABELPOD_HOME: home,
    LABELPOD_PORT: "0",
    RUNPOD_API_KEY: "rpa_key",
    RUNPOD_API_URL: runpod.apiUrl,
    RUNPOD_GRAPHQL_URL: runpod.graphqlUrl,
    ...change,
  };
  const child = spawn(process.execPath, [main], { cwd: home, env, stdio: ["ignore", "pipe", "pipe"] });
  const ended = once(child, "exit").then(() => child.exitCode);
  let output = "";
  const keep = (chunk: Buffer): void => {
    output += chunk.toString();
  };
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  await expect.poll(() => output, patience).toContain("labelpod is ready");
  const processFile = path.join(home, "redis/process.json");
  const redisId = Number(readFileSync(processFile, "utf8").split(" ")[0]);
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await ended;
    const isLeft = isRunning(redisId);
    if (isLeft) process.kill(redisId, "SIGKILL");
  });
  return {
    child,
    runpod,
    redisId,
    ended,
    output: () => output,
    async say(line) {
      const bot = await findBot(home);
      if (bot === undefined) throw new Error("no address of the bot");
      await sendCommand(bot, { line }, AbortSignal.timeout(15_000));
    },
  };
}

function isRunning(processId: number): boolean {
  try {
    return readFileSync(`/proc/${processId}/cmdline`, "utf8").includes("valkey-server");
  } catch {
    return false;
  }
}

/** A platform that takes connections and says nothing. */
async function silentDiscord(): Promise<Record<string, string>> {
  const listening = await listenOnLoopback(createServer(() => undefined));
  onTestFinished(() => listening[Symbol.asyncDispose]());
  return {
    DISCORD_TOKEN: "a-token",
    DISCORD_GUILD_ID: "100000000000000001",
    DISCORD_CHANNEL_ID: "100000000000000002",
    DISCORD_API_URL: `http://127.0.0.1:${listening.port}`,
  };
}

test("told to end, the bot ends in its time though Redis, a platform and the provider hang", async () => {
  const place = await openPlace();
  const before = await start(place);
  await before.say("pod up");
  await expect.poll(() => place.runpod.billing(), patience).toHaveLength(1);
  before.child.kill("SIGTERM");
  await before.ended;
  // With a pod up it is ready while Discord's login is under way.
  const bot = await start(place, await silentDiscord());
  for (const on of ["GET /pods", "GET /pods/{id}"]) bot.runpod.inject({ on, times: 99, fault: hung() });
  process.kill(bot.redisId, "SIGSTOP");

  bot.child.kill("SIGTERM");
  const exitCode = await bot.ended;

  expect(bot.output()).not.toContain(startWords.endedByForce());
  expect(exitCode).toBe(0);
}, 120_000);

test("a closed output and a closed terminal end no bot with a pod up; it ends when that is down", async () => {
  const bot = await start(await openPlace());
  await bot.say("pod up");
  await expect.poll(() => bot.runpod.billing(), patience).toHaveLength(1);
  bot.child.stdout?.destroy();
  bot.child.stderr?.destroy();

  bot.child.kill("SIGHUP");
  await bot.say("pod status");
  await bot.say("pod down");
  await expect.poll(() => bot.runpod.running(), patience).toEqual([]);
  const exitCode = await bot.ended;

  expect(exitCode).toBe(0);
}, 120_000);

test("a closed terminal ends a bot with nothing up", async () => {
  const bot = await start(await openPlace());

  bot.child.kill("SIGHUP");

  expect(await bot.ended).toBe(0);
}, 60_000);
