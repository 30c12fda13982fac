import { isDeepStrictEqual } from "node:util";
import { expect, test } from "vitest";
import { createSimulatedTeam, minute } from "../support/simulated-team.ts";
import { recordCalls } from "../support/trouble.ts";

test("no write of a bring-up leaves the record as it was", async () => {
  await using team = await createSimulatedTeam();
  const writes = recordCalls(team.app.store.pods, "replace");

  await team.podUp();

  expect(writes.length).toBeGreaterThan(10);
  expect(writes.filter(([stored, value]) => isDeepStrictEqual(stored.value, value))).toEqual([]);
});

test("sweeps write nothing of a pod that rests and whose stretches are in the ledger", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  await team.say("pod down");
  await team.advance(5 * minute);
  const { pods, ledger } = team.app.store;
  const revisions = async (): Promise<readonly number[]> =>
    [...(await pods.list()), ...(await ledger.list())].map(({ revision }) => revision);
  const before = await revisions();

  await team.advance(5 * minute);

  expect(before).toHaveLength(3);
  expect(await revisions()).toEqual(before);
});
