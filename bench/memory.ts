import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { createFakePodFactory } from "../test/twins/runpod/fake-pods.ts";
import { createRunpodTwin } from "../test/twins/runpod/runpod-twin.ts";
import { type Figure, SkippedError } from "./figures.ts";

/** From the line that it is ready on: long enough for some sweeps. */
const settleMs = 45_000;
const readyMs = 60_000;
const main = path.resolve(import.meta.dirname, "../src/main.ts");

/**
 * Resident memory of a bot that has nothing to do: the whole program in a process of its own, with its Redis, the web
 * page and a RunPod on the loopback that it looks at with every sweep. @throws SkippedError where there is no /proc
 */
export async function measureMemory(): Promise<readonly Figure[]> {
  if (process.platform !== "linux") throw new SkippedError("it is read from /proc, which only Linux has.");
  await using twin = await createRunpodTwin({ apiKey: "bench-key", podFactory: createFakePodFactory({}) });
  const home = await mkdtemp(path.join(tmpdir(), "labelpod-bench-"));
  const bot = startBot({ home, apiUrl: twin.apiUrl, graphqlUrl: twin.graphqlUrl });
  try {
    await untilReady(bot);
    await wait(settleMs);
    return [{ name: "resident at rest", value: await residentMb(bot), unit: "MB", aim: 200 }];
  } finally {
    await end(bot);
    await rm(home, { recursive: true, force: true });
  }
}

function startBot(place: { home: string; apiUrl: string; graphqlUrl: string }): ChildProcess {
  return spawn(process.execPath, [main], {
    // No .env of whoever measures.
    cwd: place.home,
    env: {
      PATH: process.env["PATH"],
      LABELPOD_HOME: place.home,
      LABELPOD_PORT: "0",
      RUNPOD_API_KEY: "bench-key",
      RUNPOD_API_URL: place.apiUrl,
      RUNPOD_GRAPHQL_URL: place.graphqlUrl,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
}

async function untilReady(bot: ChildProcess): Promise<void> {
  const { promise: ready, resolve, reject } = Promise.withResolvers<void>();
  let said = "";
  bot.stdout?.on("data", (text: Buffer) => {
    said += text.toString();
    if (said.includes("labelpod is ready")) resolve();
  });
  bot.once("exit", () => {
    reject(new Error("the bot ended at its start; its lines are above"));
  });
  AbortSignal.timeout(readyMs).addEventListener("abort", () => {
    reject(new Error("the bot was not ready within a minute"));
  });
  await ready;
}

/** In MB of 1000^2 bytes. */
async function residentMb({ pid }: ChildProcess): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  const kib = /^VmRSS:\s+(\d+) kB$/mu.exec(status)?.[1];
  if (kib === undefined) throw new Error("the bot is not running any more");
  return (Number(kib) * 1024) / 1e6;
}

async function end(bot: ChildProcess): Promise<void> {
  if (bot.exitCode !== null || bot.signalCode !== null) return;
  const ended = once(bot, "exit");
  bot.kill("SIGTERM");
  await ended;
}
