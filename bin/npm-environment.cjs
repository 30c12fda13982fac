"use strict";

/**
 * Settings of npm that say how a machine reaches its registry and where it keeps what it fetched. They are the user's, by
 * whatever file or variable. All others are either about the npm that runs this script or about what it was asked to do.
 */
const KEPT = new Set([
  "ca",
  "cache",
  "cafile",
  "cert",
  "fetch_retries",
  "fetch_retry_factor",
  "fetch_retry_maxtimeout",
  "fetch_retry_mintimeout",
  "fetch_timeout",
  "globalconfig",
  "https_proxy",
  "key",
  "local_address",
  "maxsockets",
  "noproxy",
  "offline",
  "prefer_offline",
  "prefer_online",
  "proxy",
  "registry",
  "replace_registry_host",
  "strict_ssl",
  "userconfig",
]);

/** Where the npm that runs this script was called, and with which Node. */
const OF_OUTER_NPM = new Set(["INIT_CWD", "NODE"]);

/** @param {string} name */
function isKept(name) {
  const setting = /^npm_config_(?<setting>.+)$/i.exec(name)?.groups?.["setting"];
  if (setting === undefined) return !/^npm_/i.test(name) && !OF_OUTER_NPM.has(name);
  // Of one scope or of one registry, such as its login.
  if (/^(?:@|\/\/)/.test(setting)) return true;
  return KEPT.has(setting.toLowerCase().replaceAll("-", "_"));
}

/**
 * The environment for an npm that is called by a script which another npm runs: that one hands its own settings down,
 * among them its prefix, its user agent and what it was to leave out.
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv}
 */
function npmEnvironment(env) {
  return Object.fromEntries(Object.entries(env).filter(([name]) => isKept(name)));
}

module.exports = { npmEnvironment };
