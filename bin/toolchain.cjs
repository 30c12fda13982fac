"use strict";

// The project's own Node and npm: the only packages that the machine's npm fetches.

const fs = require("node:fs");
const path = require("node:path");
const { runNpm, timeStep } = require("./install.cjs");
const { findNode, hasPackagedNode, isOnPath, packagedNode, toolchainFolder } = require("./machine.cjs");
const { isInstalled, removeStamp, writeStamp } = require("./stamp.cjs");

/**
 * How to call the machine's npm: the one that runs this script, else the one on the PATH.
 * @param {NodeJS.ProcessEnv} env
 * @returns {import('./install.cjs').Npm}
 * @throws when there is none
 */
function findNpm(env) {
  const running = env["npm_execpath"];
  if (running && path.basename(running) === "npm-cli.js" && fs.existsSync(running)) {
    return { command: process.execPath, args: [running] };
  }
  const name = process.platform === "win32" ? "npm.cmd" : "npm";
  if (isOnPath(name, env)) return { command: name, args: [] };
  throw new Error("npm was not found: install Node with npm, or put npm on the PATH, and start again.");
}

/** @param {string} root the project's folder */
function npmCli(root) {
  return path.join(toolchainFolder(root), "node_modules", "npm", "bin", "npm-cli.js");
}

/**
 * Whether both are here; a stamp that outlived its files, as after a clean-up by hand, counts for nothing.
 * @param {string} root the project's folder
 * @returns {boolean}
 */
function isToolchainInstalled(root) {
  const files = hasPackagedNode(process) ? [npmCli(root), packagedNode(root)] : [npmCli(root)];
  return isInstalled(toolchainFolder(root), false) && files.every((file) => fs.existsSync(file));
}

/**
 * Fetches Node and npm with the machine's npm; returns its exit code. Node is an optional package, so npm is content
 * without it: that counts as installed only where the running Node will do.
 * @param {string} root the project's folder
 * @param {import('./install.cjs').InstallDeps} deps
 * @returns {Promise<number>}
 * @throws when no Node is new enough afterwards
 */
async function installToolchain(root, deps) {
  const npm = findNpm(deps.env);
  const folder = toolchainFolder(root);
  removeStamp(folder);
  const words = { doing: "fetching Node 24 and npm (55 MB)", what: "Node and npm are here" };
  const code = await timeStep(words, deps, async () => runNpm(npm, { folder, args: ["ci"] }, deps));
  if (code !== 0) return code;
  findNode(root, { execPath: process.execPath, version: process.versions.node });
  writeStamp(folder, false);
  return 0;
}

/**
 * The project's own npm on the project's own Node.
 * @param {string} root the project's folder
 * @param {NodeJS.ProcessEnv} env
 * @returns {import('./install.cjs').Npm}
 */
function ownNpm(root, env) {
  const node = findNode(root, { execPath: process.execPath, version: process.versions.node });
  const cli = npmCli(root);
  const searched = [path.dirname(node), env["PATH"]].filter(Boolean).join(path.delimiter);
  // The machine's Node may trust certificates of the machine that the packaged one would not look at.
  return { command: node, args: ["--use-system-ca", cli], path: searched };
}

module.exports = { findNpm, installToolchain, isToolchainInstalled, ownNpm };
