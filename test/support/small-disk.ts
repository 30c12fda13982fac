import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { giveTestRedis } from "./redis.ts";

/** A disk of its own, of a few megabytes; root only. */
export type SmallDisk = Disposable & {
  readonly folder: string;
  fill(): void;
  makeRoom(): void;
};

export const canMount = process.getuid?.() === 0;

export function mountSmallDisk(mebibytes: number): SmallDisk {
  const folder = mkdtempSync(path.join(tmpdir(), "labelpod-disk-"));
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${mebibytes}m,mode=700`, "tmpfs", folder]);
  const ballast = path.join(folder, "ballast");
  return {
    folder,
    fill() {
      const { bavail, bsize } = statfsSync(folder);
      writeFileSync(ballast, Buffer.alloc(bavail * bsize));
    },
    makeRoom: () => rmSync(ballast, { force: true }),
    [Symbol.dispose]() {
      execFileSync("umount", ["--lazy", folder]);
      rmSync(folder, { recursive: true });
    },
  };
}

/** One with a server's program on it, where an own Redis looks for that, and room for some megabytes. */
export async function mountForRedis(): Promise<SmallDisk> {
  const disk = mountSmallDisk(24);
  await giveTestRedis(disk.folder);
  return disk;
}
