import path from "node:path";
import pino from "pino";
import { type App, startApp } from "./app.ts";
import type { TerminalChat } from "./chat/terminal-chat.ts";
import { openTerminalChat } from "./open-terminal-chat.ts";
import { createClock } from "./clock.ts";
import { type Config, ConfigError, readConfig } from "./config.ts";
import { UserFacingError } from "./core/errors.ts";
import { isBilling } from "./core/pod.ts";
import { configWords } from "./core/words/config.ts";
import { startWords } from "./core/words/start.ts";
import { loadEnvFile } from "./env-file.ts";
import { runFirstJob } from "./first-job.ts";
import { createLog } from "./log.ts";
import { planFirstDownload } from "./first-download.ts";
import { isDiskFull } from "./setup/disk.ts";

const end = new AbortController();
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(name, () => end.abort());

const clock = createClock();
const report = (line: string): void => console.log(`· ${line}`);

try {
  loadEnvFile();
  process.exitCode = await run(readConfig(), { isOnce: process.argv.includes("--once") });
} catch (error) {
  process.exitCode = 1;
  if (error instanceof ConfigError) console.error([configWords.heading(), ...error.faults].join("\n- "));
  else if (error instanceof UserFacingError) console.error(error.userMessage);
  else if (isDiskFull(error)) console.error(startWords.diskFull());
  else if (!end.signal.aborted) throw error;
}

/** Runs the bot until it is told to end; with `isOnce` until the whole job is done. */
async function run(config: Config, { isOnce }: { isOnce: boolean }): Promise<number> {
  const isUnconfigured =
    config.discord === undefined && config.slack === undefined && config.runpod === undefined;
  const doesFirstJob = isOnce || isUnconfigured;
  report(startWords.folder(config.home));
  const cards = openTerminalChat(process.stdout, clock);
  await using app = await startApp({
    config,
    clock,
    signal: end.signal,
    extraChats: [cards],
    report,
    openLog: (home) => createLog({ level: config.log.level, destination: destination(config, home.folder) }),
  });
  report(process.stdout.isTTY ? startWords.ready(app.pageUrl) : startWords.readyInLog(app.tokenFile));
  if (doesFirstJob) {
    if (isUnconfigured) report(startWords.firstJob());
    const isDone = await doFirstJob(app, { config, cards, isOnce });
    if (isOnce && isDone !== undefined) return isDone ? 0 : 1;
  }
  await aborted(end.signal);
  const pods = await app.store.pods.list();
  if (pods.some((pod) => isBilling(pod.value))) report(startWords.stillUp());
  return isOnce ? 1 : 0;
}

type FirstRun = { readonly config: Config; readonly cards: TerminalChat; readonly isOnce: boolean };

/** Undefined when it was told to end before it was done. */
async function doFirstJob(
  { dispatch, store }: App,
  { config, cards, isOnce }: FirstRun,
): Promise<boolean | undefined> {
  const { signal } = end;
  const { home, provider, teamId } = config;
  try {
    if (provider === "local") await planFirstDownload({ home, report, signal });
    const { trainings } = store;
    return await runFirstJob({ teamId, dispatch, trainings, cards, signal, stopsPod: isOnce, report });
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}

function destination(config: Config, folder: string): pino.DestinationStream {
  return config.log.to === "stderr"
    ? pino.destination(2)
    : pino.destination({ dest: path.join(folder, "labelpod.log"), mode: 0o600, sync: true });
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
