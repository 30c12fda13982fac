import { createClock } from "./system/clock.ts";
import { ConfigError, readConfig } from "./config/read-config.ts";
import { loadEnvFile } from "./config/env-file.ts";
import { runSay } from "./say/run-say.ts";

const interrupt = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => interrupt.abort());

try {
  loadEnvFile();
  process.exitCode = await runSay({
    argv: process.argv.slice(2),
    home: readConfig().home,
    clock: createClock(),
    stdout: process.stdout,
    stderr: process.stderr,
    signal: interrupt.signal,
  });
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
