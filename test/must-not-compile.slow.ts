import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const root = path.resolve(import.meta.dirname, "..");
const folder = path.join(root, "test/must-not-compile");

/** Each error of the compiler as "file code", one for each place. */
function compile(): readonly string[] {
  const tsc = path.join(root, "node_modules/typescript/bin/tsc");
  const run = spawnSync(process.execPath, [tsc, "-p", folder, "--pretty", "false"], {
    cwd: root,
    encoding: "utf8",
  });
  const errors = run.stdout.matchAll(/^(\S+)\(\d+,\d+\): error (TS\d+)/gm);
  return [...errors].map(([, file = "", code = ""]) => `${path.basename(file)} ${code}`);
}

test("each file that must not compile has the very error that it names, and no other", () => {
  const files = readdirSync(folder).filter((name) => name.endsWith(".ts"));
  const expected = files.map((name) => {
    const [, code] = /^\/\/ (TS\d+): /.exec(readFileSync(path.join(folder, name), "utf8")) ?? [];
    return `${name} ${code ?? "names no error"}`;
  });

  expect(files.length).toBeGreaterThan(0);
  expect(compile().toSorted()).toEqual(expected.toSorted());
});
