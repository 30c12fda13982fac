import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { allowed, planted } from "./boundaries/planted.ts";
import type { Planted } from "./boundaries/planted-source.ts";
import { permitted } from "./boundaries/permitted.ts";

type Report = { readonly diagnostics: readonly { readonly filename: string; readonly code: string }[] };

const root = path.resolve(import.meta.dirname, "..");

let folder = "";

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "labelpod-lint-"));
  for (const name of ["oxlint.config.ts", "lint", "tsconfig.json", "package.json"]) {
    cpSync(path.join(root, name), path.join(folder, name), { recursive: true });
  }
  symlinkSync(path.join(root, "node_modules"), path.join(folder, "node_modules"));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function plant(area: string, files: readonly Planted[]): void {
  for (const { file, source } of files) {
    const target = path.join(folder, area, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, `${source}\n`);
  }
}

/** Each finding as "file rule", and how the linter ended. */
function lint(): { readonly found: readonly string[]; readonly code: number | null } {
  const oxlint = path.join(root, "node_modules/oxlint/bin/oxlint");
  const run = spawnSync(process.execPath, [oxlint, "--format=json", "src"], {
    cwd: folder,
    encoding: "utf8",
  });
  const report: Report = JSON.parse(run.stdout);
  const found = report.diagnostics.map(({ filename, code }) => `${path.relative("src", filename)} ${code}`);
  return { found, code: run.status };
}

describe("the linter", () => {
  test("passes what each layer may import", () => {
    plant("src", allowed);
    plant("src", permitted);

    expect(lint()).toEqual({ found: [], code: 0 });
  });

  test("finds each planted violation and nothing else", () => {
    plant("src", allowed);
    plant("src", permitted);
    plant("src", planted);

    const { found, code } = lint();

    expect([...new Set(found)].toSorted()).toEqual(
      planted.map(({ file, rule }) => `${file} ${rule}`).toSorted(),
    );
    expect(code).toBe(1);
  });
});
