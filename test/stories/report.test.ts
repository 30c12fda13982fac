import { expect, test } from "vitest";
import { dieBeforeCard } from "../support/crash.ts";
import {
  bob,
  createSimulatedTeam,
  hour,
  type SimulatedTeam,
  minute,
  textOf,
} from "../support/simulated-team.ts";
import { skipTime } from "../support/skip-time.ts";

const day = 24 * hour;
const long = { idleMs: 5_000 * hour, hardLimitMs: 5_000 * hour };
/** The twin's clock begins on a Thursday at midnight of UTC. */
const untilMonday = 4 * day;

/** A run of an hour with labels and a training, and the pod is deleted. */
async function work(team: SimulatedTeam, how: Parameters<SimulatedTeam["say"]>[1] = {}): Promise<void> {
  await team.say("pod up", how);
  await team.advance(4 * minute);
  team.app.labelServer.setInfo({ labelled: 8 });
  team.app.software.act("submitting");
  await team.advance(minute);
  await team.say("train deepedit epochs:1", how);
  await team.advance(55 * minute);
  await team.press((await team.say("pod delete", how)).card, "Yes", how);
  await team.advance(minute);
}

async function skipTo(team: SimulatedTeam, atMs: number): Promise<void> {
  await skipTime(team, Date.UTC(2026, 0, 1) + atMs - team.clock.now());
}

test("the week is told of on Monday morning: cost, hours, trainings, labels and people", async () => {
  await using team = await createSimulatedTeam(long);
  await work(team);
  await work(team, { person: bob });

  await skipTo(team, untilMonday + 8 * hour - minute);
  const early = team.cards("Week").length;
  await team.advance(10 * minute);

  const text = textOf(team.card("Week 2026-W01"));
  expect(early).toBe(0);
  expect(text).toContain("Cost: $1.40, after $0.00 in the week before");
  expect(text).toMatch(/Pods up: 2 h/);
  expect(text).toContain("Trainings: 2");
  expect(text).toMatch(/New labels: \d/);
  expect(text).toMatch(/By person: (Ada|Bob) \$0\.70; (Ada|Bob) \$0\.70/);
});

test("the next report compares with the week before", async () => {
  await using team = await createSimulatedTeam(long);
  await work(team);
  await skipTo(team, untilMonday + 9 * hour);
  await work(team);

  await skipTo(team, untilMonday + 7 * day + 8 * hour);
  await team.advance(10 * minute);

  expect(textOf(team.card("Week 2026-W02"))).toMatch(/Cost: \$0\.7\d, after \$0\.7\d in the week before/);
});

test("Monday begins by the clocks of the team's zone", async () => {
  await using team = await createSimulatedTeam({ ...long, timeZone: "America/Los_Angeles" });
  await work(team);

  await skipTo(team, untilMonday + 16 * hour - minute);
  const early = team.cards("Week").length;
  await team.advance(10 * minute);

  expect([early, team.cards("Week 2026-W01").length]).toEqual([0, 1]);
});

test("the report is there once although the bot dies on the way and looks again and again", async () => {
  await using team = await createSimulatedTeam(long);
  await work(team);
  dieBeforeCard(team.chat, ({ title }) => title.startsWith("Week"));

  await skipTo(team, untilMonday + 8 * hour);
  await team.advance(10 * minute);
  const before = team.cards("Week").length;
  await team.app.killAndRestart();
  await team.advance(hour);
  await team.app.killAndRestart();
  await team.advance(hour);

  expect(before).toBe(0);
  expect(team.cards("Week")).toHaveLength(1);
});

test("a bot that was away on Monday tells it when it is back", async () => {
  await using team = await createSimulatedTeam(long);
  await work(team);

  await skipTo(team, untilMonday + 2 * day);
  await team.advance(10 * minute);

  expect(team.cards("Week 2026-W01")).toHaveLength(1);
});

test("nothing is told of a week in which nothing was spent", async () => {
  await using team = await createSimulatedTeam(long);

  await skipTo(team, untilMonday + 9 * hour);
  await team.advance(10 * minute);

  expect(team.cards("Week")).toEqual([]);
});
