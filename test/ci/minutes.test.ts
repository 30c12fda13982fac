import { spawnSync } from "node:child_process";
import { mkdtempDisposableSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";

const root = path.resolve(import.meta.dirname, "../..");

test("a run ends with the minutes of each part, their aims and the sums", () => {
  using folder = mkdtempDisposableSync(path.join(tmpdir(), "labelpod-minutes-"));
  const script = `source "${root}/.ci/lib/minutes.sh"
    begin_part "checks" 3; note_seconds 60; note_seconds 90
    begin_part "fresh machines" 1; note_seconds 66
    print_minutes`;
  const env = { PATH: process.env["PATH"], minutes: path.join(folder.path, "minutes") };

  const { stdout } = spawnSync("bash", ["-c", script], { env, encoding: "utf8" });

  expect(stdout.split("\n").map((line) => line.trim().replaceAll(/ {2,}/g, " | "))).toEqual([
    "part | minutes | aim",
    "checks | 2.5 | 3",
    "fresh machines | 1.1 | 1 | longer than its aim",
    "sum | 3.6 | 4",
    "",
  ]);
});

test("an option that a run does not know ends it before anything is done", () => {
  const { status, stderr } = spawnSync("bash", [path.join(root, ".ci/run"), "--longer"], {
    encoding: "utf8",
  });

  expect(status).toBe(2);
  expect(stderr).toContain("--long");
});
