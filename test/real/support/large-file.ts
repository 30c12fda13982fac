import { open } from "node:fs/promises";

const largeBytes = 2 * 1024 ** 3;

/** Writes a file of that size in which no block is like another. */
export async function writeLarge(file: string): Promise<void> {
  await using handle = await open(file, "w");
  const block = Buffer.alloc(4 * 1024 ** 2);
  for (let written = 0; written < largeBytes; written += block.length) {
    block.writeUInt32LE(written / 1024, written % (block.length - 4));
    await handle.write(block);
  }
}
