const names = new Set([
  "PATH",
  "HOME",
  "LANG",
  "LC_ALL",
  "TZ",
  "TMPDIR",
  "SSL_CERT_FILE",
  "SSL_CERT_DIR",
  "LD_LIBRARY_PATH",
]);
// LABELPOD_WATCHDOG_: how often a pod's watchdog looks.
const families = /^(?:UV|PIP|CUDA|NVIDIA|LABELPOD_WATCHDOG)_|^(?:HTTPS?|FTP|ALL|NO)_PROXY$/i;

/** What of the bot's own environment the programs on a local pod may see: none of its tokens and keys is among it. */
export function chooseEnvironment(own: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(own).filter(([name]) => names.has(name) || families.test(name)));
}
