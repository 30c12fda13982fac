import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";

const machine = path.resolve(import.meta.dirname, "../../.ci/lib/machine.sh");

test("a fresh machine gets a copy of the caller's packages, whose owner it can change alone", () => {
  const root = mkdtempSync(path.join(tmpdir(), "labelpod-machine-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const [seed, homes] = [path.join(root, "cache/uv"), path.join(root, "homes")];
  for (const folder of [seed, path.join(homes, "packages/uv")]) mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(seed, "package"), "content");

  execFileSync("bash", ["-euc", 'source "$1" && seed_packages', "bash", machine], {
    env: { PATH: process.env["PATH"], LABELPOD_TEST_CACHE: path.dirname(seed), homes, project: root },
  });

  expect(readFileSync(path.join(homes, "packages/uv/package"), "utf8")).toBe("content");
  expect(statSync(path.join(seed, "package")).nlink).toBe(1);
});
