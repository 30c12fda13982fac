import { setTimeout as wait } from "node:timers/promises";
import { afterAll } from "vitest";
import { countResources, ownResources, type ResourceCounts } from "./own-resources.ts";

const GRACE_MS = 10_000;
const POLL_MS = 20;

/** What is open beyond what the test runner itself has open. */
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

const before: ResourceCounts = ownResources.find();

// Registered first, so it runs after every hook of the file.
afterAll(async () => {
  const leaks = await settle();
  if (leaks.length === 0) return;
  ownResources.accept();
  throw new Error(`this test file leaves open: ${leaks.join(", ")}`);
});
