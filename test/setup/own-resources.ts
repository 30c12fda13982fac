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

export type ResourceCounts = ReadonlyMap<string, number>;

/** How many of each kind are open. */
export function countResources(): ResourceCounts {
  const counts = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo()) {
    if (KINDS.has(kind)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return counts;
}

let least: ResourceCounts | undefined;

/**
 * What is the test runner's own. The files of one process share it: a timer of the runner that is there by chance when a file is
 * loaded would hide one that the file leaves.
 */
export const ownResources = {
  /** The least that was open when a file was loaded. */
  find(): ResourceCounts {
    const now = countResources();
    least = least === undefined ? now : leastOf(least, now);
    return least;
  },
  /** What is open now was told as the leak of one file, and is not to be told as that of the next. */
  accept(): void {
    least = countResources();
  },
};

function leastOf(one: ResourceCounts, other: ResourceCounts): ResourceCounts {
  return new Map([...one].map(([kind, count]) => [kind, Math.min(count, other.get(kind) ?? 0)]));
}
