import { randomUUID } from "node:crypto";
import { link, readFile, rm, writeFile } from "node:fs/promises";

/** The text of a file; undefined when there is no such file. */
export async function readIfThere(file: string): Promise<string | undefined> {
  return readFile(file, "utf8").catch((error: unknown) => {
    if (hasCode(error, "ENOENT")) return undefined;
    throw error;
  });
}

/** Makes a file whole, readable by its owner only; one that exists already is left as it is. */
export async function createPrivate(file: string, content: string): Promise<void> {
  const temporary = `${file}.${randomUUID()}`;
  await writeFile(temporary, content, { mode: 0o600, flag: "wx", flush: true });
  try {
    await link(temporary, file);
  } catch (error) {
    if (!hasCode(error, "EEXIST")) throw error;
  } finally {
    await rm(temporary);
  }
}

/** What the file holds, without the line break at its end; made once when it is not there. */
export async function readOrCreate(file: string, make: () => string): Promise<string> {
  const there = await readIfThere(file);
  if (there !== undefined) return there.trimEnd();
  await createPrivate(file, `${make()}\n`);
  return (await readFile(file, "utf8")).trimEnd();
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
