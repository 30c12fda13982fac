import { execFile } from "node:child_process";
import path from "node:path";
import type { Environment } from "./bot-process.ts";

const project = path.resolve(import.meta.dirname, "../../..");

export type Said = { readonly exitCode: number; readonly output: string };

/** Runs `npm run say -- …` for the bot of a data folder. */
export function say(environment: Environment, ...words: readonly string[]): Promise<Said> {
  const launcher = [path.join(project, "bin/launch.cjs"), "src/say.ts"];
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [...launcher, ...words],
      { cwd: project, env: { ...environment }, timeout: 300_000 },
      (error, stdout, stderr) => {
        const exitCode = error === null ? 0 : Number(error.code);
        resolve({ exitCode, output: stdout + stderr });
      },
    );
  });
}
