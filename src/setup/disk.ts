import { statfs } from "node:fs/promises";

/** What is free for this user on the file system of an existing path, in GiB. */
export async function readFreeGib(place: string): Promise<number> {
  const { bavail, bsize } = await statfs(place);
  return (bavail * bsize) / 2 ** 30;
}

/** SQLite's word for it. Source: sqlite.org/rescode.html */
const sqliteFull = 13;

/** Whether a write failed because the disk, or the user's share of it, is full. */
export function isDiskFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const isFullForSqlite = "errcode" in error && error.errcode === sqliteFull;
  return isFullForSqlite || ("code" in error && (error.code === "ENOSPC" || error.code === "EDQUOT"));
}
