import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { toCommandLine, toUpload } from "../../src/ssh/command-line.ts";

let folder = "";

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "labelpod-upload-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

it("the line runs the program alone and drops its error stream", () => {
  const line = toCommandLine({ argv: ["sh", "-c", "echo told; echo secret >&2"], timeoutMs: 5000 });

  const { stdout, stderr, status } = spawnSync("sh", ["-c", line], { encoding: "utf8" });

  expect({ stdout, stderr, status }).toEqual({ stdout: "told\n", stderr: "", status: 0 });
});

it("an upload that was cut short leaves the old file and nothing else", () => {
  const target = path.join(folder, "settings.json");
  writeFileSync(target, "old");
  const [program = "", ...rest] = toUpload({ path: target, content: "new content", mode: 0o644 }, "unique");

  const { status } = spawnSync(program, rest, { input: "new con" });

  expect(status).not.toBe(0);
  expect(readFileSync(target, "utf8")).toBe("old");
  expect(readdirSync(folder)).toEqual(["settings.json"]);
});

it("an upload holds no content in its arguments", () => {
  const argv = toUpload({ path: path.join(folder, "key"), content: "very secret", mode: 0o600 }, "unique");

  expect(argv.join(" ")).not.toContain("very secret");
});

it("an upload does not put a file into a folder of the wished name", () => {
  const [program = "", ...rest] = toUpload({ path: folder, content: "", mode: 0o600 }, path.basename(folder));

  expect(() => execFileSync(program, rest, { input: "", stdio: "pipe" })).toThrow("Command failed");
  expect(readdirSync(folder)).toEqual([]);
});
