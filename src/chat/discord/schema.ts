import { z } from "zod";

/** What is used of Discord's answer to a message that was posted or edited. */
export const messageSchema = z.object({ id: z.string() });

/** What is used of Discord's own refusals. */
export const refusalSchema = z.object({
  message: z.string(),
  code: z.number().optional(),
  /** In seconds; only of a limit. */
  retry_after: z.number().optional(),
  /** Of a limit on all of the bot's requests. */
  global: z.boolean().optional(),
});
