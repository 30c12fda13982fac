import path from "node:path";
import pino from "pino";
import { type App, startApp } from "../../../src/bot/app.ts";
import { readConfig } from "../../../src/config/read-config.ts";
import type { SystemClock } from "../../../src/system/clock.ts";
import { createLog } from "../../../src/system/log.ts";

/** A bot in this process, so that its records can be read. */
export async function startHere(
  environment: Readonly<Record<string, string | undefined>>,
  clock: SystemClock,
): Promise<AsyncDisposable & Pick<App, "store">> {
  const end = new AbortController();
  const app = await startApp({
    config: readConfig(environment),
    clock,
    signal: end.signal,
    terminals: [],
    cardLogs: [],
    report: () => undefined,
    openLog: (home) =>
      createLog({ level: "info", destination: pino.destination(path.join(home.folder, "labelpod.log")) }),
  });
  return {
    store: app.store,
    async [Symbol.asyncDispose]() {
      end.abort();
      await app[Symbol.asyncDispose]();
    },
  };
}
