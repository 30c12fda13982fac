import type { PlatformHealth } from "../../src/chat/platform-health.ts";

/** Keeps what an adapter says of itself: `cards discord-token`, `commands works`. */
export type NotedHealth = PlatformHealth & { readonly noted: readonly string[] };

export function createNotedHealth(): NotedHealth {
  const noted: string[] = [];
  return {
    noted,
    failed: (part, { code }) => void noted.push(`${part} ${code}`),
    works: (part) => void noted.push(`${part} works`),
  };
}
