"use strict";

const fs = require("node:fs");

/**
 * A process told apart from a later one with the same id. `start` is the kernel's time of its start, in ticks since
 * boot; only Linux names it, so elsewhere the id alone has to do.
 * @typedef {{ pid: number, start?: string }} ProcessMark
 */

/**
 * What Linux says of a process: its state letter and its start.
 * @param {number} pid
 * @returns {{ state: string, start: string } | undefined}
 */
function readStatus(pid) {
  try {
    // The second field is the program's name in parentheses and may hold anything, so what follows is counted from its end.
    const line = fs.readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = line.slice(line.lastIndexOf(")") + 2).split(" ");
    const [state, start] = [fields[0], fields[19]];
    return state === undefined || start === undefined ? undefined : { state, start };
  } catch {
    return undefined;
  }
}

/**
 * @param {number} pid
 * @returns {ProcessMark}
 */
function markProcess(pid) {
  const start = readStatus(pid)?.start;
  return start === undefined ? { pid } : { pid, start };
}

/**
 * Whether the process of this mark still runs.
 * @param {ProcessMark} mark
 * @returns {boolean}
 */
function isRunning({ pid, start }) {
  if (!answersSignal(pid)) return false;
  const status = readStatus(pid);
  if (status === undefined) return true;
  // A zombie has ended; its parent has not asked for its exit code yet.
  return status.state !== "Z" && (start === undefined || start === status.start);
}

/** @param {number} pid */
function answersSignal(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === "EPERM";
  }
}

module.exports = { isRunning, markProcess };
