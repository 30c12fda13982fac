import { z } from "zod";
import { problem, Refusal } from "./answer.ts";

const cudaVersion = z.string().regex(/^\d+\.\d+$/);
const port = z.string().regex(/^\d{1,5}\/(http|tcp)$/, "must be <port>/http or <port>/tcp");

const mounts = z.strictObject({
  persistent: z.strictObject({ size: z.int().min(10), path: z.string() }).optional(),
  network: z
    .array(z.strictObject({ volumeId: z.string(), path: z.string() }))
    .max(1)
    .optional(),
});

const container = {
  image: z.string().optional(),
  args: z.string().optional(),
  disk: z.int().min(1).optional(),
  ports: z.array(port).optional(),
  env: z.record(z.string(), z.string()).optional(),
  registry: z.string().nullable().optional(),
  mounts: mounts.optional(),
  templateId: z.string().optional(),
  globalNetworking: z.boolean().optional(),
};

/** Body of `POST /pods`: the fields of the contract, and no other. */
export const createRequest = z.strictObject({
  ...container,
  name: z.string().min(1),
  gpu: z
    .strictObject({
      id: z.string(),
      count: z.int().min(1).optional(),
      allowedCudaVersions: z.array(cudaVersion).optional(),
      minCudaVersion: cudaVersion.optional(),
    })
    .optional(),
  cpu: z.strictObject({ id: z.string().min(1), vcpuCount: z.int().min(2) }).optional(),
  cloud: z.enum(["SECURE", "COMMUNITY"]).default("SECURE"),
  dataCenterIds: z.array(z.string()).optional(),
  startSsh: z.boolean().optional(),
  startJupyter: z.boolean().optional(),
});
export type CreateRequest = z.infer<typeof createRequest>;

/** Body of `PATCH /pods/{id}`: what is left out stays as it is. */
export const updateRequest = z.strictObject({
  ...container,
  name: z.string().min(1).optional(),
  locked: z.boolean().optional(),
});
export type UpdateRequest = z.infer<typeof updateRequest>;

/** Body of `POST /pods/{id}/action`. */
export const actionRequest = z.strictObject({ action: z.enum(["start", "stop", "restart", "terminate"]) });
export type PodAction = z.infer<typeof actionRequest>["action"];

const volumeName = z.string().min(1);
const volumeSize = z.int().min(10).max(4096);

/** Body of `POST /network-volumes`. */
export const createVolumeRequest = z.strictObject({
  name: volumeName,
  size: volumeSize,
  dataCenter: z.string().min(1),
  type: z.enum(["STANDARD", "HIGH_PERFORMANCE"]).optional(),
});
export type CreateVolumeRequest = z.infer<typeof createVolumeRequest>;

/** Body of `PATCH /network-volumes/{id}`, which may not be empty. */
export const updateVolumeRequest = z
  .strictObject({ name: volumeName.optional(), size: volumeSize.optional() })
  .refine((request) => Object.keys(request).length > 0, "at least one property is required");
export type UpdateVolumeRequest = z.infer<typeof updateVolumeRequest>;

/** Parses a body or refuses it with 422, naming each fault as the service does. */
export function parseBody<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new Refusal(problem(422, "Request validation failed.", parsed.error.issues.flatMap(describeIssue)));
}

function describeIssue(issue: z.core.$ZodIssue): string[] {
  const where = ["$", ...issue.path].join(".");
  if (issue.code !== "unrecognized_keys") return [`${where}: ${issue.message}`];
  return issue.keys.map((key) => `${where}: additional properties '${key}' not allowed`);
}
