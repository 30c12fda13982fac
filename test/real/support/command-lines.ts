import { readdir, readFile } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";

/** The command lines of all processes of this machine, which everybody on it can read. */
export type CommandLines = AsyncDisposable & { seen(): string };

const everyMs = 200;

/** Looks again and again until it is disposed. */
export function watchCommandLines(): CommandLines {
  const lines = new Set<string>();
  const end = new AbortController();
  const watching = watch();

  async function watch(): Promise<void> {
    while (!end.signal.aborted) {
      const ids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
      for (const line of await Promise.all(ids.map(readLine))) lines.add(line);
      await wait(everyMs);
    }
  }

  return {
    seen: () => [...lines].join("\n"),
    [Symbol.asyncDispose]: async () => {
      end.abort();
      await watching;
    },
  };
}

/** Empty for a process that ends while it is looked at. */
async function readLine(id: string): Promise<string> {
  const words = await readFile(`/proc/${id}/cmdline`, "utf8").catch(() => "");
  return words.replaceAll("\0", " ");
}
