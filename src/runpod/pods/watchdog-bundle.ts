import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { gzipSync } from "node:zlib";

/** What the watchdog consists of; its parts have nothing to do with one another than to be imported by it. */
const wanted =
  /^(?:watchdog|podlib\/(?:__init__|activity|files|processes|server\/(?:__init__|stop)|watchdog\/[a-z_]+))\.py$/;

/**
 * The watchdog of the project's folder `pod`, as it travels in a pod's environment: base64 of gzip of `{path: source}`.
 * It goes with the create call, so that no pod ever runs without one.
 */
export async function readWatchdogBundle(folder: string): Promise<string> {
  const names = (await readdir(folder, { recursive: true })).filter((name) => wanted.test(name)).toSorted();
  const sources = names.map(async (name) => [name, await readFile(path.join(folder, name), "utf8")] as const);
  const files = Object.fromEntries(await Promise.all(sources));
  return gzipSync(JSON.stringify(files), { level: 9 }).toString("base64");
}
