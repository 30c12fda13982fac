"use strict";

const { runChild } = require("./child.cjs");
const { npmEnvironment } = require("./npm-environment.cjs");

/**
 * Somebody's npm, and what hears of its processes and steps.
 * @typedef {{ command: string, args: string[], path?: string }} Npm `path` is the PATH that it and its children get
 * @typedef {{ env: NodeJS.ProcessEnv, say: (line: string) => void, hold: (pid: number) => void }} InstallDeps
 */

/** Whatever a person's own files say of these: the tree is the lock file's, and no package runs a program. */
const SETTINGS = [
  "--ignore-scripts",
  "--no-audit",
  "--no-fund",
  "--loglevel=error",
  "--include=optional",
  "--include=peer",
  "--package-lock",
  "--engine-strict=false",
  "--legacy-peer-deps=false",
  "--install-strategy=hoisted",
];

/**
 * Lets an npm install into a folder; returns its exit code. What it prints is for the person, so it goes to the standard
 * error: the standard output belongs to the program that is started afterwards.
 * @param {Npm} npm
 * @param {{ folder: string, args: string[] }} work
 * @param {InstallDeps} deps
 * @returns {Promise<number>}
 */
function runNpm(npm, { folder, args }, { env, hold }) {
  const cleaned = npmEnvironment(env);
  return runChild(npm.command, [...npm.args, ...args, ...SETTINGS], {
    cwd: folder,
    env: npm.path === undefined ? cleaned : { ...cleaned, PATH: npm.path },
    // Windows starts its .cmd files by a shell alone, which would cut a path at its blanks.
    shell: npm.command === "npm.cmd",
    stdio: ["inherit", 2, "inherit"],
    onStart: hold,
  });
}

/**
 * Says that a step begins, runs it, and says how long it took unless it failed.
 * @param {{ what: string, doing: string }} words such as "installing the packages"; "the packages are installed"
 * @param {InstallDeps} deps
 * @param {() => Promise<number>} step
 * @returns {Promise<number>} the step's exit code
 */
async function timeStep({ what, doing }, { say }, step) {
  const startedAt = Date.now();
  say(`${doing} …`);
  const code = await step();
  if (code === 0) say(`${what} in ${Math.round((Date.now() - startedAt) / 1000)} s.`);
  return code;
}

module.exports = { runNpm, timeStep };
