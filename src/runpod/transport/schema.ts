import { z } from "zod";

// RunPod's REST v2; source: https://api.runpod.io/v2/openapi.json.

/** For what the bot can do without: whatever else is there counts as nothing. */
export function orNothing<T extends z.ZodType>(schema: T): z.ZodCatch<z.ZodOptional<T>> {
  return schema.optional().catch(undefined);
}

const endpoint = z.object({ host: z.string(), port: z.number() });

const portRow = z.object({
  private: orNothing(z.number()),
  public: orNothing(z.number()),
  type: orNothing(z.string()),
  ip: orNothing(z.string()),
});

export const podSchema = z.object({
  id: z.string().min(1),
  name: z.string(),
  status: z.string(),
  cost: orNothing(z.number().min(0)),
  gpu: orNothing(z.object({ id: z.string().min(1), count: orNothing(z.int().min(0)) })),
  cloud: orNothing(z.string()),
  dataCenterId: orNothing(z.string()),
  disk: orNothing(z.number().positive()),
  mounts: orNothing(z.object({ network: orNothing(z.array(z.object({ volumeId: z.string().min(1) }))) })),
  ports: orNothing(z.array(z.string())),
  // Of the many variables of a pod, those that tell of labelpod.
  env: orNothing(
    z.object({
      LABELPOD_NAME: orNothing(z.string().min(1)),
      LABELPOD_TEAM: orNothing(z.string().min(1)),
      LABELPOD_WATCHDOG: orNothing(z.string().min(1)),
    }),
  ),
  ssh: orNothing(z.object({ direct: orNothing(endpoint) })),
  runtime: orNothing(z.object({ uptime: orNothing(z.number().min(0)), ports: orNothing(z.array(portRow)) })),
  startedAt: orNothing(z.string()),
});

export type RawPod = z.infer<typeof podSchema>;
export type PortRow = z.infer<typeof portRow>;

/** Of the newer contract (runpod/docs 4962c60). */
export const pagination = orNothing(
  z.object({ nextCursor: z.unknown().optional(), hasNextPage: orNothing(z.boolean()) }),
);

/** A list that holds a pod which can't be understood is no list: the missing one might be the one that bills. */
export const podListSchema = z.object({ pods: z.array(podSchema), pagination });

const availability = z.string();

const gpuSchema = z.object({
  id: z.string().min(1),
  name: z.string().min(1),
  memory: z.number().positive(),
  manufacturer: orNothing(z.string()),
  secure: z.boolean(),
  // At 0 it has no price that anybody could rely on.
  price: z.object({ secure: z.number().positive() }),
  availability: orNothing(availability),
  dataCenters: orNothing(z.array(z.object({ id: z.string().min(1), availability: orNothing(availability) }))),
});

export type RawGpu = z.infer<typeof gpuSchema>;

/** GPUs that can't be understood are left out. */
export const catalogSchema = z.object({ gpus: z.array(orNothing(gpuSchema)) });

/** One line of a pod's log as it is sent; it stays inside `src/runpod`. */
export const logEventSchema = z.object({ line: z.string(), ts: z.string() });
