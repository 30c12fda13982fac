import { z } from "zod";
import { orAbsent } from "./or-absent.ts";

// MONAI Label 0.8.5, its endpoints `/info/` and `/train/`; source: recorded answers of a real server.

/** Names of models are words in its app; anything else is not one that can be asked for. */
const modelName = /^\w{1,64}$/;

const trainer = z.object({ config: z.object({ device: z.array(z.string()).optional() }).optional() });

export const infoSchema = z.object({
  trainers: z.record(z.string(), trainer),
  datastore: z.object({
    total: z.int().min(0),
    // With a PACS `completed` lags behind, the tags do not.
    label_tags: z.record(z.string(), z.int().min(0)).default({}),
  }),
});

/** Lines of a training's own log; they stay inside `src/monai`. */
const details = z.array(z.string()).default([]);

const taskSchema = z.object({
  id: z.string().regex(/^[\w-]{1,64}$/),
  status: z.enum(["SUBMITTED", "RUNNING", "DONE", "ERROR", "STOPPED"]),
  // Whoever can reach the server can post any text as these.
  request: z.object({
    model: orAbsent(z.string().regex(modelName)),
    client_id: orAbsent(z.string().regex(/^[\w.:-]{1,64}$/)),
  }),
  details,
});

export type RawTask = z.infer<typeof taskSchema>;

export const submittedSchema = taskSchema;
export const tasksSchema = z.array(taskSchema);
/** What ending a training answers: the ended one, or null when none runs. */
export const stoppedSchema = taskSchema.nullable();

/** Any description of an API, which tells MONAI Label from a web page that stands in its place. */
export const openapiSchema = z.object({ openapi: z.string(), paths: z.object({ "/info/": z.object({}) }) });

export function isModelName(name: string): boolean {
  return modelName.test(name);
}
