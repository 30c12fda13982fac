import { randomInt } from "node:crypto";
import path from "node:path";
import { setupFailures } from "../core/words/setup.ts";
import { readOrCreate } from "./private-file.ts";

const alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";
const length = 6;

/**
 * The id of this deployment, made once: it is in the name of every pod that it makes.
 * @throws UserFacingError `broken-file`; another id would make its own pods strangers
 */
export async function openInstanceId(home: string): Promise<string> {
  const file = path.join(home, "instance");
  const id = await readOrCreate(file, makeId);
  if (!/^[a-z0-9]{6}$/.test(id)) throw setupFailures.brokenFile(file);
  return id;
}

function makeId(): string {
  return Array.from({ length }, () => alphabet.charAt(randomInt(alphabet.length))).join("");
}
