import { z } from "zod";
import type { PodSoftware, Site } from "../core/ports.ts";
import { bootstrapFailures } from "../core/words/bootstrap.ts";
import { askPod } from "./ask-pod.ts";
import { environmentStep } from "./environment-step.ts";
import { filesStep } from "./files-step.ts";
import type { PodFile } from "./pod-files.ts";
import { readActivity, readStats } from "./pod-readings.ts";
import { serverStep, type ServerDeps } from "./server-step.ts";
import { studiesStep } from "./studies-step.ts";

type Deps = ServerDeps & {
  /** What `readPodFiles` found. */
  readonly podFiles: readonly PodFile[];
};

/** MONAI Label on a pod: from an empty volume to a server that answers, then what it is used for. */
export function createPodSoftware({ podFiles, appSettings, login }: Deps): PodSoftware {
  return {
    steps: [filesStep(podFiles), environmentStep, studiesStep(login), serverStep({ appSettings, login })],
    activity: readActivity,
    stats: readStats,
    mend: startServer,
  };
}

const startedSchema = z.object({ ok: z.boolean(), code: z.string().optional() });

/** Does nothing where one runs. @throws UserFacingError when it can't be started */
async function startServer(site: Site, signal: AbortSignal): Promise<void> {
  const question = { program: "server.py", words: ["start"], schema: startedSchema } as const;
  const { ok, code = "unknown" } = await askPod(site, question, signal);
  if (!ok) throw bootstrapFailures.server(code);
}
