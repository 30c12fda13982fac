import { z } from "zod";
import type { Keys } from "../core/ports/pod-keys.ts";
import type { PodSoftware, RunningPod, SoftwareStep } from "../core/ports/software.ts";
import { bootstrapFailures } from "../core/words/bootstrap.ts";
import { askPod } from "./ask-pod.ts";
import { environmentStep } from "./environment-step.ts";
import { filesStep } from "./files-step.ts";
import { gateSettings, type Logins } from "./gate-settings.ts";
import type { PodFile } from "./pod-files.ts";
import { recallMemo, renewLease } from "./lease-file.ts";
import { readActivity, readStats } from "./pod-readings.ts";
import { serverStep, type ServerDeps } from "./server-step.ts";
import { studiesStep } from "./studies-step.ts";

type Deps = ServerDeps & {
  /** What `readPodFiles` found. */
  readonly podFiles: readonly PodFile[];
  readonly keys: Keys;
  readonly logins: Logins;
};

type Lock = PodSoftware["lock"];

const begunSchema = z.object({ ok: z.boolean(), code: z.string().optional() });

/** MONAI Label on a pod: from an empty volume to a server that answers, then what it is used for. */
export function createPodSoftware({ podFiles, appSettings, login, keys, logins }: Deps): PodSoftware {
  const lock: Lock = (site, signal) =>
    site.shell.upload(site.machine, [gateSettings(site, keys, logins)], signal);
  const server = lockedFirst(serverStep({ appSettings, login }), lock);
  return {
    steps: [filesStep(podFiles), environmentStep, studiesStep(login), server],
    activity: readActivity,
    stats: readStats,
    lock,
    mend,
    renew: renewLease,
    recall: recallMemo,
  };
}

/** The keys of this run are there before anything listens, or those of the run before would open it for a moment. */
function lockedFirst(step: SoftwareStep, lock: Lock): SoftwareStep {
  return {
    ...step,
    async begin(site, signal) {
      await lock(site, signal);
      await step.begin(site, signal);
    },
  };
}

/** Where it runs already, `start` does nothing and says so. */
async function mend(site: RunningPod, signal: AbortSignal): Promise<void> {
  const question = { program: "server.py", words: ["start"], schema: begunSchema } as const;
  const { ok, code = "unknown" } = await askPod(site, question, signal);
  if (!ok) throw bootstrapFailures.server(code);
}
