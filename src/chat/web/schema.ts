import { z } from "zod";

/** What the page and `say` send; a slash before the command is as good as none. */
export const commandRequest = z.object({
  line: z.string().min(1).max(2000),
  as: z
    .string()
    .trim()
    .min(1)
    .max(40)
    .regex(/^[^\p{Cc}\p{Cf}\u2028\u2029]+$/u)
    .optional(),
});
