import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { z } from "zod";
import { createPodBench, python } from "../pod-bench.ts";
import type { PodBench } from "../pod-bench.ts";

const fakeFolder = path.join(import.meta.dirname, "../fake");

type Options = {
  /** Of the machine's one Python. @default one that fits MONAI Label */
  readonly pythonVersion?: string;
  readonly environment?: Readonly<Record<string, string>>;
};

/** The network's side is a stand-in; the environment, the lock, the steps and the check are the real ones. */
export function createInstallBench({ pythonVersion = "3.12.1", environment = {} }: Options = {}): PodBench {
  const machine = realpathSync(mkdtempSync(path.join(tmpdir(), "labelpod-machine-")));
  const program = path.join(machine, "python3");
  putNamedPython(program, pythonVersion);
  const bench = createPodBench({ PATH: machine, ...environment }, program);
  const tool = path.join(fakeFolder, "tool.py");
  const lines = [
    "#!/bin/sh",
    `export FAKE_CALLS='${bench.home}/calls'`,
    `exec '${python}' -B '${tool}' "$@"`,
  ];
  bench.write("tools/bin/python", `${lines.join("\n")}\n`);
  chmodSync(path.join(bench.home, "tools/bin/python"), 0o755);
  return {
    ...bench,
    async [Symbol.asyncDispose]() {
      await bench[Symbol.asyncDispose]();
      rmSync(machine, { recursive: true });
    },
  };
}

/** Makes a program that is Python, and takes itself for another version. */
export function putNamedPython(program: string, version: string): void {
  execFileSync(python, ["-B", path.join(fakeFolder, "named_python.py"), program, version]);
}

/** What the stand-in was asked for. */
export function calls(bench: PodBench): readonly string[] {
  const all = existsSync(path.join(bench.home, "calls"))
    ? readHome(bench, "calls").trimEnd().split("\n")
    : [];
  return all.filter((call) => !call.endsWith("--version"));
}

const noteSchema = z.object({ step: z.string(), state: z.string(), totalMb: z.number().optional() });

/** The steps that were done to their end. */
export function steps(bench: PodBench): readonly string[] {
  return notes(bench)
    .filter(({ state }) => state === "done")
    .map(({ step }) => step);
}

/** What the progress says, line by line. */
export function notes(bench: PodBench): readonly z.infer<typeof noteSchema>[] {
  const lines = readHome(bench, "install.progress.jsonl").trimEnd().split("\n");
  return lines.map((line) => noteSchema.parse(JSON.parse(line)));
}

export function readHome(bench: PodBench, name: string): string {
  return readFileSync(path.join(bench.home, name), "utf8");
}
