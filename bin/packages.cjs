"use strict";

// The project's own tree, installed by its own npm: without the test programs, or with them.

const fs = require("node:fs");
const path = require("node:path");
const { runNpm, timeStep } = require("./install.cjs");
const { lockHash, notePath, readStamp, removeStamp, writeStamp } = require("./stamp.cjs");
const { ownNpm } = require("./toolchain.cjs");

/** @typedef {{ version?: string, dev?: boolean, optional?: boolean, devOptional?: boolean, link?: boolean }} LockEntry */

/**
 * @param {string} file
 * @returns {Record<string, LockEntry>}
 */
function readLock(file) {
  /** @type {{ packages: Record<string, LockEntry> }} */
  const lock = JSON.parse(fs.readFileSync(file, "utf8"));
  return lock.packages;
}

/**
 * The first package that is missing or of another version than package-lock.json says.
 * @param {string} root the project's folder
 * @param {boolean} tests whether what tests need is wanted
 * @returns {string | undefined}
 */
function findDeviation(root, tests) {
  const wanted = readLock(path.join(root, "package-lock.json"));
  const installed = readLock(notePath(root));
  const other = Object.keys(installed).find((name) => installed[name]?.version !== wanted[name]?.version);
  if (other !== undefined) return other;
  return Object.keys(wanted).find((name) => isNeeded(name, wanted[name], tests) && !(name in installed));
}

/**
 * @param {string} name
 * @param {LockEntry | undefined} entry
 * @param {boolean} tests
 */
function isNeeded(name, entry, tests) {
  if (!name.startsWith("node_modules/") || entry === undefined || entry.link) return false;
  return !entry.optional && (tests || (!entry.dev && !entry.devOptional));
}

/**
 * Whether npm has noted packages of tests, by whomever they came and also where the stamp was lost: without them it would delete
 * what a run of tests may load.
 * @param {string} root the project's folder
 */
function areTestsThere(root) {
  try {
    const noted = readLock(notePath(root));
    return Object.entries(noted).some(([name, { dev }]) => name.startsWith("node_modules/") && dev);
  } catch {
    return false;
  }
}

/**
 * Installs exactly what package-lock.json names and returns npm's exit code. It adds to what is there and deletes only what
 * has to be another version, since a bot may be running on it; test programs that are there stay.
 * @param {string} root the project's folder
 * @param {boolean} needsTests
 * @param {import('./install.cjs').InstallDeps} deps
 * @returns {Promise<number>}
 * @throws when npm says that it is done and it is not
 */
async function installPackages(root, needsTests, deps) {
  const before = readStamp(root);
  const tests = needsTests || before?.tests === true || areTestsThere(root);
  if (before?.lock !== lockHash(root)) removeStamp(root);
  const args = ["install", "--no-save", tests ? "--include=dev" : "--omit=dev"];
  const doing = tests ? "installing the packages with those for tests" : "installing the packages";
  const words = { doing, what: "the packages are installed" };
  const npm = ownNpm(root, deps.env);
  const code = await timeStep(words, deps, async () => runNpm(npm, { folder: root, args }, deps));
  if (code !== 0) return code;
  const deviation = findDeviation(root, tests);
  if (deviation !== undefined) {
    throw new Error(
      `${deviation} is not as package-lock.json says: delete the folder node_modules and start again.`,
    );
  }
  writeStamp(root, tests);
  return 0;
}

module.exports = { installPackages };
