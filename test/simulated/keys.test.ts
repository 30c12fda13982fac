import { expect, test } from "vitest";
import { createSimulatedKeys } from "../../src/simulated/keys.ts";
import { testKeys } from "../contracts/keys.ts";

testKeys("memory", createSimulatedKeys);

test("keys in memory say of themselves that they are fake", () => {
  const keys = createSimulatedKeys();
  const lock = { podId: "k7", run: 1, rotation: 0 };

  expect([keys.ofPeople(lock), keys.ofBot(lock)].every((key) => key.startsWith("fake-"))).toBe(true);
});
