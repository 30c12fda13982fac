import { z } from "zod";
import { pagination } from "./schema.ts";

const time = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));

const bucket = { startTime: time, endTime: time, totalAmount: z.number() };

/** Money that can't be read or belongs to nobody makes the whole answer unreadable: a part of it would be too low. */
export const podBillingSchema = z.object({
  records: z.array(z.object({ ...bucket, podId: z.string().min(1), diskAmount: z.number() })),
  pagination,
});

/** As `podBillingSchema`. */
export const volumeBillingSchema = z.object({
  records: z.array(z.object({ ...bucket, networkVolumeId: z.string().min(1) })),
  pagination,
});
