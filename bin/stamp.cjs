"use strict";

const { createHash } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");

/**
 * What the last complete install in a folder was: of which package-lock.json, whether with what tests need, and what npm noted of
 * it. That is another note after somebody has called an npm there by hand, which may have changed or left out packages.
 * @typedef {{ lock: string, tests: boolean, tree: string }} Stamp
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
  return hashFile(path.join(folder, "package-lock.json"));
}

/** @param {string} file */
function hashFile(file) {
  return createHash("sha256").update(fs.readFileSync(file)).digest("hex");
}

/**
 * What npm itself notes of the tree that it has installed.
 * @param {string} folder
 */
function notePath(folder) {
  return path.join(folder, "node_modules", ".package-lock.json");
}

/**
 * @param {string} folder
 * @returns {string} empty where npm has noted nothing
 */
function treeHash(folder) {
  const note = notePath(folder);
  return fs.existsSync(note) ? hashFile(note) : "";
}

/**
 * @param {string} folder
 * @returns {Stamp | undefined} undefined when nothing was ever installed completely, or what is there is no stamp
 */
function readStamp(folder) {
  try {
    /** @type {Stamp | null} */
    const stamp = JSON.parse(fs.readFileSync(stampPath(folder), "utf8"));
    return stamp ?? undefined;
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
  if (stamp === undefined || (tests && !stamp.tests)) return false;
  return stamp.lock === lockHash(folder) && stamp.tree === treeHash(folder);
}

/**
 * @param {string} folder
 * @param {boolean} tests
 */
function writeStamp(folder, tests) {
  /** @type {Stamp} */
  const stamp = { lock: lockHash(folder), tests, tree: treeHash(folder) };
  fs.writeFileSync(stampPath(folder), JSON.stringify(stamp));
}

/** @param {string} folder */
function removeStamp(folder) {
  fs.rmSync(stampPath(folder), { force: true });
}

module.exports = { isInstalled, lockHash, notePath, readStamp, removeStamp, writeStamp };
