import { z } from "zod";

/** What a pod's folder remembers; `stopping` outlives a crash in the middle of a stop. */
export const podStateSchema = z.object({
  name: z.string(),
  status: z.enum(["running", "stopping", "stopped"]),
  startId: z.string(),
  /** Start of the machine; when another one is read, nothing of the pod can still run. */
  machineBootId: z.string(),
  port: z.int().min(1).max(65_535),
  gpuName: z.string(),
});

export type PodState = z.infer<typeof podStateSchema>;
