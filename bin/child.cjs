"use strict";

const { spawn } = require("node:child_process");
const { constants } = require("node:os");

/**
 * @typedef {import('node:child_process').SpawnOptions & { onStart?: (pid: number) => void }} ChildOptions
 * `onStart` hears the child's process id.
 */

/** @type {NodeJS.Signals[]} */
const ALWAYS_FORWARDED = ["SIGTERM"];

/**
 * A terminal sends these to the whole foreground group, so the child has them already; sent on as well
 * they would arrive twice, and a second Ctrl-C reads as "stop at once".
 * @type {NodeJS.Signals[]}
 */
const SENT_BY_TERMINAL = ["SIGINT", "SIGHUP"];

/**
 * The exit code a shell would give for how a child ended.
 * @param {number | null} code
 * @param {NodeJS.Signals | null} signal
 * @returns {number}
 */
function exitCodeOf(code, signal) {
  return signal === null ? (code ?? 1) : 128 + constants.signals[signal];
}

/**
 * Passes this process's signals on to the child; returns what ends that.
 * @param {import('node:child_process').ChildProcess} child
 * @returns {() => void}
 */
function forwardSignals(child) {
  /** @param {NodeJS.Signals} signal */
  const forward = (signal) => void child.kill(signal);
  /** @param {NodeJS.Signals} signal */
  const leaveToTerminal = (signal) => {
    if (!process.stdin.isTTY) child.kill(signal);
  };
  for (const signal of ALWAYS_FORWARDED) process.on(signal, forward);
  for (const signal of SENT_BY_TERMINAL) process.on(signal, leaveToTerminal);
  return () => {
    for (const signal of ALWAYS_FORWARDED) process.off(signal, forward);
    for (const signal of SENT_BY_TERMINAL) process.off(signal, leaveToTerminal);
  };
}

/**
 * Runs a program on this process's terminal until it ends and returns its exit code, 128 + n after signal n.
 * @param {string} command
 * @param {string[]} args
 * @param {ChildOptions} options
 * @returns {Promise<number>}
 */
function runChild(command, args, { onStart, ...options }) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: "inherit", ...options });
    const stopForwarding = forwardSignals(child);
    child.once("error", (error) => {
      stopForwarding();
      reject(new Error(`${command} could not be started (${error.message}).`));
    });
    child.once("exit", (code, signal) => {
      stopForwarding();
      resolve(exitCodeOf(code, signal));
    });
    if (child.pid !== undefined) onStart?.(child.pid);
  });
}

module.exports = { exitCodeOf, runChild };
