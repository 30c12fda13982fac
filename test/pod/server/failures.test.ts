import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { createPodBench, python } from "../pod-bench.ts";

const known = {
  "Invalid Model(s) are provided: ['deepgrow_9d']": "bad-model",
  "[Errno 98] error while attempting to bind on address: address already in use": "port-taken",
  "torch.OutOfMemoryError: CUDA out of memory. Tried to allocate": "out-of-memory",
  "RuntimeError: Found no NVIDIA driver on your system": "no-gpu",
  "in _init_from_datastore_file\npydantic_core.ValidationError: 1 error": "datastore-corrupt",
  "OSError: [Errno 28] No space left on device": "no-disk",
  "urllib.error.URLError: <urlopen error [Errno -2] Name or service not known>": "download-failed",
  "ModuleNotFoundError: No module named 'pydicom._storage'": "broken-environment",
  "labelpod.json: not valid JSON": "bad-app-settings",
} as const;

it("the known ends of a server are told by their log", async () => {
  await using bench = createPodBench();

  const failures = Object.keys(known).map((output) => {
    bench.write("server.log", `[INFO] starting\n${output}\n[ERROR] Application startup failed. Exiting.\n`);
    return explain(bench.home, 3);
  });

  expect(failures).toEqual(Object.values(known).map((failure) => ({ failure })));
  expect(readdirSync(bench.home)).toEqual(["server.log"]);
});

it("a server that was killed without being asked ran out of memory", async () => {
  await using bench = createPodBench();

  expect(explain(bench.home, -9)).toEqual({ failure: "out-of-memory" });
});

function explain(home: string, exitCode: number): unknown {
  const code =
    "import json, sys; from podlib.server.failures import explain; print(json.dumps(explain(sys.argv[1], int(sys.argv[2]))))";
  const cwd = path.join(import.meta.dirname, "../../../pod");
  return JSON.parse(execFileSync(python, ["-B", "-c", code, home, `${exitCode}`], { cwd, encoding: "utf8" }));
}
