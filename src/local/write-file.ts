import { randomUUID } from "node:crypto";
import { chmod, mkdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";

/** Writes a file whole or not at all, with its folders; whoever reads it sees the old content or the new. */
export async function writeWhole(file: string, content: string, mode: number): Promise<void> {
  const folder = path.dirname(file);
  await mkdir(folder, { recursive: true });
  const temporary = path.join(folder, `.labelpod-${randomUUID()}`);
  try {
    await writeFile(temporary, content, { mode: 0o600, flag: "wx", flush: true });
    await chmod(temporary, mode);
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
