import { createClock } from "./system/clock.ts";
import { ConfigError, readConfig } from "./config/read-config.ts";
import { UserFacingError } from "./core/common/errors.ts";
import { configWords } from "./core/words/config.ts";
import { startWords } from "./core/words/start.ts";
import { loadEnvFile } from "./config/env-file.ts";
import { runBot } from "./bot/run-bot.ts";
import { isDiskFull } from "./setup/disk.ts";

const end = new AbortController();
// Each time: a second signal, such as one to the whole group, would else kill the bot while it puts its Redis away.
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, () => end.abort());

try {
  loadEnvFile();
  const config = readConfig();
  process.exitCode = await runBot({
    config,
    // Pods of this machine cost nothing, and nobody else tells the time.
    clock: createClock({ isChecked: config.runpod !== undefined }),
    signal: end.signal,
    isOnce: process.argv.includes("--once"),
    stdout: process.stdout,
  });
} catch (error) {
  process.exitCode = 1;
  if (error instanceof ConfigError) console.error([configWords.heading(), ...error.faults].join("\n- "));
  else if (error instanceof UserFacingError) console.error(error.userMessage);
  else if (isDiskFull(error)) console.error(startWords.diskFull());
  else if (!end.signal.aborted) throw error;
}
