import { readFileSync } from "node:fs";
import { z } from "zod";

const packageFile = new URL("../../../package.json", import.meta.url);

/** A name of our own: the edge before RunPod's API answers 403 to clients without one (lumpenspace/raft#14). */
export function readUserAgent(): string {
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(readFileSync(packageFile, "utf8")));
  return `labelpod/${version}`;
}
