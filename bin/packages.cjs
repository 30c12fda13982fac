"use strict";

const { createHash } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");
const { runChild } = require("./child.cjs");
const { isOnPath } = require("./machine.cjs");

/** @param {string} root */
function lockHash(root) {
  return createHash("sha256")
    .update(fs.readFileSync(path.join(root, "package-lock.json")))
    .digest("hex");
}

/** @param {string} root */
function stampPath(root) {
  return path.join(root, "node_modules", ".labelpod-lock");
}

/**
 * Whether node_modules holds what package-lock.json asks for, by the stamp of the last complete install.
 * @param {string} root the project's folder
 * @returns {boolean}
 */
function isInstalled(root) {
  const stamp = stampPath(root);
  return fs.existsSync(stamp) && fs.readFileSync(stamp, "utf8").trim() === lockHash(root);
}

/**
 * How to call npm: the one that runs this script, else the one on the PATH.
 * @param {NodeJS.ProcessEnv} env
 * @returns {{ command: string, args: string[] }}
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

/** @param {number} pid */
function isRunning(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === "EPERM";
  }
}

/**
 * Two installs at once delete each other's files, so the second start is told to wait.
 * @param {string} root
 * @returns {() => void} gives the place free
 */
function claimInstall(root) {
  const claim = path.join(root, ".labelpod-install");
  const holder = fs.existsSync(claim) ? Number(fs.readFileSync(claim, "utf8")) : 0;
  if (holder > 0 && isRunning(holder)) {
    throw new Error(`process ${holder} is installing the packages already: start again when it is done.`);
  }
  fs.writeFileSync(claim, String(process.pid));
  return () => {
    fs.rmSync(claim, { force: true });
  };
}

/**
 * Installs exactly what package-lock.json names and stamps it; returns npm's exit code.
 * @param {string} root the project's folder
 * @param {{ env: NodeJS.ProcessEnv, say: (line: string) => void }} deps
 * @returns {Promise<number>}
 */
async function install(root, { env, say }) {
  const npm = findNpm(env);
  const release = claimInstall(root);
  const startedAt = Date.now();
  try {
    say("installing the packages (npm ci; the first time a few minutes) …");
    const args = [...npm.args, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
    const code = await runChild(npm.command, args, { cwd: root, env, shell: process.platform === "win32" });
    if (code !== 0) return code;
    fs.writeFileSync(stampPath(root), lockHash(root));
    say(`packages installed in ${Math.round((Date.now() - startedAt) / 1000)} s.`);
    return 0;
  } finally {
    release();
  }
}

module.exports = { findNpm, install, isInstalled, lockHash, stampPath };
