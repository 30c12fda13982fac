import { expect, test } from "vitest";
import { createSeen } from "../../src/chat/seen.ts";

test("add() knows an id again until so many newer ones have come", () => {
  const seen = createSeen(2);

  expect([seen.add("a"), seen.add("a"), seen.add("b"), seen.add("c"), seen.add("c"), seen.add("a")]).toEqual([
    true,
    false,
    true,
    true,
    false,
    true,
  ]);
});
