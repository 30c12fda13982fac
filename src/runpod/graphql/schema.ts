import { z } from "zod";
import { orNothing } from "../transport/schema.ts";

// RunPod's GraphQL; sources: https://graphql-spec.runpod.io, runpod/runpodctl internal/api, runpod/runpod-python.

/** Compared and never repeated; the code is RunPod's, such as SUPPLY_CONSTRAINT. */
export type GraphqlError = { readonly message: string; readonly code?: string | undefined };

export type GraphqlReply<T> = { readonly data?: T | undefined; readonly errors: readonly GraphqlError[] };

/** An answer with this `data`; errors of any shape are errors. */
export function graphqlReplySchema<T>(data: z.ZodType<T>): z.ZodType<GraphqlReply<T>> {
  return z.object({ data: orNothing(data), errors: z.unknown().optional().transform(readErrors) });
}

const errorsSchema = z.array(
  z
    .object({ message: z.string(), extensions: orNothing(z.object({ code: orNothing(z.string()) })) })
    .transform(({ message, extensions }) => ({ message, code: extensions?.code })),
);

/** One that says nothing where the errors can't be understood. */
function readErrors(errors: unknown): readonly GraphqlError[] {
  const parsed = errorsSchema.safeParse(errors ?? []);
  return parsed.success ? parsed.data : [{ message: "" }];
}

export const stoppedSchema = z.object({ podStop: z.object({ id: z.string() }) });

/** `podTerminate` says nothing more. */
export const terminatedSchema = z.looseObject({});

export const accountSchema = z.object({
  myself: z.object({ clientBalance: z.number(), currentSpendPerHr: orNothing(z.number().min(0)) }),
});

export const accountIdSchema = z.object({ myself: z.object({ id: z.string().min(1) }) });

export const deployedSchema = z.object({
  podFindAndDeployOnDemand: z.object({ id: z.string().min(1), costPerHr: orNothing(z.number().min(0)) }),
});

/** Where a pod's host is; not told in the first moments. */
export const locationSchema = z.object({
  pod: z.object({ machine: z.object({ location: z.string().regex(/^[A-Z]{2}$/i) }) }),
});

const gpuTypeSchema = z.object({
  id: z.string().min(1),
  displayName: z.string().min(1),
  memoryInGb: z.number().positive(),
  communityCloud: z.boolean(),
  communityPrice: orNothing(z.number().positive()),
  lowestPrice: orNothing(
    z.object({
      stockStatus: orNothing(z.string()),
      uninterruptablePrice: orNothing(z.number().positive()),
    }),
  ),
});

export type RawGpuType = z.infer<typeof gpuTypeSchema>;

/** GPUs that can't be understood are left out. */
export const gpuTypesSchema = z.object({ gpuTypes: z.array(orNothing(gpuTypeSchema)) });
