"use strict";

// One install at a time. Each claim is a numbered file in a folder, and the highest number counts. Whoever finds its
// holder gone links the next number, which only one can. The highest is never removed, so no number is free again.

const fs = require("node:fs");
const path = require("node:path");
const { setTimeout: pause } = require("node:timers/promises");
const { isRunning, markProcess } = require("./process-mark.cjs");

const LOOK_EVERY_MS = 200;

/**
 * @typedef {{ hold: (pid: number) => void, release: () => void }} Claim
 * `hold` names a child that works on even when this process dies; `release` gives the place free.
 * @typedef {{ folder: string, number: number, marks: import('./process-mark.cjs').ProcessMark[] }} Held
 */

/**
 * @param {string} folder
 * @returns {number} 0 when nobody ever claimed
 */
function highestNumber(folder) {
  return Math.max(
    0,
    ...fs
      .readdirSync(folder)
      .filter((name) => /^\d+$/.test(name))
      .map(Number),
  );
}

/**
 * The process that holds a claim, or undefined when it is given free or its holder died.
 * @param {string} folder
 * @param {number} number
 * @returns {number | undefined}
 */
function findHolder(folder, number) {
  if (number === 0) return undefined;
  return parseMarks(fs.readFileSync(path.join(folder, String(number)), "utf8")).find(isRunning)?.pid;
}

/**
 * @param {string} text
 * @returns {import('./process-mark.cjs').ProcessMark[]}
 */
function parseMarks(text) {
  try {
    /** @type {import('./process-mark.cjs').ProcessMark[]} */
    const marks = JSON.parse(text);
    return marks;
  } catch {
    // A power cut can leave an empty file behind, and no process with it.
    return [];
  }
}

/**
 * Puts the claim's content in its place whole, so that nobody reads half of it.
 * @param {Held} held
 * @param {(from: string, to: string) => void} place
 */
function write({ folder, number, marks }, place) {
  const draft = path.join(folder, `draft-${process.pid}`);
  fs.writeFileSync(draft, JSON.stringify(marks));
  try {
    place(draft, path.join(folder, String(number)));
  } finally {
    fs.rmSync(draft, { force: true });
  }
}

/** @param {unknown} error @param {string} code */
function hasCode(error, code) {
  return /** @type {NodeJS.ErrnoException} */ (error).code === code;
}

/**
 * @param {string} folder
 * @param {number} number
 * @returns {Held | undefined} undefined when somebody else was first
 */
function take(folder, number) {
  const held = { folder, number, marks: [markProcess(process.pid)] };
  try {
    write(held, fs.linkSync);
  } catch (error) {
    if (hasCode(error, "EEXIST")) return undefined;
    throw error;
  }
  if (highestNumber(folder) === number) return held;
  // Between the look and the link others came and went, and cleared this number away.
  fs.rmSync(path.join(folder, String(number)), { force: true });
  return undefined;
}

/**
 * @param {Held} held
 * @returns {Claim}
 */
function keep(held) {
  for (const name of fs.readdirSync(held.folder)) {
    if (Number(name) < held.number) fs.rmSync(path.join(held.folder, name), { force: true });
  }
  return {
    hold: (pid) => {
      held.marks.push(markProcess(pid));
      write(held, fs.renameSync);
    },
    release: () => write({ ...held, marks: [] }, fs.renameSync),
  };
}

/**
 * One look: the claim, or the process that holds it, or neither when the look has to be repeated.
 * @param {string} folder
 * @returns {{ claim?: Claim, holder?: number }}
 */
function look(folder) {
  const last = highestNumber(folder);
  try {
    const holder = findHolder(folder, last);
    if (holder !== undefined) return { holder };
  } catch (error) {
    // It was the highest a moment ago; its successor cleared it away.
    if (hasCode(error, "ENOENT")) return {};
    throw error;
  }
  const held = take(folder, last + 1);
  return held === undefined ? {} : { claim: keep(held) };
}

/**
 * Waits until nobody else holds the claim, and takes it. A wait that is broken off leaves nothing behind.
 * @param {string} folder made where it is missing
 * @param {(holder: number) => void} onWait hears once for which process this one waits
 * @returns {Promise<Claim>}
 */
async function claim(folder, onWait) {
  fs.mkdirSync(folder, { recursive: true });
  let isTold = false;
  for (;;) {
    const found = look(folder);
    if (found.claim !== undefined) return found.claim;
    if (found.holder === undefined) continue;
    if (!isTold) onWait(found.holder);
    isTold = true;
    await pause(LOOK_EVERY_MS);
  }
}

module.exports = { claim };
