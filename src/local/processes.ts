import { readFile, readdir } from "node:fs/promises";
import type { Clock } from "../core/ports.ts";
import { localFailures } from "../core/words/local.ts";

/** Marks every process of a pod: children inherit it, also those that outlive their parent or the bot. */
export const podVariable = "LABELPOD_POD";

const graceMs = 5000;
const killMs = 10_000;
const pollMs = 100;

/**
 * Ends all processes of a pod and returns when none is left: TERM first, KILL after five seconds.
 * @throws UserFacingError `local-processes-left` when some outlive even that
 */
export async function endProcesses(podId: string, clock: Clock, signal: AbortSignal): Promise<void> {
  const beganAtMs = clock.now();
  const asked = new Set<number>();
  for (;;) {
    const running = await findProcesses(podId);
    if (running.length === 0) return;
    const tookMs = clock.now() - beganAtMs;
    if (tookMs > graceMs + killMs) throw localFailures.processesLeft();
    for (const processId of running) {
      if (tookMs > graceMs) send(processId, "SIGKILL");
      else if (!asked.has(processId)) send(processId, "SIGTERM");
      asked.add(processId);
    }
    await clock.sleep(pollMs, signal);
  }
}

/** Ids of the living processes that carry the pod's mark; other users' processes can't be read and are left out. */
export async function findProcesses(podId: string): Promise<readonly number[]> {
  const entries = await readdir("/proc").catch((error: unknown) => {
    throw localFailures.needsLinux(error);
  });
  const ids = entries.filter((entry) => /^\d+$/.test(entry)).map(Number);
  const isMarked = await Promise.all(ids.map((id) => carries(id, `${podVariable}=${podId}`)));
  return ids.filter((id, index) => isMarked[index] === true && id !== process.pid);
}

async function carries(processId: number, variable: string): Promise<boolean> {
  try {
    const environment = await readFile(`/proc/${processId}/environ`, "latin1");
    return environment.split("\0").includes(variable);
  } catch (error) {
    if (isGoneOrForeign(error)) return false;
    throw error;
  }
}

function send(processId: number, name: NodeJS.Signals): void {
  try {
    process.kill(processId, name);
  } catch (error) {
    if (!isGoneOrForeign(error)) throw error;
  }
}

function isGoneOrForeign(error: unknown): boolean {
  const codes = ["ENOENT", "ESRCH", "EACCES", "EPERM"];
  return error instanceof Error && "code" in error && codes.includes(String(error.code));
}
