import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { unpackCommand } from "../../../src/runpod/pods/container-command.ts";
import { readWatchdogBundle } from "../../../src/runpod/pods/watchdog-bundle.ts";

const run = promisify(execFile);
const podFolder = path.resolve(import.meta.dirname, "../../../pod");

describe("readWatchdogBundle()", () => {
  it("is unpacked on a pod to what lies in the project, file by file", async () => {
    await using pod = await unpacked();

    const names = await filesOf(pod.folder);
    const [here, there] = await Promise.all([podFolder, pod.folder].map((folder) => readAll(folder, names)));

    expect(there).toEqual(here);
    expect(names).toContain("watchdog.py");
  });

  it("is a program that starts with what is in it", async () => {
    await using pod = await unpacked();

    const { stdout } = await run("python3", ["-B", path.join(pod.folder, "watchdog.py"), "--help"]);

    expect(stdout).toContain("--lease-file");
  });

  it("has every part that one of its parts imports", async () => {
    await using pod = await unpacked();
    const names = await filesOf(pod.folder);

    const sources = Object.values(await readAll(pod.folder, names)).join("\n");

    const imported = [...sources.matchAll(/^\s*(?:from|import) podlib\.([\w.]+)/gm)].map(
      ([, name]) => `podlib/${name?.replaceAll(".", "/")}.py`,
    );
    expect(imported.length).toBeGreaterThan(0);
    expect(names).toEqual(expect.arrayContaining(imported));
  });

  it("has nothing that is no part of the watchdog", async () => {
    await using pod = await unpacked();

    expect((await filesOf(pod.folder)).join(" ")).not.toMatch(/gate|install|stats|server\.py|app\//);
  });

  it("is the same each time", async () => {
    expect(await readWatchdogBundle(podFolder)).toBe(await readWatchdogBundle(podFolder));
  });
});

/** What the container's own command makes of the bundle. */
async function unpacked(): Promise<AsyncDisposable & { readonly folder: string }> {
  const root = await mkdtemp(path.join(tmpdir(), "labelpod-watchdog-"));
  const folder = path.join(root, "opt/labelpod");
  const env = { PATH: process.env["PATH"], LABELPOD_WATCHDOG: await readWatchdogBundle(podFolder) };
  await run("sh", ["-c", unpackCommand(folder)], { env });
  return { folder, [Symbol.asyncDispose]: () => rm(root, { recursive: true }) };
}

async function filesOf(folder: string): Promise<string[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  return found
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .toSorted();
}

async function readAll(folder: string, names: readonly string[]): Promise<Record<string, string>> {
  const read = names.map(async (name) => [name, await readFile(path.join(folder, name), "utf8")] as const);
  return Object.fromEntries(await Promise.all(read));
}
