import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { findProcess, rememberProcess } from "../../src/setup/process-file.ts";

/** Starts a sleep under a parent that never looks after it, prints its id, and waits for a line before it ends it. */
const parent = `
import os, signal, sys, time
child = os.fork()
if child == 0:
    time.sleep(600)
print(child, flush=True)
for order in sys.stdin:
    os.kill(child, signal.SIGKILL)
`;

test("findProcess() does not find one that has ended, though its parent has not looked yet", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "labelpod-process-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = path.join(folder, "process");
  const python = spawn("python3", ["-c", parent], { stdio: ["pipe", "pipe", "inherit"] });
  onTestFinished(async () => {
    python.stdin.end();
    await once(python, "exit");
  });
  const [printed] = await once(python.stdout, "data");
  const processId = Number(String(printed));
  await rememberProcess(file, processId);
  const foundRunning = await findProcess(file);

  python.stdin.write("end\n");

  await expect.poll(() => readFile(`/proc/${processId}/stat`, "utf8")).toMatch(/\) Z /);
  expect(foundRunning).toBe(processId);
  expect(await findProcess(file)).toBeUndefined();
});
