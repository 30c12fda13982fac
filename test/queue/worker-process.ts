import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";

export type WorkerProcess = AsyncDisposable & {
  /** Resolves when it has begun a job, which it never ends. */
  readonly hasJob: Promise<void>;
  kill(): Promise<void>;
};

/** A process of its own that runs the job `job` of the lane `work` for ever. */
export async function startWorkerProcess({
  url,
  prefix,
}: {
  url: string;
  prefix: string;
}): Promise<WorkerProcess> {
  const script = path.join(import.meta.dirname, "endless-worker.ts");
  const child = spawn(process.execPath, [script, url, prefix], { stdio: ["ignore", "pipe", "inherit"] });
  const hasJob = once(child.stdout, "data").then(() => undefined);

  async function kill(): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "close");
    child.kill("SIGKILL");
    await gone;
  }

  return { hasJob, kill, [Symbol.asyncDispose]: kill };
}
