import { expect, test } from "vitest";
import { createSimulatedTeam, minute, second, textOf } from "../support/simulated-team.ts";
import { rentBeside } from "./reconcile-bench.ts";

test("a second pod under this instance's name is stopped after two sweeps, and told of", async () => {
  await using team = await createSimulatedTeam();
  const pod = await team.podUp();
  const other = await rentBeside(team, "labelpod-memory-lost");

  await team.advance(20 * second);
  const early = team.app.provider.listed().map(({ status }) => status);
  await team.advance(2 * minute);

  expect(early).not.toContain("stopped");
  expect(team.app.provider.listed().map(({ status }) => status)).toEqual(["running", "stopped"]);
  expect(textOf(team.card("A second pod"))).toContain(`/pod delete id:${other}`);
  expect((await team.pods()).find(({ id }) => id === pod.id)?.phase).toBe("live");
  expect(textOf(team.card(`${other}: summary`))).toContain("because another pod of the team was up");
});

test("a second pod can be deleted by its id, after a yes", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  const other = await rentBeside(team, "labelpod-memory-lost");
  await team.advance(2 * minute);

  const asked = await team.say(`pod delete id:${other}`);
  await team.press(asked.card, "Yes");
  await team.advance(minute);
  const unknown = await team.say("pod delete id:nobody");

  expect(team.app.provider.listed().map(({ providerPodId }) => providerPodId)).toEqual(["memory-1"]);
  expect(textOf(unknown.card)).toContain("no pod with that id: see /pod list");
});

test("a pod of the same name as the one that is up is stopped as well", async () => {
  await using team = await createSimulatedTeam();
  const pod = await team.podUp();
  await rentBeside(team, pod.name);

  await team.advance(2 * minute);

  expect(team.app.provider.listed().map(({ status }) => status)).toEqual(["running", "stopped"]);
});

test("a pod can be deleted although another machine of its name is still there", async () => {
  await using team = await createSimulatedTeam();
  const pod = await team.podUp();
  const other = await rentBeside(team, pod.name);
  await team.advance(2 * minute);

  const { card } = await team.say("pod delete");
  await team.press(card, "Yes");
  await team.advance(5 * minute);

  expect((await team.pods()).find(({ id }) => id === pod.id)?.phase).toBe("gone");
  expect(team.cards("does not stop")).toEqual([]);
  expect(team.app.provider.listed().map(({ providerPodId }) => providerPodId)).toEqual([other]);
});

test("a machine that turns up late, while its pod waits for another one, is stopped", async () => {
  await using team = await createSimulatedTeam();
  const { stock, listed } = team.app.provider;
  const offers = stock.splice(0);
  await team.say("pod up wait:2h");
  await team.advance(minute);
  const [pod] = await team.pods();
  stock.push(...offers);
  await rentBeside(team, pod?.name ?? "");
  stock.splice(0);

  await team.advance(2 * minute);

  expect(listed().map(({ status }) => status)).toEqual(["stopped"]);
  expect((await team.pods()).find(({ id }) => id === pod?.id)).toMatchObject({ phase: "starting" });
  expect(team.card("A second pod")).toBeDefined();
});
