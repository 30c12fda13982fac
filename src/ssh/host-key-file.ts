import { readFile, rename, writeFile } from "node:fs/promises";
import { createBoundedMap } from "../core/common/bounded-map.ts";
import type { HostKey } from "../core/records/machine.ts";

/** The host keys of the last starts. */
export type HostKeyFile = {
  find(start: string): Promise<HostKey | undefined>;
  /** In the place of what was remembered of this start; known to this life of the bot also when it can't be written. */
  remember(start: string, key: HostKey): Promise<void>;
};

/** A team has one pod at a time; the oldest starts are forgotten beyond this. */
const keptStarts = 200;
const checked = "checked";
const firstUse = "first-use";

/** One line per start, the newest last: the start, the fingerprint, and whether it was checked. */
export function createHostKeyFile(file: string): HostKeyFile {
  let writing: Promise<void> = Promise.resolve();
  const unwritten = createBoundedMap<string, HostKey>(keptStarts);

  async function replace(start: string, { fingerprint, isChecked }: HostKey): Promise<void> {
    const others = (await readLines(file)).filter((line) => !line.startsWith(`${start} `));
    const own = `${start} ${fingerprint} ${isChecked ? checked : firstUse}`;
    const lines = [...others, own].slice(-keptStarts);
    const whole = `${file}.new`;
    await writeFile(whole, `${lines.join("\n")}\n`, { mode: 0o600, flush: true });
    await rename(whole, file);
    unwritten.delete(start);
  }

  return {
    async find(start) {
      const latest = unwritten.get(start);
      if (latest !== undefined) return latest;
      const lines = await readLines(file);
      return lines.flatMap((line) => parseLine(line, start)).at(-1);
    },
    remember(start, key) {
      unwritten.set(start, key);
      const written = writing.then(() => replace(start, key));
      writing = written.catch(() => undefined);
      return written;
    },
  };
}

async function readLines(file: string): Promise<readonly string[]> {
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
    throw error;
  });
  return text.split("\n").filter((line) => line !== "");
}

/** A line without a last word is of an older version, which checked without noting it. */
function parseLine(line: string, start: string): HostKey[] {
  if (!line.startsWith(`${start} `)) return [];
  const [fingerprint = "", how] = line.slice(start.length + 1).split(" ");
  return /^SHA256:[\w+/]{43}$/.test(fingerprint) ? [{ fingerprint, isChecked: how === checked }] : [];
}
