import { execFile, execFileSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { z } from "zod";

const podFolder = path.join(import.meta.dirname, "../../pod");
// Once, since `python3` may be a slow wrapper.
export const python = execFileSync("python3", ["-c", "import sys; print(sys.executable)"], {
  encoding: "utf8",
}).trim();
const fakeFolder = path.join(import.meta.dirname, "fake");

export type Answer = {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The one JSON object on stdout, empty when there is none. */
  readonly json: Readonly<Record<string, unknown>>;
};

/** A folder as the programs of pod/ get it with `--home`. */
export type PodBench = AsyncDisposable & {
  readonly home: string;
  /** Where its programs keep what is not for the volume. */
  readonly temporary: string;
  run(program: string, ...options: readonly string[]): Promise<Answer>;
  /** The same without the bench's environment. */
  runPlainly(program: string, ...options: readonly string[]): Promise<Answer>;
  write(name: string, content: string): void;
};

/** `environment` is what the programs get beside the test's own, `interpreter` what they are run by. */
export function createPodBench(
  environment: Readonly<Record<string, string>> = {},
  interpreter = python,
): PodBench {
  const home = realpathSync(mkdtempSync(path.join(tmpdir(), "labelpod-home-")));
  const temporary = realpathSync(mkdtempSync(path.join(tmpdir(), "labelpod-temporary-")));
  const given = { TMPDIR: temporary, ...environment };
  const run: PodBench["run"] = (program, ...options) =>
    runPython([interpreter, path.join(podFolder, program), ...options, "--home", home], given);
  return {
    home,
    temporary,
    run,
    runPlainly: (program, ...options) =>
      runPython([interpreter, path.join(podFolder, program), ...options, "--home", home], {}),
    write(name, content) {
      mkdirSync(path.dirname(path.join(home, name)), { recursive: true });
      writeFileSync(path.join(home, name), content);
    },
    async [Symbol.asyncDispose]() {
      if (existsSync(path.join(home, "server.pid.json"))) await run("server.py", "stop");
      for (const folder of [home, temporary]) rmSync(folder, { recursive: true, maxRetries: 5 });
    },
  };
}

/** Puts the stand-in for MONAI Label where the environment's Python is, and says how it shall act. */
export async function putFakeServer(
  bench: PodBench,
  conf: Readonly<Record<string, string>>,
): Promise<number> {
  const port = await findFreePort();
  bench.write("venv/bin/python", `#!/bin/sh\nPYTHONPATH='${fakeFolder}' exec '${python}' "$@"\n`);
  chmodSync(path.join(bench.home, "venv/bin/python"), 0o755);
  const settings = { port, models: ["deepedit"], studies: path.join(bench.home, "studies"), conf };
  bench.write("server.json", JSON.stringify(settings));
  return port;
}

async function runPython(
  [interpreter, ...argv]: readonly [string, ...string[]],
  environment: Readonly<Record<string, string>>,
): Promise<Answer> {
  const { promise, resolve } = Promise.withResolvers<Omit<Answer, "json">>();
  const env = { ...process.env, ...environment, PYTHONDONTWRITEBYTECODE: "1" };
  const child = execFile(interpreter, argv, { env }, (_error, stdout, stderr) => {
    resolve({ exitCode: child.exitCode ?? -1, stdout, stderr });
  });
  const ended = await promise;
  return { ...ended, json: parseAnswer(ended.stdout) };
}

function parseAnswer(stdout: string): Readonly<Record<string, unknown>> {
  return stdout.startsWith("{") ? z.record(z.string(), z.unknown()).parse(JSON.parse(stdout)) : {};
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  await once(server.close(), "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
