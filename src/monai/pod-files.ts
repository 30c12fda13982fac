import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import type { RemoteFile } from "../core/ports/shell.ts";

/** A file by its path below the pod's workspace. */
export type PodFile = RemoteFile;

/** The only one that people run, so it lies on top. */
const startScript = "start_server.sh";
const wanted = /^(?:(?:app|podlib(?:\/[a-z]+)?)\/)?[a-z_]+\.(?:py|in|lock)$/;

/** What of the project's folder `pod` has to be on a pod, sorted by path. */
export async function readPodFiles(folder: string): Promise<readonly PodFile[]> {
  const names = (await readdir(folder, { recursive: true })).filter((name) => wanted.test(name)).toSorted();
  const programs = names.map(async (name) => ({
    path: `labelpod/pod/${name}`,
    content: await readFile(path.join(folder, name), "utf8"),
    mode: 0o644,
  }));
  const script = {
    path: startScript,
    content: await readFile(path.join(folder, startScript), "utf8"),
    mode: 0o755,
  };
  return [...(await Promise.all(programs)), script];
}
