import { expect, test } from "vitest";
import type { Period } from "../../src/core/common/calendar.ts";
import { formatUsd } from "../../src/core/common/format.ts";
import { podBillingSchema } from "../../src/runpod/account/schema.ts";
import { bob, hour, minute, textOf } from "../support/simulated-team.ts";
import { type Ask, createAsk } from "../twins/runpod/twin-client.ts";
import { apiKey } from "./bench.ts";
import { createRunpodTeam, type RunpodTeam } from "./runpod-team.ts";

const long = { idleMs: 5_000 * hour, hardLimitMs: 5_000 * hour };
const start = "POST /pods/{id}/action start";

/** A moment of January 2026, whose first Monday is the 5th. */
function at(day: number, hours: number, minutes = 0): number {
  return Date.UTC(2026, 0, day, hours, minutes);
}

/** As somebody else with the account's key does. */
function ask({ twin }: RunpodTeam, route: string, body?: unknown): ReturnType<Ask> {
  return createAsk(twin.apiUrl)(route, body, { authorization: `Bearer ${apiKey}` });
}

/** USD that RunPod has charged in this time of whole hours, for one pod or for all, by its own bill of each hour. */
async function charged(team: RunpodTeam, { fromMs, toMs }: Period, podId?: string): Promise<number> {
  const times = { startTime: new Date(fromMs).toISOString(), endTime: new Date(toMs).toISOString() };
  const query = new URLSearchParams({ ...times, bucketSize: "hour" });
  const { data } = await ask(team, `GET /billing/pods?${query.toString()}`);
  return podBillingSchema
    .parse(data)
    .records.filter((record) => podId === undefined || record.podId === podId)
    .reduce((sum, { totalAmount }) => sum + totalAmount, 0);
}

/** The amounts that a field of the card names. */
function amounts(text: string, field: string): readonly string[] {
  const line = text.split("\n").find((other) => other.startsWith(`${field}: `));
  return line?.match(/\$\d+\.\d+/g) ?? [];
}

/** The messages of the channel whose titles hold this. */
function told(team: RunpodTeam, title: string): readonly string[] {
  return team.texts().filter((text) => text.split("\n")[0]?.includes(title));
}

async function podDown(team: RunpodTeam): Promise<void> {
  await team.say("pod down");
  await team.advance(minute);
  expect(team.twin.running()).toEqual([]);
}

/** Looks at everything again, after a crash. */
async function lookAgain(team: RunpodTeam): Promise<void> {
  await team.restart();
  await team.advance(6 * minute);
}

test("/cost says by person and by pod what RunPod has billed, to the cent, and the account has paid just that", async () => {
  await using team = await createRunpodTeam({ settings: long, isCharging: true, balanceUsd: 50 });
  await team.skipTo(at(2, 9));
  const first = await team.podUp();
  await team.skipTo(at(2, 12));
  // Which the bot sees two hours later, so that its own ledger has more than the bill.
  await ask(team, `POST /pods/${first}/action`, { action: "stop" });
  await team.skipTo(at(2, 14));
  await team.reads(/summary of this run/);
  await team.skipTo(at(3, 10));
  await team.say("pod up", { person: bob });
  await team.skipTo(at(3, 13));
  await team.confirm("pod delete");
  await team.skipTo(at(3, 15));
  const second = await team.podUp();
  await team.skipTo(at(3, 17));
  await team.confirm("pod delete");
  await team.skipTo(at(4, 7));

  const text = textOf(await team.say("cost show"));

  const ofAda = { fromMs: at(2, 0), toMs: at(3, 10) };
  const ofBob = { fromMs: at(3, 10), toMs: at(4, 0) };
  const [before, after] = [await charged(team, ofAda, first), await charged(team, ofBob, first)];
  const other = await charged(team, ofBob, second);
  const total = formatUsd(before + after + other);
  expect(text).toContain("This month's figures are what the provider has billed.");
  expect(amounts(text, "By person, this month")).toEqual([before + other, after].map(formatUsd));
  expect(text).toMatch(/By person, this month: Ada [^;]*; Bob /);
  expect(amounts(text, "By pod, this month")).toEqual([before + after, other].map(formatUsd));
  expect(amounts(text, "This week")).toEqual([total]);
  expect(amounts(text, "This month")).toEqual([total]);
  expect(amounts(text, "Today")).toEqual(["$0.00"]);
  expect(formatUsd(50 - team.twin.account.balanceUsd)).toBe(total);
});

test("/cost says what this run, the day and the month have cost so far, as RunPod has charged it by then", async () => {
  await using team = await createRunpodTeam({ settings: long });
  await team.skipTo(at(2, 9));
  await team.podUp();
  await team.skipTo(at(2, 14));
  await podDown(team);
  await team.skipTo(at(3, 10));
  await team.say("pod up", { person: bob });
  await team.skipTo(at(3, 13));

  const text = textOf(await team.say("cost show"));

  const toMs = at(3, 13);
  const run = await charged(team, { fromMs: at(3, 10), toMs });
  const today = await charged(team, { fromMs: at(3, 0), toMs });
  const month = await charged(team, { fromMs: at(1, 0), toMs });
  expect(text).toContain("an estimate by hourly rates");
  expect(amounts(text, "This run")).toEqual([formatUsd(run)]);
  expect(amounts(text, "Today")).toEqual([formatUsd(today)]);
  expect(amounts(text, "This month")).toEqual([formatUsd(month)]);
});

