"use strict";

const path = require("node:path");
const { claim } = require("./claim.cjs");
const { installPackages } = require("./packages.cjs");
const { isInstalled } = require("./stamp.cjs");
const { installToolchain, isToolchainInstalled } = require("./toolchain.cjs");

/**
 * What a program ends with by SIGHUP, SIGINT, SIGKILL and SIGTERM. Other codes above 128 are npm's own: it ends with the
 * negative number of the system's error, such as 243 where a folder is not the user's.
 */
const BROKEN_OFF = new Set([129, 130, 137, 143]);

/** What helps where a file can't be made, by the system's name of the failure. */
const MENDS = new Map([
  ["ENOSPC", "make room on that disk"],
  ["EDQUOT", "make room in your share of that disk"],
  ["EROFS", "copy it to a disk that can be written to"],
  ["EPERM", "put it on a file system with hard links, or make that folder yours,"],
  ["ENOTSUP", "put it on a file system with hard links"],
]);

/**
 * Installs what is missing, one start after the other: two installs at once would undo each other's work.
 * @param {string} root the project's folder
 * @param {{ tests: boolean, env: NodeJS.ProcessEnv, say: (line: string) => void }} wanted `tests`: with the test programs
 * @returns {Promise<number>} 0, or the exit code of the npm that failed
 */
async function prepare(root, { tests, env, say }) {
  if (isReady(root, tests)) return 0;
  const own = await claimInstall(root, say);
  try {
    const code = await installMissing(root, tests, { env, say, hold: own.hold });
    if (code !== 0) say(describeFailure(code));
    return code;
  } finally {
    own.release();
  }
}

/**
 * @param {string} root
 * @param {(line: string) => void} say
 */
async function claimInstall(root, say) {
  try {
    return await claim(path.join(root, ".labelpod-install"), (holder) =>
      say(`process ${holder} is installing packages here: waiting until it is done …`),
    );
  } catch (error) {
    const reason = /** @type {NodeJS.ErrnoException} */ (error).code ?? "unknown reason";
    const mend = MENDS.get(reason) ?? "make that folder yours";
    throw new Error(`nothing can be written in ${root} (${reason}): ${mend} and start again.`, {
      cause: error,
    });
  }
}

/** @param {string} root @param {boolean} tests */
function isReady(root, tests) {
  return isToolchainInstalled(root) && isInstalled(root, tests);
}

/**
 * @param {string} root
 * @param {boolean} tests
 * @param {import('./install.cjs').InstallDeps} deps
 */
async function installMissing(root, tests, deps) {
  const code = isToolchainInstalled(root) ? 0 : await installToolchain(root, deps);
  if (code !== 0 || isInstalled(root, tests)) return code;
  return installPackages(root, tests, deps);
}

/** @param {number} code */
function describeFailure(code) {
  return BROKEN_OFF.has(code)
    ? "the install was broken off: start again, and it resumes."
    : "npm could not install the packages: mend what its lines above name and start again.";
}

module.exports = { prepare };
