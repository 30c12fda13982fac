import { z } from "zod";

const leaseTermsSchema = z.object({
  leaseS: z.number().min(0),
  idleS: z.number().min(0),
  keepS: z.number().min(0),
  limitS: z.number().min(0),
});

/**
 * What a pod's folder remembers; `stopping` outlives a crash in the middle of a stop. What is optional is missing in the
 * folders of an older version.
 */
export const podStateSchema = z.object({
  name: z.string(),
  status: z.enum(["running", "stopping", "stopped"]),
  startId: z.string(),
  /** Start of the machine; when another one is read, nothing of the pod can still run. */
  machineBootId: z.string(),
  port: z.int().min(1).max(65_535),
  gpuName: z.string(),
  startedAtMs: z.number().optional(),
  teamId: z.string().optional(),
  /** What its watchdog begins with; a start that has none has no watchdog. */
  lease: leaseTermsSchema.optional(),
});

export type PodState = z.infer<typeof podStateSchema>;

/** What a watchdog leaves when it ends the pod: the start that it has ended. */
export const podEndSchema = z.object({ startId: z.string() });

/** The state as it is now: `ended` by its watchdog, which may still be at it. */
export type KnownState = Omit<PodState, "status"> & { readonly status: PodState["status"] | "ended" };
