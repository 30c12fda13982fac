import { z } from "zod";

/** What is used of Discord's answer to a message that was created. */
export const createdMessageSchema = z.object({ id: z.string() });
