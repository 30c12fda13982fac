import { expect, test } from "vitest";
import { createSimulatedTeam, hour, minute, textOf } from "../support/simulated-team.ts";
import { hidePods } from "../support/provider-trouble.ts";
import { rentBeside } from "./reconcile-bench.ts";

const mine = "my old segmentation box";

test("a pod that somebody renames is watched, stopped and started as before", async () => {
  await using team = await createSimulatedTeam();
  const { listed, rename } = team.app.provider;
  await team.podUp();
  rename("memory-1", mine);

  await team.advance(90 * minute);
  const stopped = (await team.pods()).map(({ phase }) => phase);
  await team.say("pod up");
  await team.advance(3 * minute);

  expect(stopped).toEqual(["stopped"]);
  expect((await team.pods()).map(({ phase }) => phase)).toEqual(["live"]);
  expect(listed()).toHaveLength(1);
  expect(team.cards("not labelpod's")).toEqual([]);
});

test("a renamed pod that the store has forgotten is looked after again, and is no stranger", async () => {
  await using team = await createSimulatedTeam();
  const { rename } = team.app.provider;
  const { pods, slots } = team.app.store;
  await team.podUp();
  rename("memory-1", mine);

  for (const record of await pods.list()) await pods.remove(record);
  for (const record of await slots.list()) await slots.remove(record);
  await team.advance(3 * minute);

  expect((await team.pods()).map(({ phase, providerPodId }) => [phase, providerPodId])).toEqual([
    ["live", "memory-1"],
  ]);
  expect(team.cards("not labelpod's")).toEqual([]);
});

test("/pod up takes over a renamed pod that the store has forgotten", async () => {
  await using team = await createSimulatedTeam();
  const { listed, rename } = team.app.provider;
  const { pods, slots } = team.app.store;
  await team.podUp();
  rename("memory-1", mine);
  for (const record of await pods.list()) await pods.remove(record);
  for (const record of await slots.list()) await slots.remove(record);

  await team.say("pod up");
  await team.advance(3 * minute);

  expect(listed()).toHaveLength(1);
  expect((await team.pods()).map(({ providerPodId }) => providerPodId)).toEqual(["memory-1"]);
});

test("a renamed pod that counted as gone rests again when it is listed, and is no stranger", async () => {
  await using team = await createSimulatedTeam();
  const { rename } = team.app.provider;
  await team.podUp();
  await team.say("pod down");
  await team.advance(minute);
  const show = hidePods(team.app.provider);
  await team.advance(10 * minute);
  const meanwhile = (await team.pods())[0]?.phase;

  rename("memory-1", mine);
  show();
  await team.advance(6 * minute);

  expect(meanwhile).toBe("gone");
  expect((await team.pods())[0]?.phase).toBe("stopped");
  expect(team.cards("not labelpod's")).toEqual([]);
});

test("a copy of the team's pod that somebody has made is a stranger, and never touched", async () => {
  await using team = await createSimulatedTeam();
  const { listed, rename } = team.app.provider;
  const { name } = await team.podUp();
  const copy = await rentBeside(team, name);
  rename(copy, "a copy");

  await team.say("pod keep 2h");
  await team.advance(hour);

  expect(listed().map(({ status }) => status)).toEqual(["running", "running"]);
  expect(textOf(team.card("not labelpod's"))).toContain("never touches");
  expect(await team.pods()).toHaveLength(1);
});
