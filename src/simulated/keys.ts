import { createHash } from "node:crypto";
import type { Keys } from "../core/ports/pod-keys.ts";

/** Keys that nobody takes for real ones: each says of itself that it is fake. */
export function createSimulatedKeys(): Keys {
  return {
    ofPeople: ({ podId, run, rotation }) => make("fake-people-key-", [podId, run, rotation]),
    ofBot: ({ podId, run }) => make("fake-key-of-bot-", [podId, run]),
  };
}

function make(start: string, parts: readonly (string | number)[]): string {
  return start + createHash("sha256").update(JSON.stringify(parts)).digest("base64url").slice(0, 16);
}
