import { z } from "zod";

/** A field that is left out when it is not what it should be, so that one odd field does not spoil the answer. */
export function orAbsent<T>(schema: z.ZodType<T>): z.ZodType<T | undefined> {
  return z
    .unknown()
    .transform((value) => schema.safeParse(value).data)
    .optional();
}
