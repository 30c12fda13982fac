import { expect, test } from "vitest";
import { createSimulatedTeam, hour, minute, type SimulatedTeam } from "../support/simulated-team.ts";
import { phaseOf, quick, warnings } from "./idle-bench.ts";

async function booked(team: SimulatedTeam): Promise<number> {
  return (await team.app.store.ledger.list()).length;
}

test("while the time is in doubt no pod is warned or ended by it, and once it is known it is", async () => {
  await using team = await createSimulatedTeam({ ...quick, hardLimitMs: 2 * hour });
  await team.podUp();
  team.clock.doubt(true);
  await team.advance(3 * hour);
  expect(warnings(team)).toEqual([]);
  expect(await phaseOf(team)).toBe("live");

  team.clock.doubt(false);
  await team.advance(minute);
  expect(await phaseOf(team)).toBe("stopped");
});

test("the watchdog is told no deadline by a time in doubt, so it looks after the pod when that outlasts the lease", async () => {
  await using team = await createSimulatedTeam();
  const { providerPodId = "" } = await team.podUp();
  const { lastLease } = team.app.software;
  const before = lastLease(providerPodId);
  team.clock.doubt(true);
  await team.advance(10 * minute);
  expect(lastLease(providerPodId)).toEqual(before);
  team.clock.doubt(false);
  await team.advance(minute);
  expect(lastLease(providerPodId)).not.toEqual(before);
});

test("nothing is rented by a time in doubt, and the start goes on by itself after it", async () => {
  await using team = await createSimulatedTeam();
  team.clock.doubt(true);
  await team.say("pod up");
  await team.advance(5 * minute);
  expect(team.app.provider.listed()).toEqual([]);
  team.clock.doubt(false);
  await team.advance(3 * minute);
  expect(await phaseOf(team)).toBe("live");
});

test("a person's stop is carried out at once, and booked with its end when the time is known", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  const before = await booked(team);
  team.clock.doubt(true);
  await team.say("pod down");
  await team.advance(minute);
  expect(team.app.provider.listed().map(({ status }) => status)).toEqual(["stopped"]);
  expect(await phaseOf(team)).toBe("stopping");
  expect(await booked(team)).toBe(before);

  team.clock.doubt(false);
  await team.advance(minute);
  expect(await phaseOf(team)).toBe("stopped");
  expect(await booked(team)).toBeGreaterThan(before);
});
