import { expect, it } from "vitest";
import { z } from "zod";
import { readOldFile } from "../../support/old-versions.ts";
import { isKnown } from "./lease-bench.ts";
import { attended, createWatchdogBench, notesOf, patience } from "./watchdog-bench.ts";

const stateSchema = z.looseObject({ atEpochS: z.number() });

it("the watchdog goes by a lease that a bot of version 0 brings", async () => {
  await using bench = await createWatchdogBench();
  bench.start(attended);
  await isKnown(bench, attended);

  bench.writeLease(readOldFile(0, "pod/lease.json"));

  await isKnown(bench, { leaseS: 900, idleS: 2760, keepS: 10_610, limitS: 35_570 });
  expect(notesOf(bench)).toEqual(["began afresh"]);
});

it("the watchdog goes on where one of version 0 has ended", async () => {
  await using bench = await createWatchdogBench();
  const kept = stateSchema.parse(JSON.parse(readOldFile(0, "pod/lease.json.state.json")));
  const endedAtS = Math.floor(Date.now() / 1000) - 30;
  bench.writeState({ ...kept, atEpochS: endedAtS });

  bench.start(attended);

  // Until then the file says what this test has written.
  await expect.poll(() => bench.state()?.atEpochS, patience).toBeGreaterThan(endedAtS);
  await isKnown(bench, { leaseS: 870, idleS: 2760, keepS: 10_580, limitS: 35_540 });
  expect(notesOf(bench)).toEqual(["began again"]);
});
