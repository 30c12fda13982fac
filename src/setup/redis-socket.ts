import { createHash } from "node:crypto";
import { lstat, mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { redisFailures } from "../core/words/store.ts";

/** The kernel's limit for the path of a Unix socket; source: unix(7), sun_path without its final NUL. */
const longestBytes = 107;

/** Where an own Redis listens: in its folder, or in a private one with a short path. @throws UserFacingError */
export async function placeSocket(folder: string): Promise<string> {
  const near = path.join(folder, "redis.sock");
  if (Buffer.byteLength(near) <= longestBytes) return near;
  const name = createHash("sha256").update(folder).digest("hex").slice(0, 16);
  const short = path.join(tmpdir(), `labelpod-${name}`);
  await makePrivate(short);
  return path.join(short, "redis.sock");
}

/** The folder for temporary files is everybody's, so one that is there already may be a trap. */
async function makePrivate(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const status = await lstat(folder);
  const isOurs = status.isDirectory() && status.uid === process.getuid?.() && (status.mode & 0o077) === 0;
  if (!isOurs) throw redisFailures.folderNotPrivate(folder);
}
