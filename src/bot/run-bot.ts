import path from "node:path";
import pino from "pino";
import { type App, startApp } from "./app.ts";
import type { Config } from "../config/read-config.ts";
import { isBilling } from "../core/records/pod.ts";
import type { SystemClock } from "../system/clock.ts";
import { firstJobText } from "../core/words/first-job.ts";
import { startWords } from "../core/words/start.ts";
import { planFirstDownload } from "./first-download.ts";
import { readFirstJob } from "./first-job-facts.ts";
import { runFirstJob } from "./first-job.ts";
import { createLog } from "../system/log.ts";
import { createLogFile } from "../system/log-file.ts";
import { reportZone } from "./report-zone.ts";
import type { Output } from "../say/printer.ts";
import { openTerminalChat, type Screen } from "./open-terminal-chat.ts";

export type BotRun = {
  readonly config: Config;
  readonly clock: SystemClock;
  /** Aborts when the bot is told to end. */
  readonly signal: AbortSignal;
  /** Ends when the whole job is done, with the pod stopped. */
  readonly isOnce: boolean;
  readonly stdout: Output;
};

/** Runs the bot until it is told to end, and its first job by itself with neither a chat platform nor RunPod; returns the exit code. */
export async function runBot(run: BotRun): Promise<number> {
  const { config, clock, signal, isOnce } = run;
  const screen = openTerminalChat(run.stdout, clock);
  const { report } = screen;
  const isTerminal = run.stdout.isTTY === true;
  report(startWords.folder(config.home));
  await using app = await startApp({
    config,
    clock,
    signal,
    terminals: isTerminal ? [screen] : [],
    cardLogs: isTerminal ? [] : [screen],
    report,
    openLog: (home) => createLog({ level: config.log.level, destination: destination(config, home.folder) }),
  });
  report(isTerminal ? startWords.ready(app.pageUrl) : startWords.readyInLog(app.tokenFile));
  await reportZone({ config, settings: app.store.settings, report });
  const firstJob = await readFirstJob({ config, isOnce, store: app.store });
  if (firstJob !== undefined) report(firstJobText(firstJob));
  const isDone = firstJob === undefined ? undefined : await doFirstJob(app, screen, run);
  if (isOnce && isDone !== undefined) return isDone ? 0 : 1;
  await aborted(signal);
  const pods = await app.store.pods.listOpen();
  if (pods.some((pod) => isBilling(pod.value))) report(startWords.stillUp());
  return isOnce ? 1 : 0;
}

/** Undefined when it was told to end before it was done. */
async function doFirstJob(
  { dispatch, store }: App,
  screen: Screen,
  run: BotRun,
): Promise<boolean | undefined> {
  const { signal, isOnce } = run;
  const { report } = screen;
  const { home, provider, teamId } = run.config;
  try {
    if (provider === "local") await planFirstDownload({ home, report, signal });
    const { trainings } = store;
    return await runFirstJob({
      teamId,
      dispatch,
      trainings,
      cards: screen,
      signal,
      stopsPod: isOnce,
      report,
    });
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}

function destination(config: Config, folder: string): pino.DestinationStream {
  return config.log.to === "stderr"
    ? pino.destination(2)
    : createLogFile({ file: path.join(folder, "labelpod.log") });
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
