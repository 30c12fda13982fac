import { execFile } from "node:child_process";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const project = path.resolve(import.meta.dirname, "../../..");

/** What outlives a run of the real tests; volumes lie in it too, because hard links do not cross file systems. */
export const cacheFolder = path.resolve(
  process.env["LABELPOD_TEST_CACHE"] ?? path.join(project, "node_modules/.cache/labelpod"),
);

/** Packages that are downloaded once: the UV_CACHE_DIR of every installation on this machine itself. */
export const packageCache = path.join(cacheFolder, "uv");

const installation = path.join(cacheFolder, "installation");

/** A Python with all packages of MONAI Label, for what a test makes and reads. */
export const podPython = path.join(installation, "venv/bin/python");

/** Installs MONAI Label once, so that each pod links its packages rather than loads them; at once when it is there. */
export async function fillCache(): Promise<void> {
  await mkdir(installation, { recursive: true });
  const beganAtMs = performance.now();
  const installer = path.join(project, "pod/install.py");
  await run("python3", [installer, "--home", installation], {
    env: { ...process.env, UV_CACHE_DIR: packageCache },
  });
  const seconds = Math.round((performance.now() - beganAtMs) / 1000);
  process.stderr.write(`packages of MONAI Label in the cache after ${seconds} s\n`);
}

/** Puts the packages where the installer of a RunPod pod looks for them; on one file system, so that it can link them. */
export async function seedPackages(volumeDir: string): Promise<void> {
  await mkdir(path.join(volumeDir, "labelpod"), { recursive: true });
  await run("cp", ["-al", `${packageCache}/.`, path.join(volumeDir, "labelpod/uv-cache")]);
}
