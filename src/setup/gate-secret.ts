import type { PodId } from "../core/records/ids.ts";
import { createHmac, randomBytes } from "node:crypto";
import path from "node:path";
import type { Keys } from "../core/ports/pod-keys.ts";
import { setupFailures } from "../core/words/setup.ts";
import { readOrCreate } from "./private-file.ts";

/** What the keys of all pods are made from, made once. @throws UserFacingError `broken-file` */
export async function openGateSecret(home: string): Promise<string> {
  const file = path.join(home, "gate-secret");
  const secret = await readOrCreate(file, () => randomBytes(32).toString("base64url"));
  if (!/^[\w-]{43}$/.test(secret)) throw setupFailures.brokenFile(file);
  return secret;
}

/** Makes texts into marks: the same text has the same one for as long as the secret lives, and nothing of it can be told from that. */
export function createMark(secret: string): (text: string) => string {
  return (text) =>
    createHmac("sha256", secret)
      .update(JSON.stringify(["mark", text]))
      .digest("base64url")
      .slice(0, markLength);
}

/** 132 bits. */
const markLength = 22;
const keyLength = 32;

/** Keys of 192 bits; a job that runs twice, or in a later life of the bot, finds the same ones. */
export function createKeys(secret: string): Keys {
  function make(
    ...parts: readonly [who: "people" | "bot", podId: PodId, run: number, rotation: number]
  ): string {
    return createHmac("sha256", secret).update(JSON.stringify(parts)).digest("base64url").slice(0, keyLength);
  }
  return {
    ofPeople: ({ podId, run, rotation }) => make("people", podId, run, rotation),
    ofBot: ({ podId, run }) => make("bot", podId, run, 0),
  };
}
