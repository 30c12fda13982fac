import path from "node:path";
import { type App, startApp } from "./app.ts";
import type { Config, ConfigError } from "../config/read-config.ts";
import { defined } from "../core/common/defined.ts";
import { isAnyBilling, isAnyRented } from "./has-pods.ts";
import { stayAlive } from "./stay-alive.ts";
import type { SystemClock } from "../system/clock.ts";
import { firstJobText } from "../core/words/first-job.ts";
import { startWords } from "../core/words/start.ts";
import { planFirstDownload } from "./first-download.ts";
import { readFirstJob } from "./first-job-facts.ts";
import { runFirstJob } from "./first-job.ts";
import { createLog } from "../system/log.ts";
import { createLogFile, type LogFile } from "../system/log-file.ts";
import type { SteadyOutput } from "../system/output.ts";
import { reportPacs } from "./report-pacs.ts";
import { reportZone } from "./report-zone.ts";
import { openTerminalChat, type Screen } from "./open-terminal-chat.ts";

export type BotRun = {
  readonly config: Config;
  /** What is wrong with the settings, whose rest is `config`. */
  readonly wrongSettings?: ConfigError | undefined;
  readonly clock: SystemClock;
  /** Aborts when the bot is told to end. */
  readonly signal: AbortSignal;
  /** Aborts when its terminal was closed: it ends then, but not before no pod is billed any more. */
  readonly hangup: AbortSignal;
  /** Ends when the whole job is done, with the pod stopped. */
  readonly isOnce: boolean;
  readonly stdout: SteadyOutput;
  readonly stderr: SteadyOutput;
};

/** Runs the bot until it is told to end, and its first job by itself with neither a chat platform nor RunPod; returns the exit code. */
export async function runBot(run: BotRun): Promise<number> {
  const { config, clock, isOnce } = run;
  const screen = openTerminalChat(run.stdout, clock);
  const { report } = screen;
  const isTerminal = run.stdout.isTTY;
  report(startWords.folder(config.home));
  using alive = new DisposableStack();
  await using app = await startApp({
    ...run,
    terminals: isTerminal ? [screen] : [],
    cardLogs: isTerminal ? [] : [screen],
    report,
    openLog(home) {
      const log = createLog({ level: config.log.level, destination: destination(run, home.folder) });
      alive.use(stayAlive(log));
      run.stdout.whenLost((errorCode) => log.warn("the output can't be written", defined({ errorCode })));
      return log;
    },
  });
  report(isTerminal ? startWords.ready(app.pageUrl) : startWords.readyInLog(app.tokenFile));
  reportPacs({ config, report });
  await reportZone({ config, settings: app.store.settings, report });
  const end = endOf(app, run, report);
  const firstJob = await readFirstJob({ config, isOnce, store: app.store });
  if (firstJob !== undefined) report(firstJobText(firstJob));
  const isDone = firstJob === undefined ? undefined : await doFirstJob(app, screen, { ...run, signal: end });
  if (isOnce && isDone !== undefined) return isDone ? 0 : 1;
  await aborted(end);
  if (await isAnyBilling(app.store).catch(() => false)) report(startWords.stillUp());
  return isOnce ? 1 : 0;
}

const lookEveryMs = 15_000;

/** When to end: told so, or its terminal was closed and nothing rented is up any more, for nobody else looks after that. */
function endOf(
  { store }: App,
  { signal, hangup, clock }: BotRun,
  report: (line: string) => void,
): AbortSignal {
  const end = new AbortController();
  void (async () => {
    await aborted(AbortSignal.any([signal, hangup]));
    // Where it can't be read whether one is up, one may be.
    for (let looks = 0; !signal.aborted && (await isAnyRented(store).catch(() => true)); looks += 1) {
      if (looks === 0) report(startWords.terminalClosed());
      await clock.sleep(lookEveryMs, signal).catch(() => undefined);
    }
    end.abort();
  })();
  return end.signal;
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

function destination({ config, stderr }: BotRun, folder: string): LogFile {
  return config.log.to === "stderr" ? stderr : createLogFile({ file: path.join(folder, "labelpod.log") });
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
