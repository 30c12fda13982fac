import { z } from "zod";
import type { RecordPlace } from "../core/records/place-of.ts";

/** Of a job that is about everything. */
export const noPayload = z.object({}).strict();

/** Which pod a job is about. */
export const podPayload = z.object({ teamId: z.string(), podId: z.string() });

export type PodPayload = z.infer<typeof podPayload>;

export function podPayloadOf({ teamId, id }: RecordPlace): PodPayload {
  return { teamId, podId: id };
}

export function podKey({ teamId, podId }: PodPayload): string {
  return `${teamId}.${podId}`;
}

export function podPlace({ teamId, podId }: PodPayload): RecordPlace {
  return { teamId, id: podId };
}
