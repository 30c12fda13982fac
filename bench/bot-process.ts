import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { botNode } from "../bin/bot-node.cjs";
import { createFakePodFactory } from "../test/twins/runpod/fake-pods.ts";
import { createRunpodTwin } from "../test/twins/runpod/runpod-twin.ts";

/** The whole program in a process of its own, with its Redis, the web page and a RunPod on the loopback. */
export type BotProcess = AsyncDisposable & { readonly pid: number };

const readyMs = 60_000;
const root = path.resolve(import.meta.dirname, "..");
const main = path.join(root, "src/main.ts");

/** Starts it with these settings beside RunPod's, and waits until it says that it is ready. @throws when it ends before */
export async function startBot(settings: Readonly<Record<string, string>>): Promise<BotProcess> {
  await using setup = new AsyncDisposableStack();
  const runpod = setup.use(
    await createRunpodTwin({ apiKey: "bench-key", podFactory: createFakePodFactory({}) }),
  );
  const home = await mkdtemp(path.join(tmpdir(), "labelpod-bench-"));
  setup.defer(() => rm(home, { recursive: true, force: true }));
  // As the launcher starts it.
  const { args, env } = botNode(root, {
    PATH: process.env["PATH"],
    LABELPOD_HOME: home,
    LABELPOD_PORT: "0",
    RUNPOD_API_KEY: "bench-key",
    RUNPOD_API_URL: runpod.apiUrl,
    RUNPOD_GRAPHQL_URL: runpod.graphqlUrl,
    ...settings,
  });
  // No .env of whoever measures.
  const bot = spawn(process.execPath, [...args, main], {
    cwd: home,
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  setup.defer(() => end(bot));
  await untilReady(bot);
  if (bot.pid === undefined) throw new Error("the bot has no process id");
  const parts = setup.move();
  return { pid: bot.pid, [Symbol.asyncDispose]: () => parts.disposeAsync() };
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

async function end(bot: ChildProcess): Promise<void> {
  if (bot.exitCode !== null || bot.signalCode !== null) return;
  const ended = once(bot, "exit");
  bot.kill("SIGTERM");
  await ended;
}
