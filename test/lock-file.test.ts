import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

type Entry = { version?: string; resolved?: string; optionalDependencies?: Record<string, string> };

const file = path.resolve(import.meta.dirname, "../package-lock.json");
const { packages }: { packages: Record<string, Entry> } = JSON.parse(readFileSync(file, "utf8"));

test("the lock file names no registry, so that each machine asks its own", () => {
  expect(Object.keys(packages).filter((name) => packages[name]?.resolved !== undefined)).toEqual([]);
});

test("the lock file holds the optional packages of every platform, or npm ci refuses it there", () => {
  const present = new Set(Object.keys(packages).map((folder) => folder.split("node_modules/").at(-1)));
  const wanted = Object.values(packages).flatMap((entry) => Object.keys(entry.optionalDependencies ?? {}));

  expect(wanted.length).toBeGreaterThan(0);
  expect(wanted.filter((name) => !present.has(name))).toEqual([]);
});
