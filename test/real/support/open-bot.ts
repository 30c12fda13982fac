import path from "node:path";
import pino from "pino";
import { startApp } from "../../../src/app.ts";
import { readConfig } from "../../../src/config.ts";
import type { Clock } from "../../../src/core/ports.ts";
import { createLog } from "../../../src/log.ts";
import type { Environment } from "./bot-process.ts";

/** The bot inside this process, with time of the test's own. */
export async function openBot(environment: Environment, clock: Clock): Promise<AsyncDisposable> {
  await using parts = new AsyncDisposableStack();
  const end = new AbortController();
  parts.use(
    await startApp({
      config: readConfig(environment),
      clock,
      signal: end.signal,
      terminals: [],
      cardLogs: [],
      report: (line) => process.stderr.write(`${line}\n`),
      openLog: (home) =>
        createLog({ level: "info", destination: pino.destination(path.join(home.folder, "labelpod.log")) }),
    }),
  );
  parts.defer(() => end.abort());
  return parts.move();
}
