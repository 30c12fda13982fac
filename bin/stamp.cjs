"use strict";

const { createHash } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");

/**
 * What the last complete install in a folder was: of which package-lock.json, and whether with what tests need.
 * @typedef {{ lock: string, tests: boolean }} Stamp
 */

/** @param {string} folder */
function stampPath(folder) {
  return path.join(folder, "node_modules", ".labelpod-lock");
}

/**
 * @param {string} folder one with a package-lock.json
 * @returns {string}
 */
function lockHash(folder) {
  return createHash("sha256")
    .update(fs.readFileSync(path.join(folder, "package-lock.json")))
    .digest("hex");
}

/**
 * @param {string} folder
 * @returns {Stamp | undefined} undefined when nothing was ever installed completely, or by an older labelpod
 */
function readStamp(folder) {
  try {
    /** @type {Stamp} */
    const stamp = JSON.parse(fs.readFileSync(stampPath(folder), "utf8"));
    return stamp;
  } catch {
    return undefined;
  }
}

/**
 * Whether node_modules holds what the folder's package-lock.json names.
 * @param {string} folder
 * @param {boolean} tests whether what tests need has to be there too
 * @returns {boolean}
 */
function isInstalled(folder, tests) {
  const stamp = readStamp(folder);
  return stamp !== undefined && stamp.lock === lockHash(folder) && (stamp.tests || !tests);
}

/**
 * @param {string} folder
 * @param {boolean} tests
 */
function writeStamp(folder, tests) {
  fs.writeFileSync(stampPath(folder), JSON.stringify({ lock: lockHash(folder), tests }));
}

/** @param {string} folder */
function removeStamp(folder) {
  fs.rmSync(stampPath(folder), { force: true });
}

module.exports = { isInstalled, lockHash, readStamp, removeStamp, writeStamp };
