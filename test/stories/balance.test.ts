import { expect, test } from "vitest";
import { UserFacingError } from "../../src/core/common/errors.ts";
import { dieBeforeCard } from "../support/crash.ts";
import {
  ada,
  createSimulatedTeam,
  hour,
  type SimulatedTeam,
  minute,
  textOf,
} from "../support/simulated-team.ts";
import { recordCalls } from "../support/trouble.ts";

const long = { idleMs: 5_000 * hour, hardLimitMs: 5_000 * hour };
/** Of the twin's pod with its disks. */
const usdPerHour = 0.69 + (80 * 0.1) / (30.44 * 24);

async function upWith(hoursLeft: number): Promise<SimulatedTeam> {
  const team = await createSimulatedTeam(long);
  team.app.provider.billing.setBalance(1000);
  await team.podUp();
  await setHours(team, hoursLeft);
  return team;
}

/** Lets the account have enough for so long, and the bot look at it. */
async function setHours(team: SimulatedTeam, hours: number): Promise<void> {
  team.app.provider.billing.setBalance(hours * usdPerHour);
  await team.advance(6 * minute);
}

function told(team: SimulatedTeam): readonly string[] {
  return team.cards("balance lasts").map(({ title, outcome }) => `${title} (${outcome})`);
}

/** How often the provider is asked from now on. */
function countBalance(team: SimulatedTeam): { readonly asked: () => number } {
  const asked = recordCalls(team.app.provider.billing, "balance");
  return { asked: () => asked.length };
}

test("a low balance is told at 24, 6 and 1 hours left, with what RunPod does at zero and what to do", async () => {
  await using team = await upWith(30);
  const enough = told(team);

  for (const hours of [23.9, 20, 6, 5, 1, 0.5, 0]) await setHours(team, hours);

  expect(enough).toEqual([]);
  expect(told(team)).toEqual([
    "The account's balance lasts less than 24 hours (open)",
    "The account's balance lasts less than 6 hours (open)",
    "The account's balance lasts less than an hour (open)",
  ]);
  const text = textOf(team.card("less than an hour"));
  expect(text).toContain("$0.70 is left and $0.70 an hour is spent, so it ends 2026-");
  expect(text).toContain("At zero RunPod deletes pods with a disk of their own, with all that is on them");
  expect(text).toContain("those on a network volume are stopped");
  expect(text).toContain("Add credits in RunPod's console");
  expect(team.card("less than an hour")?.notify).toEqual(ada);
});

test("a balance that is found very low is told once, by the step that it is at", async () => {
  await using team = await upWith(0.2);

  await team.advance(hour);

  expect(told(team)).toEqual(["The account's balance lasts less than an hour (open)"]);
});

test("the alarm is taken back when there is money again, and told anew the next time", async () => {
  await using team = await upWith(5);

  await setHours(team, 100);
  const over = textOf(team.card("balance lasts"));
  await setHours(team, 4);

  expect(over).toContain("This is over: the balance lasts longer again.");
  expect(told(team)).toEqual([
    "The account's balance lasts less than 6 hours (succeeded)",
    "The account's balance lasts less than 6 hours (open)",
  ]);
});

test("with a little more money the alarm begins anew, so that its last hour is told again", async () => {
  await using team = await upWith(0.5);

  for (const hours of [10, 10, 0.5]) await setHours(team, hours);

  expect(told(team)).toEqual([
    "The account's balance lasts less than an hour (succeeded)",
    "The account's balance lasts less than 24 hours (open)",
    "The account's balance lasts less than an hour (open)",
  ]);
});

test("the alarm is over when nothing costs money any more", async () => {
  await using team = await upWith(5);

  await team.press((await team.say("pod delete")).card, "Yes");
  await team.advance(10 * minute);

  expect(told(team)).toEqual(["The account's balance lasts less than 6 hours (succeeded)"]);
  const over = textOf(team.card("balance lasts"));
  expect(over).toContain("Nothing costs money now; add credits before the next /pod up.");
  expect(over).not.toContain("lasts longer again");
});

test("a stopped pod's disk can use the balance up as well", async () => {
  await using team = await upWith(1000);
  await team.say("pod down");
  await team.advance(minute);

  team.app.provider.billing.setBalance(0.2);
  await team.advance(10 * minute);

  expect(told(team)).toEqual(["The account's balance lasts less than 24 hours (open)"]);
  expect(textOf(team.card("balance lasts"))).toContain("$0.20 is left and $0.01 an hour is spent");
});

test("an alarm is neither lost nor told twice when the bot dies right before it", async () => {
  await using team = await upWith(30);
  dieBeforeCard(team.chat, ({ title }) => title.includes("balance"));

  await setHours(team, 5);
  const before = told(team);
  await team.app.killAndRestart();
  await team.advance(20 * minute);

  expect(before).toEqual([]);
  expect(told(team)).toEqual(["The account's balance lasts less than 6 hours (open)"]);
});

test("the provider is asked once in five minutes, however often the bot is started, and only while something costs money", async () => {
  await using team = await createSimulatedTeam(long);
  const { asked } = countBalance(team);
  await team.advance(hour);
  const idle = asked();
  await team.podUp();
  await team.advance(2 * minute);

  for (let minutes = 0; minutes < 60; minutes += 2) {
    await team.app.killAndRestart();
    await team.advance(2 * minute);
  }

  expect(idle).toBe(0);
  expect(asked()).toBeGreaterThanOrEqual(11);
  expect(asked()).toBeLessThanOrEqual(13);
});

test("a balance that can't be read now is asked for again, and keeps nothing else from being told", async () => {
  await using team = await upWith(30);
  await team.say("settings budget:0.1", { isAdmin: true });
  team.app.provider.billing.setBalance(5 * usdPerHour);
  team.app.provider.failNext(
    "balance",
    new UserFacingError("runpod-rate-limited", "The provider is busy: try again."),
  );

  await team.advance(2 * minute);
  const failed = [told(team).length, team.cards("month's budget").length];
  await team.advance(5 * minute);

  expect(failed).toEqual([0, 1]);
  expect(told(team)).toHaveLength(1);
});
