import { expect, test } from "vitest";
import { createSimulatedTeam, hour, type SimulatedTeam, minute, textOf } from "../support/simulated-team.ts";
import { skipTime } from "../support/skip-time.ts";

const day = 24 * hour;

async function stopped(): Promise<SimulatedTeam> {
  const team = await createSimulatedTeam();
  await team.podUp();
  await team.say("pod down");
  await team.advance(minute);
  return team;
}

test("a stopped pod is asked about after a week and after each week, with what its disk costs", async () => {
  await using team = await stopped();

  await skipTime(team, 7 * day - 2 * minute);
  const early = team.cards("still needed").length;
  await team.advance(10 * minute);
  const first = textOf(team.card("still needed"));
  await skipTime(team, 7 * day);
  await team.advance(10 * minute);

  expect(early).toBe(0);
  expect(first).toContain("since then its disk has cost $2.30, which is $10.00 a month.");
  expect(team.cards("still needed")).toHaveLength(2);
  expect(textOf(team.card("still needed"))).toContain("its disk has cost $4.60");
});

test("the question is asked once in a week, however often the bot looks and dies", async () => {
  await using team = await stopped();
  await skipTime(team, 7 * day);

  await team.advance(10 * minute);
  const shown = JSON.stringify(team.card("still needed"));
  await team.app.killAndRestart();
  await team.advance(hour);

  expect(team.cards("still needed").map((card) => JSON.stringify(card))).toEqual([shown]);
});

test("a pod beside the team's own can be deleted by a button, and not started", async () => {
  await using team = await stopped();
  const { slots } = team.app.store;
  for (const slot of await slots.list()) await slots.replace(slot, { holderId: "another" });

  await skipTime(team, 7 * day);
  await team.advance(10 * minute);

  expect(team.card("still needed")?.actions?.map(({ label }) => label)).toEqual(["Delete"]);
});

test("its button starts the pod", async () => {
  await using team = await stopped();
  await skipTime(team, 7 * day);
  await team.advance(10 * minute);

  await team.press(team.card("still needed"), "Start");
  await team.advance(3 * minute);

  expect((await team.pods())[0]).toMatchObject({ phase: "live", run: { number: 2 } });
});

test("its other button deletes the pod after a yes", async () => {
  await using team = await stopped();
  await skipTime(team, 7 * day);
  await team.advance(10 * minute);

  const asked = await team.press(team.card("still needed"), "Delete");
  await team.press(asked.card, "Yes");
  await team.advance(minute);

  expect((await team.pods())[0]?.phase).toBe("gone");
});

test("nobody is asked about a pod that was started in the week", async () => {
  await using team = await stopped();
  await skipTime(team, 6 * day);
  await team.say("pod up");
  await team.advance(3 * minute);
  await team.say("pod down");
  await team.advance(minute);

  await skipTime(team, 6 * day);
  await team.advance(10 * minute);

  expect(team.cards("still needed")).toEqual([]);
});

test("nobody is asked about a stopped pod that costs nothing", async () => {
  await using team = await createSimulatedTeam();
  const { id } = await team.app.provider.volumes.create(
    { name: "labelpod-memory-studies", sizeGib: 10, dataCenterId: "US-TX-3" },
    new AbortController().signal,
  );
  await team.say(`pod up volume:${id}`);
  await team.advance(3 * minute);
  await team.say("pod down");
  await team.advance(minute);

  await skipTime(team, 8 * day);
  await team.advance(10 * minute);

  expect((await team.pods())[0]?.phase).toBe("stopped");
  expect(team.cards("still needed")).toEqual([]);
});
