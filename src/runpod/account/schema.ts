import { z } from "zod";
import { orNothing, pagination } from "../transport/schema.ts";

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

export const volumeSchema = z.object({
  id: z.string().min(1),
  name: z.string(),
  size: z.number().positive(),
  dataCenter: z.string().min(1),
  type: orNothing(z.string()),
});

/** As for pods, a list that holds one which can't be understood is no list: it might be the one that is looked for. */
export const volumeListSchema = z.object({ networkVolumes: z.array(volumeSchema), pagination });

/** Data centers that can't be understood are left out. */
export const dataCentersSchema = z.object({
  dataCenters: z.array(
    orNothing(z.object({ id: z.string().min(1), networkVolumeTypes: z.array(z.string()) })),
  ),
});
