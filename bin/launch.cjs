"use strict";

// Runs a TypeScript source or an installed tool with the project's own Node, after installing what is missing:
// `node bin/launch.cjs <script.ts | tool> [args]`. It and its siblings must parse on Node 18 and import no package.

const fs = require("node:fs");
const path = require("node:path");
const { botNode } = require("./bot-node.cjs");
const { runChild } = require("./child.cjs");
const { findNode, isNewEnough, platformNotice } = require("./machine.cjs");
const { prepare } = require("./prepare.cjs");

const root = path.dirname(__dirname);

/** @param {string} line */
function say(line) {
  process.stderr.write(`labelpod: ${line}\n`);
}

/**
 * The file behind a script's path or an installed tool's name.
 * @param {string} target
 * @returns {string}
 */
function findTarget(target) {
  if (/\.[cm]?[jt]s$/.test(target)) return findScript(target);
  /** @type {{ packages: Record<string, { bin?: Record<string, string> }> }} */
  const lock = JSON.parse(fs.readFileSync(path.join(root, "package-lock.json"), "utf8"));
  for (const [folder, { bin }] of Object.entries(lock.packages)) {
    const file = bin?.[target];
    if (file !== undefined) return path.join(root, folder, file);
  }
  throw new Error(`no installed package has a tool named ${target}.`);
}

/** @param {string} target */
function findScript(target) {
  const script = path.resolve(root, target);
  if (fs.existsSync(script)) return script;
  throw new Error(`there is no ${target} in ${root}.`);
}

/**
 * What a user runs needs no test program in the install: the bot's own sources, and the manifest that Slack's set-up asks
 * for. Everything else is for those who work on labelpod, and gets all packages.
 * @param {string} file
 */
function needsTests(file) {
  const inside = path.relative(root, file);
  return !inside.startsWith(`src${path.sep}`) && inside !== path.join("scripts", "slack-manifest.ts");
}

/** Throws before anything is downloaded where no Node that is new enough can come with the packages. */
function checkMachine() {
  const { platform, arch, env } = process;
  const notice = platformNotice({ platform, arch, nodeVersion: process.versions.node, env });
  if (notice === undefined) return;
  if (!isNewEnough(process.versions.node)) throw new Error(notice);
  say(notice);
}

/**
 * @param {string | undefined} target
 * @param {string[]} args
 * @returns {Promise<number>} the exit code
 */
async function launch(target, args) {
  if (target === undefined)
    throw new Error("what to run? node bin/launch.cjs <script.ts or tool> [arguments]");
  checkMachine();
  const file = findTarget(target);
  const tests = needsTests(file);
  const code = await prepare(root, { tests, env: process.env, say });
  if (code !== 0) return code;
  const node = findNode(root, { execPath: process.execPath, version: process.versions.node });
  // Tools start further programs by the name `node`; they must meet the same one.
  const searched = [path.dirname(node), process.env["PATH"]].filter(Boolean).join(path.delimiter);
  const env = { ...process.env, PATH: searched };
  // Of tests and tools it would distort what they measure.
  const how = tests ? { args: [], env } : botNode(root, env);
  return runChild(node, [...how.args, file, ...args], { env: how.env });
}

/** @param {string[]} argv */
async function main([target, ...args]) {
  try {
    process.exitCode = await launch(target, args);
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}

void main(process.argv.slice(2));
