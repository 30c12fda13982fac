import { createHash } from "node:crypto";
import { createBoundedMap } from "../core/common/bounded-map.ts";
import type { Machine, HostKey } from "../core/records/machine.ts";
import type { Clock } from "../core/common/clock.ts";
import { describeError } from "../core/common/errors.ts";
import type { Log } from "../core/common/log.ts";
import type { Published } from "../core/ports/ssh-access.ts";
import { shellFailures } from "../core/words/shell.ts";
import { createHostKeyFile } from "./host-key-file.ts";

/** Decides whether the machine that answers is the one that was started. */
export type HostKeys = {
  /**
   * Returns for a key that may be trusted.
   * @throws UserFacingError `host-key-changed`, UnreachableError `host-key-unpublished` while the pod's log may still name it
   */
  accept(machine: Machine, hostKey: Buffer): Promise<void>;
  /** The key that was accepted in this start. */
  known(machine: Machine): Promise<HostKey | undefined>;
};

type Deps = {
  /** Outlives the bot; see `host-key-file.ts`. */
  readonly file: string;
  /** Asks the pod's log; absent where there is none. */
  readonly checkPublished?: (machine: Machine, fingerprint: string) => Promise<Published>;
  readonly clock: Clock;
  readonly log: Log;
};

/**
 * How long a log may lack the key, or not be readable for the moment: RunPod's images start sshd before they print its
 * keys (runpod/containers container-template/start.sh), and the line takes its time to the API.
 */
const patienceMs = 30_000;

/** A start whose key is never found leaves its search behind. */
const mostSearches = 200;

/** Of a start whose key is looked for: since when, and whether the log has named others meanwhile. */
type Search = { readonly sinceMs: number; readonly hasOthers: boolean };

/**
 * Host keys per start of a pod, since each start makes new ones. The pod's log decides wherever it names a key, also when
 * it can't be read any more after that; where it can't be read at all or names none, the first key of a start is
 * remembered, and every other refused until the next start.
 */
export function createHostKeys({ file, checkPublished, clock, log }: Deps): HostKeys {
  const memory = createHostKeyFile(file);
  const searches = createBoundedMap<string, Search>(mostSearches);

  function isEarly(start: string, hasOthers: boolean): boolean {
    const { sinceMs } = searches.get(start) ?? { sinceMs: clock.now() };
    searches.set(start, { sinceMs, hasOthers });
    return clock.now() - sinceMs < patienceMs;
  }

  async function remember(machine: Machine, key: HostKey): Promise<void> {
    const { providerPodId } = machine;
    await memory.remember(startOf(machine), key).catch((error: unknown) => {
      // On a full disk: this life of the bot knows it, and the next one asks the pod's log again.
      log.warn("the host key can't be written down", { providerPodId, ...describeError(error) });
    });
    searches.delete(startOf(machine));
    if (key.isChecked) log.info("the host key is the one in the pod's log", { providerPodId });
    else log.warn("the host key is trusted on first use, the pod's log does not tell it", { providerPodId });
  }

  return {
    known: (machine) => memory.find(startOf(machine)),
    async accept(machine, hostKey) {
      const start = startOf(machine);
      const found = fingerprint(hostKey);
      const known = await memory.find(start);
      const isKnown = known?.fingerprint === found;
      if (isKnown && known.isChecked) return void searches.delete(start);
      const published = (await checkPublished?.(machine, found)) ?? "unreadable";
      if (published === "this") return remember(machine, { fingerprint: found, isChecked: true });
      const hasOthers = published === "others" || searches.get(start)?.hasOthers === true;
      if (isKnown && !hasOthers) return void searches.delete(start);
      const isSilent = published === "unreadable" && !hasOthers;
      if (!isSilent && isEarly(start, hasOthers)) throw shellFailures.hostKeyUnpublished();
      if (!hasOthers && known === undefined)
        return remember(machine, { fingerprint: found, isChecked: false });
      log.error("the host key is refused", { providerPodId: machine.providerPodId, published });
      throw shellFailures.hostKeyChanged();
    },
  };
}

/** As `ssh-keygen -l` prints it. */
export function fingerprint(hostKey: Buffer): string {
  return `SHA256:${createHash("sha256").update(hostKey).digest("base64").replace(/=+$/, "")}`;
}

function startOf({ providerPodId, startId }: Machine): string {
  return [providerPodId, startId].map(encodeURIComponent).join(" ");
}
