import { createHash } from "node:crypto";
import { appendFile, readFile } from "node:fs/promises";
import type { Machine } from "../core/pod.ts";

/** Decides whether the machine that answers is the one that was started. */
export type HostKeys = {
  accept(machine: Machine, hostKey: Buffer): Promise<boolean>;
};

type Deps = {
  /** One line per start: pod, start and fingerprint. */
  readonly file: string;
  /** The fingerprints that the pod itself has published, where they can be read; undefined where not. */
  readonly readPublished?: (machine: Machine) => Promise<readonly string[] | undefined>;
};

/**
 * Host keys per start of a pod, since each start of a pod makes new ones: the first key within a start is remembered,
 * and every other key is refused until the next start.
 */
export function createHostKeys({ file, readPublished }: Deps): HostKeys {
  return {
    async accept(machine, hostKey) {
      const found = fingerprint(hostKey);
      const start = [machine.providerPodId, machine.startId].map(encodeURIComponent).join(" ");
      const known = await remembered(file, start);
      if (known !== undefined) return known === found;
      const published = await readPublished?.(machine);
      if (published !== undefined && !published.includes(found)) return false;
      await appendFile(file, `\n${start} ${found}\n`, { mode: 0o600, flush: true });
      return true;
    },
  };
}

/** As `ssh-keygen -l` prints it. */
export function fingerprint(hostKey: Buffer): string {
  return `SHA256:${createHash("sha256").update(hostKey).digest("base64").replace(/=+$/, "")}`;
}

async function remembered(file: string, start: string): Promise<string | undefined> {
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
    throw error;
  });
  // A line that a crash has cut short holds no whole fingerprint and counts as not written.
  const values = text
    .split("\n")
    .flatMap((line) => (line.startsWith(`${start} `) ? line.slice(start.length + 1) : []));
  return values.find((value) => /^SHA256:[\w+/]{43}$/.test(value));
}
