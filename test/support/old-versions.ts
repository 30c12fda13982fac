import { readFileSync } from "node:fs";
import path from "node:path";

const folder = path.resolve(import.meta.dirname, "../fixtures/versions");

/** A file that labelpod wrote when its records had this version; `test/fixtures/versions/0/README.md` says how. */
export function readOldFile(version: number, name: string): string {
  return readFileSync(path.join(folder, String(version), name), "utf8");
}

/** The command lines that buttons and open questions had then. */
export function readOldLines(version: number): readonly string[] {
  return readOldFile(version, "command-lines.txt")
    .split("\n")
    .filter((line) => line !== "");
}
