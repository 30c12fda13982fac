import { isDeepStrictEqual } from "node:util";
import { expect, test } from "vitest";
import { createSimulatedTeam } from "../support/simulated-team.ts";
import { recordCalls } from "../support/trouble.ts";

test("no write of a bring-up leaves the record as it was", async () => {
  await using team = await createSimulatedTeam();
  const writes = recordCalls(team.app.store.pods, "replace");

  await team.podUp();

  expect(writes.length).toBeGreaterThan(10);
  expect(writes.filter(([stored, value]) => isDeepStrictEqual(stored.value, value))).toEqual([]);
});
