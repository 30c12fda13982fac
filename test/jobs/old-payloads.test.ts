import { expect, test } from "vitest";
import { z } from "zod";
import { changeVolume } from "../../src/jobs/volumes/change-volume.ts";
import { readOldFile } from "../support/old-versions.ts";

const keysSchema = z.record(z.string(), z.object({ type: z.string(), value: z.unknown() }));
const jobSchema = z.object({ name: z.string(), data: z.string() });
const orderSchema = z.looseObject({ id: z.string(), change: z.looseObject({ kind: z.string() }) });
const dataSchema = z.object({ payload: orderSchema });

/** What jobs of this name were given that waited in the queue. */
function payloadsOf(name: string): readonly z.infer<typeof orderSchema>[] {
  const keys = keysSchema.parse(JSON.parse(readOldFile(0, "redis.json")));
  return Object.values(keys)
    .map(({ value }) => jobSchema.safeParse(value).data)
    .filter((job) => job?.name === name)
    .map((job) => dataSchema.parse(JSON.parse(job?.data ?? "")).payload);
}

test.each(payloadsOf("change-volume"))(
  "the order to $change.kind a network volume that waits since version 0 is read",
  (payload) => {
    const order = changeVolume.parse(payload);

    expect(order).toMatchObject({ id: payload.id, change: { kind: payload.change.kind } });
    expect(changeVolume.key(order)).toBe(`main.${payload.id}`);
  },
);

test("orders of each kind waited", () => {
  const kinds = payloadsOf("change-volume").map(({ change }) => change.kind);

  expect(kinds.toSorted()).toEqual(["create", "delete", "grow"]);
});
