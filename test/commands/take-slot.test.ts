import { expect, test } from "vitest";
import { takeSlot } from "../../src/commands/take-slot.ts";
import type { Stored } from "../../src/core/ports/collection.ts";
import type { Slot, Store } from "../../src/core/ports/store.ts";
import { createSimulatedStore } from "../../src/simulated/store.ts";

const wanted = { teamId: "team", place: "pod", holderId: "new" } as const;

async function holderOf({ slots }: Store): Promise<string | undefined> {
  return (await slots.get("team", "pod"))?.value.holderId;
}

async function heldBy(store: Store, holderId: string): Promise<Stored<Slot>> {
  return store.slots.create("team", "pod", { holderId });
}

test("takePlace() takes a place that was never taken", async () => {
  const store = createSimulatedStore();

  expect(await takeSlot(store, { ...wanted, seen: undefined })).toBe(true);
  expect(await holderOf(store)).toBe("new");
});

test("takePlace() takes over a place as it was read", async () => {
  const store = createSimulatedStore();
  const seen = await heldBy(store, "old");

  expect(await takeSlot(store, { ...wanted, seen })).toBe(true);
  expect(await holderOf(store)).toBe("new");
});

test("takePlace() leaves a place that somebody took since it was read", async () => {
  const store = createSimulatedStore();
  const seen = await heldBy(store, "old");
  await store.slots.replace(seen, { holderId: "faster" });

  expect(await takeSlot(store, { ...wanted, seen })).toBe(false);
  expect(await takeSlot(store, { ...wanted, seen: undefined })).toBe(false);
  expect(await holderOf(store)).toBe("faster");
});

test("takePlace() leaves a place that was given free since it was read, which may be about to be taken", async () => {
  const store = createSimulatedStore();
  const seen = await heldBy(store, "old");
  await store.slots.remove(seen);

  expect(await takeSlot(store, { ...wanted, seen })).toBe(false);
  expect(await holderOf(store)).toBeUndefined();
});
