import { statfs } from "node:fs/promises";

/** What is free for this user on the file system of an existing path, in GiB. */
export async function readFreeGib(place: string): Promise<number> {
  const { bavail, bsize } = await statfs(place);
  return (bavail * bsize) / 2 ** 30;
}
