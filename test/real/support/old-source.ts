import { execFile } from "node:child_process";
import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const project = path.resolve(import.meta.dirname, "../../..");

/** The source of an earlier commit in a folder of its own. */
export type OldSource = AsyncDisposable & { readonly folder: string };

/** Whether this checkout's history goes back to that commit: a shallow clone's does not, and an export has none. */
export async function hasCommit(commit: string): Promise<boolean> {
  return run("git", ["-C", project, "cat-file", "-e", `${commit}^{commit}`]).then(
    () => true,
    () => false,
  );
}

/** Takes the source out of the history; it runs with the packages of this checkout. */
export async function takeOldSource(commit: string): Promise<OldSource> {
  // Not in the cache: Node runs no TypeScript that lies under node_modules.
  const folder = await mkdtemp(path.join(tmpdir(), "labelpod-old-"));
  const archive = path.join(folder, "source.tar");
  await run("git", ["-C", project, "archive", "--output", archive, commit]);
  await run("tar", ["-xf", archive, "-C", folder]);
  await symlink(path.join(project, "node_modules"), path.join(folder, "node_modules"));
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}