test("each step of the budget is told once, when RunPod has charged so much, and then an admin alone starts a pod", async () => {
  const budgetUsd = 5;
  await using team = await createRunpodTeam({ settings: { ...long, budgetUsd } });
  await team.podUp();
  const counts: number[] = [];
  const reached: number[] = [];

  for (const hours of [3, 4, 5, 6, 7, 8]) {
    await team.skipTo(at(1, hours));
    const usd = await charged(team, { fromMs: at(1, 0), toMs: at(1, hours) });
    reached.push([50, 80, 100].filter((percent) => usd >= (budgetUsd * percent) / 100).length);
    counts.push(told(team, "month's budget").length);
    await lookAgain(team);
  }
  await podDown(team);
  const refused = [await team.say("pod up"), await team.say("pod up beyond-budget:yes")].map(textOf);
  await team.advance(minute);
  const startsBefore = team.twin.count(start);
  await team.say("pod up beyond-budget:yes", { isAdmin: true });
  await team.advance(3 * minute);

  expect(counts).toEqual(reached);
  expect(told(team, "month's budget").map((text) => text.split("\n")[0])).toEqual([
    "50 % of the month's budget is used",
    "80 % of the month's budget is used",
    "The month's budget is used up",
  ]);
  expect(refused[0]).toMatch(/The team has spent \$\d\.\d\d of its \$5\.00 for this month: ask an admin/);
  expect(refused[1]).toContain("Only an admin may go beyond the budget");
  expect([startsBefore, team.twin.count(start)]).toEqual([0, 1]);
  expect(team.twin.running()).toHaveLength(1);
});

test("the week's report has RunPod's sums, by person too, and is told once on Monday morning", async () => {
  await using team = await createRunpodTeam({ settings: long });
  await team.skipTo(at(2, 10));
  await team.podUp();
  await team.skipTo(at(2, 14));
  await podDown(team);
  await team.skipTo(at(4, 20));
  await team.say("pod up", { person: bob });
  await team.skipTo(at(5, 2));
  await podDown(team);
  await team.skipTo(at(5, 7));
  const early = told(team, "Week");
  await team.skipTo(at(5, 8));
  await lookAgain(team);
  await team.skipTo(at(12, 7));
  await team.skipTo(at(12, 8));
  await lookAgain(team);

  const [first = "", second = "", ...more] = told(team, "Week");

  const ada = await charged(team, { fromMs: at(1, 0), toMs: at(4, 20) });
  const sunday = await charged(team, { fromMs: at(4, 20), toMs: at(5, 0) });
  const next = await charged(team, { fromMs: at(5, 0), toMs: at(12, 0) });
  expect([early, more]).toEqual([[], []]);
  expect(first).toContain("Week 2026-W01");
  expect(amounts(first, "Cost")).toEqual([ada + sunday, 0].map(formatUsd));
  expect(amounts(first, "By person")).toEqual([ada, sunday].map(formatUsd));
  expect(first).toContain("Pods up: 8 h\n");
  expect(second).toContain("Week 2026-W02");
  expect(amounts(second, "Cost")).toEqual([next, ada + sunday].map(formatUsd));
  expect(second).toContain(`By person: Bob ${formatUsd(next)}`);
  expect([first, second].join()).not.toContain("estimate");
});

test("a stopped pod is asked about each week with what RunPod has charged for its disk, until it is deleted", async () => {
  await using team = await createRunpodTeam({ settings: long });
  await team.skipTo(at(2, 10));
  await team.podUp();
  await team.skipTo(at(2, 12));
  await podDown(team);
  await team.skipTo(at(9, 11, 59));
  const early = told(team, "still needed");
  await team.skipTo(at(9, 13));
  await lookAgain(team);
  const once = told(team, "still needed");
  await team.skipTo(at(16, 13));
  await lookAgain(team);
  const twice = told(team, "still needed");
  await team.confirm("pod delete");
  await team.skipTo(at(23, 13));
  await lookAgain(team);

  const week = await charged(team, { fromMs: at(2, 13), toMs: at(9, 13) });
  const weeks = await charged(team, { fromMs: at(2, 13), toMs: at(16, 13) });
  expect([early.length, once.length, twice.length]).toEqual([0, 1, 2]);
  expect(once[0]).toContain(`its disk has cost ${formatUsd(week)}, which is $10.00 a month`);
  expect(twice[1]).toContain(`its disk has cost ${formatUsd(weeks)}, which is $10.00 a month`);
  expect(told(team, "still needed")).toEqual(twice);
  expect(await charged(team, { fromMs: at(17, 0), toMs: at(24, 0) })).toBe(0);
});
