import { setTimeout as wait } from "node:timers/promises";
import { afterAll } from "vitest";

/** What keeps a process alive, by Node's names; requests under way end by themselves and are left out. */
const KINDS: ReadonlySet<string> = new Set([
  "Timeout",
  "TCPServerWrap",
  "TCPSocketWrap",
  "PipeServerWrap",
  "PipeWrap",
  "UDPWrap",
  "ProcessWrap",
  "FSEventWrap",
  "StatWatcher",
  "Worker",
]);

const GRACE_MS = 10_000;
const POLL_MS = 20;

function countResources(): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo()) {
    if (KINDS.has(kind)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return counts;
}

/** What is open beyond what the test runner itself had open before the file was loaded. */
function findLeaks(): readonly string[] {
  return [...countResources()]
    .map(([kind, count]) => ({ kind, more: count - (before.get(kind) ?? 0) }))
    .filter(({ more }) => more > 0)
    .map(({ kind, more }) => `${more} ${kind}`);
}

/** Sockets and child processes close a moment after their owner was told to, so the count may settle first. */
async function settle(): Promise<readonly string[]> {
  const endsAt = performance.now() + GRACE_MS;
  let leaks = findLeaks();
  while (leaks.length > 0 && performance.now() < endsAt) {
    // Without a reference, or the wait would count itself.
    await wait(POLL_MS, undefined, { ref: false });
    leaks = findLeaks();
  }
  return leaks;
}

const before = countResources();

// Registered first, so it runs after every hook of the file.
afterAll(async () => {
  const leaks = await settle();
  if (leaks.length > 0) throw new Error(`this test file leaves open: ${leaks.join(", ")}`);
});
