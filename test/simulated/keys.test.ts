import { expect, test } from "vitest";
import { createMemoryKeys } from "../../src/simulated/keys.ts";
import { testKeys } from "../contracts/keys.ts";

testKeys("memory", createMemoryKeys);

test("keys in memory say of themselves that they are fake", () => {
  const keys = createMemoryKeys();
  const lock = { podId: "k7", run: 1, rotation: 0 };

  expect([keys.ofPeople(lock), keys.ofBot(lock)].every((key) => key.startsWith("fake-"))).toBe(true);
});
