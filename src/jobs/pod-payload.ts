import { z } from "zod";

/** Of a job that is about everything. */
export const noPayload = z.object({}).strict();

/** Which pod a job is about. */
export const podPayload = z.object({ teamId: z.string(), podId: z.string() });

export type PodPayload = z.infer<typeof podPayload>;

export function podKey({ teamId, podId }: PodPayload): string {
  return `${teamId}.${podId}`;
}

export function podPlace({ teamId, podId }: PodPayload): { teamId: string; id: string } {
  return { teamId, id: podId };
}
