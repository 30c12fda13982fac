import { createClock } from "./system/clock.ts";
import { ConfigError, readConfig } from "./config/read-config.ts";
import { UserFacingError } from "./core/common/errors.ts";
import { configWords } from "./core/words/config.ts";
import { startWords } from "./core/words/start.ts";
import { loadEnvFile } from "./config/env-file.ts";
import { endMs } from "./bot/close-parts.ts";
import { type BotRun, runBot } from "./bot/run-bot.ts";
import { isDiskFull } from "./setup/disk.ts";
import { isHome } from "./setup/home.ts";
import { lossLine } from "./system/log-file.ts";
import { createOutput } from "./system/output.ts";

const stopwatch = createClock();
const stdout = createOutput(process.stdout, (count) => `${startWords.linesLost(count)}\n`);
const stderr = createOutput(process.stderr, lossLine);
const end = new AbortController();
const hangup = new AbortController();
// Each time: a second signal, such as one to the whole group, would else kill the bot while it puts its Redis away.
for (const name of ["SIGINT", "SIGTERM"] as const) process.on(name, () => end.abort());
process.on("SIGHUP", () => hangup.abort());
end.signal.addEventListener("abort", () => void endByForce(), { once: true });

process.exitCode = await main();
await Promise.race([Promise.all([stdout.flushed(), stderr.flushed()]), stopwatch.sleep(1000)]);
// Whatever holds on to the process, such as a connection that nobody answers at, is left.
process.exit();

async function main(): Promise<number> {
  try {
    loadEnvFile();
    const settings = readSettings();
    return await runBot({
      ...settings,
      // Pods of this machine cost nothing, and nobody else is sure to tell the time.
      clock: createClock({ isChecked: settings.config.provider === "runpod" }),
      signal: end.signal,
      hangup: hangup.signal,
      isOnce: process.argv.includes("--once"),
      stdout,
      stderr,
    });
  } catch (error) {
    if (error instanceof ConfigError) complain([configWords.heading(), ...error.faults].join("\n- "));
    else if (error instanceof UserFacingError) complain(error.userMessage);
    else if (isDiskFull(error)) complain(startWords.diskFull());
    else if (!end.signal.aborted) throw error;
    return 1;
  }
}

/** With a data folder of before a pod may be up, which is looked after although something is wrong. @throws ConfigError */
function readSettings(): Pick<BotRun, "config" | "wrongSettings"> {
  try {
    return { config: readConfig() };
  } catch (error) {
    if (!(error instanceof ConfigError) || error.rest === undefined || !isHome(error.rest.home)) throw error;
    return { config: error.rest, wrongSettings: error };
  }
}

function complain(text: string): void {
  stderr.write(`${text}\n`);
}

/** For an end that hangs although each part has a time of its own. */
async function endByForce(): Promise<void> {
  await stopwatch.sleep(endMs);
  complain(startWords.endedByForce());
  process.exit(1);
}
