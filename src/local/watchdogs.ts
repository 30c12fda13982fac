import { createBoundedMap } from "../core/common/bounded-map.ts";
import { describeError } from "../core/common/errors.ts";
import type { Log } from "../core/common/log.ts";
import type { PodFolders } from "./folders.ts";
import { leaseVariable, podVariable } from "./processes.ts";
import { startLasting } from "./run-program.ts";
import type { KnownState } from "./schema.ts";

/** What ends a pod of this machine when the bot is gone for good. */
export type Watchdogs = {
  /**
   * Begins one for this start of the pod, unless this life of the bot has done so already. Where one runs that an earlier
   * life has begun, the new one leaves at once: only one can hold the lock beside the lease.
   */
  begin(id: string, state: Pick<KnownState, "startId" | "lease">): Promise<void>;
};

type Deps = {
  readonly folders: PodFolders;
  /** Path of `pod/watchdog.py`. */
  readonly program: string;
  /** What it finds in its environment beside the pod's mark and the lease. */
  readonly environment: NodeJS.ProcessEnv;
  readonly log: Log;
};

/** A second watchdog leaves at once, so a pod that was forgotten does no harm. */
const mostPods = 200;

/** Each is a program of its pod that outlives the bot; one that could not begin, or has failed, is begun at the next occasion. */
export function createWatchdogs({ folders, program, environment, log }: Deps): Watchdogs {
  const begun = createBoundedMap<string, string>(mostPods);
  return {
    async begin(id, { startId, lease }) {
      if (lease === undefined || begun.get(id) === startId) return;
      const variables = { ...environment, [podVariable]: id, [leaseVariable]: JSON.stringify(lease) };
      try {
        const child = await startLasting(argvOf(id, startId), folders.workspace(id), variables);
        begun.set(id, startId);
        child.once("exit", (code, killer) => {
          // It was told to end, has ended the pod, or there is one already.
          if (code !== 0 && killer !== "SIGTERM") noteFailure(id, startId);
        });
      } catch (error) {
        // A machine without Python is told so by the steps of the bring-up, which need it as well.
        log.warn("the watchdog of a local pod can't be started", {
          providerPodId: id,
          ...describeError(error),
        });
      }
    },
  };

  function argvOf(id: string, startId: string): readonly string[] {
    const files = ["--workspace", folders.workspace(id), "--lease-file", folders.leaseFile(id)];
    const end = ["--end-file", folders.endFile(id), "--start-id", startId];
    // No compiled files beside the sources: they belong to the project.
    return ["python3", "-B", program, ...files, ...end];
  }

  function noteFailure(id: string, startId: string): void {
    if (begun.get(id) === startId) begun.delete(id);
    log.warn("the watchdog of a local pod has failed", { providerPodId: id });
  }
}
