import path from "node:path";
import { layers } from "../../lint/imports.ts";
import type { Planted } from "./planted-source.ts";

/** What each row of the table allows, once each: a file that is imported, and one that imports it from every folder that may. */
export const permitted: readonly Planted[] = [
  ...Object.keys(layers).map((folder) => ({
    file: `${folder}/named.ts`,
    source: "export type Named = string;",
  })),
  ...Object.entries(layers).flatMap(([folder, { may }]) => may.map((other) => importing(folder, other))),
];

function importing(folder: string, other: string): Planted {
  const specifier = path.posix.relative(folder, `${other}/named.ts`);
  return {
    file: `${folder}/from-${other.replaceAll("/", "-")}.ts`,
    source: `export type { Named } from "${specifier}";`,
  };
}
