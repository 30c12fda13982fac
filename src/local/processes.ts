import type { PodId } from "../core/records/ids.ts";
import { readFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import type { Clock } from "../core/common/clock.ts";
import { localFailures } from "../core/words/local.ts";

/** Marks every process of a pod: children inherit it, also those that outlive their parent or the bot. */
export const podVariable = "LABELPOD_POD";
/** Told to the pod's watchdog alone, which is known by it. */
export const leaseVariable = "LABELPOD_LEASE";

const graceMs = 5000;
const killMs = 10_000;
const pollMs = 100;
/** One look can miss a child whose parent ends in between. */
const quietLooks = 2;
/** Readings of one environment within a look. */
const readings = 20;
/** What stays unclear for that many looks was started without an environment and is no pod's. */
const unclearLooks = 10;

/**
 * Ends all processes of a pod and returns when none is left: TERM first, KILL after five seconds.
 * @throws UserFacingError `local-processes-left` when some outlive even that
 */
export async function endProcesses(podId: PodId, clock: Clock, signal: AbortSignal): Promise<void> {
  // The watchdog goes last, so that it looks after what is left when the bot dies in the middle of this.
  await endAll(() => lookForPrograms(podId), clock, signal);
  await endAll(() => lookForProcesses(podId), clock, signal);
}

async function lookForPrograms(podId: PodId): Promise<Look> {
  const { marked, watchdogs, isClear } = await lookForProcesses(podId);
  return { marked: marked.filter((id) => !watchdogs.includes(id)), watchdogs: [], isClear };
}

async function endAll(lookAgain: () => Promise<Look>, clock: Clock, signal: AbortSignal): Promise<void> {
  const beganAtMs = clock.now();
  const asked = new Set<number>();
  let quiet = 0;
  let unclear = 0;
  for (;;) {
    const look = await lookAgain();
    unclear = look.isClear ? 0 : unclear + 1;
    quiet = look.marked.length === 0 && (look.isClear || unclear > unclearLooks) ? quiet + 1 : 0;
    if (quiet === quietLooks) return;
    const tookMs = clock.now() - beganAtMs;
    if (tookMs > graceMs + killMs) throw localFailures.processesLeft();
    for (const processId of look.marked) {
      if (tookMs > graceMs) send(processId, "SIGKILL");
      else if (!asked.has(processId)) send(processId, "SIGTERM");
      asked.add(processId);
    }
    await clock.sleep(pollMs, signal);
  }
}

export type Look = {
  readonly marked: readonly number[];
  /** Those of the marked ones that are the pod's watchdog. */
  readonly watchdogs: readonly number[];
  /** False while a process is about to become another program: its environment reads as empty then. */
  readonly isClear: boolean;
};

/** The living processes that carry the pod's mark; other users' processes can't be read and are left out. */
export async function lookForProcesses(podId: PodId): Promise<Look> {
  const entries = await readdir("/proc").catch((error: unknown) => {
    throw localFailures.needsLinux(error);
  });
  const ids = entries.map(Number).filter((id) => Number.isInteger(id) && id !== process.pid);
  const roles = new Map(ids.map((id) => [id, readRole(id, podId)]));
  const having = (...wanted: readonly Role[]): readonly number[] =>
    ids.filter((id) => wanted.includes(roles.get(id) ?? "none"));
  return {
    marked: having("program", "watchdog"),
    watchdogs: having("watchdog"),
    isClear: having("unclear").length === 0,
  };
}

type Role = "none" | "unclear" | "program" | "watchdog";

/** What a process is to the pod. */
function readRole(processId: number, podId: PodId): Role {
  try {
    const environment = readEnvironment(processId);
    if (environment === "") return hasEnded(processId) ? "none" : "unclear";
    const variables = environment.split("\0");
    if (!variables.includes(`${podVariable}=${podId}`)) return "none";
    return variables.some((variable) => variable.startsWith(`${leaseVariable}=`)) ? "watchdog" : "program";
  } catch (error) {
    if (isGoneOrForeign(error)) return "none";
    throw error;
  }
}

/**
 * A process that becomes another program between the opening and the reading reads as empty, so both are done in one go,
 * and again: of a program that does nothing else, one reading in eight was empty.
 */
function readEnvironment(processId: number): string {
  for (let attempt = 1; attempt < readings; attempt += 1) {
    const environment = readFileSync(`/proc/${processId}/environ`, "latin1");
    if (environment !== "") return environment;
  }
  return readFileSync(`/proc/${processId}/environ`, "latin1");
}

/** An ended process whose parent has not asked for its exit code yet; source: proc(5), state of /proc/[pid]/stat. */
function hasEnded(processId: number): boolean {
  return /\) [ZX] /.test(readFileSync(`/proc/${processId}/stat`, "latin1"));
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
