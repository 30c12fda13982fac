import type { SeenRequest } from "./simulated-transport.ts";

/** The most of these requests that arrived within any stretch of so many milliseconds. */
export function mostWithin(requests: readonly SeenRequest[], perMs: number): number {
  const counts = requests.map(
    ({ atMs: fromMs }) => requests.filter(({ atMs }) => atMs >= fromMs && atMs < fromMs + perMs).length,
  );
  return Math.max(0, ...counts);
}
