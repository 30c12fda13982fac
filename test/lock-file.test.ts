import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";

type Entry = {
  version?: string;
  resolved?: string;
  link?: boolean;
  dev?: boolean;
  optionalDependencies?: Record<string, string>;
};

const root = path.resolve(import.meta.dirname, "..");

function readPackages(file: string): Record<string, Entry> {
  const { packages }: { packages: Record<string, Entry> } = JSON.parse(
    readFileSync(path.join(root, file), "utf8"),
  );
  return packages;
}

describe.each(["package-lock.json", "bin/toolchain/package-lock.json"])("%s", (file) => {
  const packages = readPackages(file);

  test("names no registry, so that each machine asks its own", () => {
    const named = Object.keys(packages).filter((name) => packages[name]?.resolved !== undefined);

    expect(named.filter((name) => packages[name]?.link !== true)).toEqual([]);
  });

  test("holds the optional packages of every platform, or npm ci refuses it there", () => {
    const present = new Set(Object.keys(packages).map((folder) => folder.split("node_modules/").at(-1)));
    const wanted = Object.values(packages).flatMap((entry) => Object.keys(entry.optionalDependencies ?? {}));

    expect(wanted.length).toBeGreaterThan(0);
    expect(wanted.filter((name) => !present.has(name))).toEqual([]);
  });
});

test("no test program is among the packages of a user", () => {
  const packages = readPackages("package-lock.json");
  const programs = Object.keys(packages).filter((name) => /local-slack|discord-digital-twin/.test(name));

  expect(programs.length).toBeGreaterThan(0);
  expect(programs.filter((name) => packages[name]?.dev !== true)).toEqual([]);
});
