import { expect, test } from "vitest";
import type { Charge } from "../../../src/core/ports/account.ts";
import type { Bill } from "../../../src/core/records/ledger.ts";
import { createSimulatedTeam, hour, type SimulatedTeam, minute } from "../../support/simulated-team.ts";
import { skipTime } from "../../support/skip-time.ts";
import { failAlways, turnAnswers } from "../../support/trouble.ts";

const day = 24 * hour;
const long = { idleMs: 5_000 * hour, hardLimitMs: 5_000 * hour };
const firstMs = Date.UTC(2026, 0, 1);

function charge(usd: number, dayNumber = 0): Charge {
  const fromMs = firstMs + dayNumber * day;
  return { of: { providerPodId: "memory-1" }, fromMs, toMs: fromMs + day, usd, diskUsd: 0 };
}

/** A pod that was up for an hour of the first day, and a provider that says this of what it has charged. */
async function charging(charges: () => readonly Charge[]): Promise<SimulatedTeam> {
  const team = await createSimulatedTeam(long);
  turnAnswers(team.app.provider.billing, "charges", charges);
  await team.podUp();
  await team.advance(hour);
  await team.say("pod down");
  await team.advance(minute);
  return team;
}

async function billsAt(team: SimulatedTeam, atMs: number): Promise<readonly Bill[]> {
  await skipTime(team, firstMs + atMs - team.clock.now());
  await team.advance(61 * minute);
  return (await team.app.store.bills.list()).map(({ value }) => value);
}

test("several figures of one day are one bill, and a credit is no cost", async () => {
  await using team = await charging(() => [charge(0.25), charge(0.5), charge(-0.4)]);

  expect(await billsAt(team, 12 * hour)).toMatchObject([{ day: "2026-01-01", usd: 0.75, isFinal: false }]);
});

test("a day is final six hours after its end, and what is final stays", async () => {
  let usd = 0.25;
  await using team = await charging(() => [charge(usd)]);

  const early = await billsAt(team, day + 4 * hour);
  usd = 0.5;
  const late = await billsAt(team, day + 7 * hour);
  usd = 9;
  const later = await billsAt(team, day + 12 * hour);

  expect(early).toMatchObject([{ usd: 0.25, isFinal: false }]);
  expect(late).toMatchObject([{ usd: 0.5, isFinal: true }]);
  expect(later).toEqual(late);
});

test("a day without a figure counts as nothing once later days have some, until it gets one after all", async () => {
  const charges = [charge(0.1, 1)];
  await using team = await charging(() => charges);

  const early = await billsAt(team, day + 20 * hour);
  const settled = await billsAt(team, 3 * day);
  charges.push(charge(0.7));
  const late = await billsAt(team, 3 * day + 3 * hour);

  expect(early.map(({ day: name }) => name)).toEqual(["2026-01-02"]);
  expect(settled.find(({ day: name }) => name === "2026-01-01")).toMatchObject({ usd: 0, isFinal: true });
  expect(late.find(({ day: name }) => name === "2026-01-01")).toMatchObject({ usd: 0.7, isFinal: true });
});

test("days after the last figure stay an estimate", async () => {
  await using team = await charging(() => [charge(0.25)]);

  expect((await billsAt(team, 5 * day)).map(({ day: name }) => name)).toEqual(["2026-01-01"]);
});

test("a pod for which the provider has no figure at all stays an estimate", async () => {
  await using team = await charging(() => [{ ...charge(0.1, 2), of: { providerPodId: "another" } }]);

  expect(await billsAt(team, 4 * day)).toEqual([]);
});

test("what pods cost is read also where network volumes can't be", async () => {
  await using team = await charging(() => [charge(0.25)]);
  failAlways(team.app.provider.volumes, "list", new Error("the key may not"));

  expect(await billsAt(team, 12 * hour)).toMatchObject([{ usd: 0.25 }]);
});
