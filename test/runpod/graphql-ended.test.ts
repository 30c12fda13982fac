import { expect, test } from "vitest";
import { hour, minute, second, textOf } from "../support/simulated-team.ts";
import { gone } from "../twins/runpod/faults.ts";
import { createRunpodTeam, type RunpodTeam } from "./runpod-team.ts";

const graphql = "POST /graphql";
const create = "POST /pods";
const start = "POST /pods/{id}/action start";
const stop = "POST /pods/{id}/action stop";
const long = { idleMs: 5_000 * hour, hardLimitMs: 5_000 * hour };

/** A team at RunPod as it will be in 2027: REST v2 alone. */
async function teamOf2027(options: Parameters<typeof createRunpodTeam>[0] = {}): Promise<RunpodTeam> {
  const team = await createRunpodTeam(options);
  team.twin.inject({ on: graphql, times: 100_000, fault: gone() });
  return team;
}

/** Later than what the tests do before. */
const firstMs = Date.UTC(2026, 0, 1, 0, 30);
/** Of the favourite GPU with its disks. */
const usdPerHour = 0.69 + (60 * 0.1) / (30.44 * 24);

function told(team: RunpodTeam, title: string): readonly string[] {
  return team.texts().filter((text) => text.split("\n")[0]?.includes(title));
}

test("a pod comes up, is stopped, starts again and is deleted by REST v2 alone, and GraphQL is hardly asked", async () => {
  await using team = await teamOf2027({ settings: long });

  await team.podUp();
  await team.advance(hour);
  await team.say("pod down");
  await team.reads(/summary of this run/);
  const stopped = team.twin.running();
  await team.say("pod up");
  await team.reads(/MONAI Label answers/);
  await team.advance(3 * minute);
  const again = team.twin.running();
  await team.confirm("pod delete");
  await team.advance(minute);

  expect([stopped.length, again.length, team.twin.running().length]).toEqual([0, 1, 0]);
  expect((await team.pods())[0]?.phase).toBe("gone");
  expect(team.twin.count(graphql)).toBeLessThan(5);
  expect(team.alarms().map((text) => text.split("\n")[0])).toEqual(
    expect.not.arrayContaining([expect.stringMatching(/does not stop|did not come up/)]),
  );
});

test("a stop that REST v2 refuses for a while is asked for until it is done", async () => {
  await using team = await teamOf2027();
  await team.podUp();
  team.plant("server-error", { on: stop, times: 12 });

  await team.say("pod down");
  await team.reads(/summary of this run/);

  expect(team.unmet()).toEqual([]);
  expect(team.twin.running()).toEqual([]);
});

test("402 at a start is told at once, with what to do", async () => {
  await using team = await teamOf2027();
  await team.podUp();
  await team.say("pod down");
  await team.reads(/summary of this run/);
  team.plant("insufficient-balance", { on: start });

  await team.say("pod up");
  await team.advance(5 * second);

  expect(told(team, "failed: summary of this run").join("\n")).toContain(
    "The balance of the RunPod account is too low for this pod: add credits in RunPod's console",
  );
  expect(team.twin.running()).toEqual([]);
});

test("402 at a create is told at once, and nothing else is tried", async () => {
  await using team = await teamOf2027();
  team.plant("insufficient-balance");

  await team.say("pod up");
  await team.advance(5 * second);

  expect(told(team, "failed: summary of this run").join("\n")).toContain("add credits in RunPod's console");
  expect(team.twin.count(create)).toBe(1);
});

test("an unused pod is stopped by the bot", async () => {
  await using team = await teamOf2027({ settings: { idleMs: 5 * minute, graceMs: minute } });
  await team.podUp();

  await team.advance(8 * minute);

  expect(team.twin.running()).toEqual([]);
});

test.each(["pod up cloud:community", "settings cloud:community"])(
  "/%s is refused at once, with what is no longer there, and so is the next",
  async (line) => {
    await using team = await teamOf2027();

    const before = textOf(await team.say(line));
    const asked = team.twin.count(graphql);
    const after = textOf(await team.say(line));

    for (const text of [before, after])
      expect(text).toContain("RunPod has retired the API by which a community machine");
    expect(await team.pods()).toEqual([]);
    expect(team.twin.count(graphql)).toBe(asked);
  },
);

test("a team whose setting is the community reads at once that it takes cloud:secure now", async () => {
  await using team = await teamOf2027({ settings: { cloud: "community" } });

  const refused = textOf(await team.say("pod up"));
  await team.say("pod up cloud:secure");
  await team.reads(/MONAI Label answers/);

  expect(refused).toContain("use /pod up cloud:secure");
  expect(team.twin.running()).toHaveLength(1);
});

test("the community is not among what is free instead", async () => {
  await using team = await teamOf2027();
  // Of the card that may run the image on an older driver there are two kinds of hosts.
  team.plant("no-capacity", { times: 3 });

  await team.say("pod up");

  expect(await team.reads(/summary of this run/)).not.toContain("community");
});

test.each([
  ["404, as behind an address that is no more", { status: 404, body: { title: "Not Found" } }],
  ["a redirect to a page", { status: 301, body: undefined }],
])("%s is the end of it too", async (_what, answer) => {
  await using team = await createRunpodTeam();
  const play = async (): Promise<typeof answer> => answer;
  team.twin.inject({ on: graphql, times: 1000, fault: { ...gone(), play } });

  const refused = textOf(await team.say("pod up cloud:community"));
  const id = await team.podUp();
  await team.advance(10 * minute);

  expect(refused).toContain("RunPod has retired the API");
  expect(team.twin.running()).toEqual([id]);
  expect(told(team, "balance is unknown")).toHaveLength(1);
  team.twin.takeViolations();
});

test("a balance that is told again after all ends the question", async () => {
  await using team = await createRunpodTeam({ settings: long });
  team.plant("forbidden", { on: `${graphql} myself`, times: 2 });
  await team.podUp();
  await team.advance(7 * minute);
  const before = told(team, "balance is unknown");

  await team.advance(6 * minute);

  expect(before[0]).toContain("type it with /cost balance 25");
  expect(told(team, "balance is unknown")[0]).toContain("It is known again.");
  expect(textOf(await team.say("cost show"))).toMatch(/Balance: \$\d+\.\d\d, read/);
});

test("the team is asked for the balance once, and what it types is used up as RunPod's own figure is", async () => {
  await using team = await teamOf2027({ settings: long, isCharging: true, balanceUsd: 18 });
  await team.podUp();
  await team.advance(11 * minute);
  const asked = told(team, "balance is unknown");
  const before = textOf(await team.say("cost show"));

  const noted = textOf(await team.say(`cost balance ${team.twin.account.balanceUsd.toFixed(2)}`));
  const hoursLeft: number[] = [];
  for (let atMs = firstMs; team.twin.running().length > 0; atMs += 10 * minute) {
    await team.skipTo(atMs);
    const { length } = told(team, "balance lasts");
    if (length > hoursLeft.length) hoursLeft.push(team.twin.account.balanceUsd / usdPerHour);
  }

  expect(asked).toHaveLength(1);
  expect(asked[0]).toContain("type it with /cost balance 25");
  expect(before).toContain("type it with /cost balance 25");
  expect(noted).toMatch(/\$17\.\d\d; at what is spent now it lasts about 1 d 1 h/);
  expect(hoursLeft).toEqual([expect.closeTo(24, 0), expect.closeTo(6, 0), expect.closeTo(1, 0)]);
  expect(told(team, "balance lasts").at(-1)).toContain(
    "this is reckoned from the figure that was typed last",
  );
});
