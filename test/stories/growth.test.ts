import { withoutRun } from "../../src/core/records/pod.ts";
import { expect, test } from "vitest";
import { update } from "../../src/core/ports/store.ts";
import { createSimulatedTeam, minute, type SimulatedTeam } from "../support/simulated-team.ts";
import { never, rentBeside } from "./reconcile-bench.ts";
import { answerAlways, beforeCall } from "../support/trouble.ts";

async function deletePod(team: SimulatedTeam): Promise<void> {
  const question = await team.say("pod delete");
  await team.press(question.card, "Yes");
}

async function openIds({ app }: SimulatedTeam): Promise<readonly string[]> {
  const open = [...(await app.store.pods.listOpen()), ...(await app.store.trainings.listOpen())];
  return open.map(({ id }) => id);
}

test("a deleted pod is read by no sweep any more once its end was told and the ledger has it", async () => {
  await using team = await createSimulatedTeam();
  const pod = await team.podUp();
  await team.say("train deepedit epochs:3");
  expect(await openIds(team)).toHaveLength(2);

  await deletePod(team);
  await team.advance(5 * minute);

  const [gone] = await team.pods();
  const entries = (await team.app.store.ledger.list()).map(({ value }) => value);
  expect(gone).toMatchObject({ id: pod.id, phase: "gone", run: { isClosed: true, isBooked: true } });
  expect(entries.map(({ kind, trainings, toMs }) => [kind, trainings, toMs])).toEqual([
    ["up", 1, gone?.run.endedAtMs],
  ]);
  expect(await openIds(team)).toEqual([]);
});

test("a stopped pod stays open, since its disk costs money", async () => {
  await using team = await createSimulatedTeam();
  const pod = await team.podUp();

  await team.say("pod down");
  await team.advance(30 * minute);

  expect(await openIds(team)).toEqual([pod.id]);
});

test("a pod that turns up when its record was closed is ended, and booked", async () => {
  await using team = await createSimulatedTeam();
  const { provider, store } = team.app;
  const pod = await team.podUp();
  await deletePod(team);
  await team.advance(10 * minute);
  expect(await openIds(team)).toEqual([]);

  const late = await rentBeside(team, pod.name);
  await team.advance(10 * minute);

  const entries = (await store.ledger.list()).map(({ value }) => value);
  expect(provider.listed()).toEqual([]);
  expect(entries.map(({ providerPodId }) => providerPodId)).toEqual([pod.providerPodId, late]);
  expect(entries.every(({ toMs }) => toMs !== undefined)).toBe(true);
  expect(await openIds(team)).toEqual([]);
});

test("a record that an older version left, without a word of its booking, is closed by the next sweep", async () => {
  await using team = await createSimulatedTeam();
  const pod = await team.podUp();
  await deletePod(team);
  await team.advance(5 * minute);
  const place = { teamId: "main", id: pod.id };
  await update(team.app.store.pods, place, (current) =>
    current.phase === "gone" ? withoutRun(current, "isBooked") : undefined,
  );
  expect(await openIds(team)).toEqual([pod.id]);

  await team.advance(minute);

  expect(await openIds(team)).toEqual([]);
});

test("a look at a training at which nothing has moved writes nothing and shows no card", async () => {
  await using team = await createSimulatedTeam();
  const { labelServer, software, store } = team.app;
  await team.podUp();
  await team.say("train deepedit epochs:30");
  await team.advance(minute);
  const [training] = await team.trainings();
  const frozen = await labelServer.tasks(await team.server(), never);
  const thaw = answerAlways(labelServer, "tasks", frozen);
  answerAlways(software, "stats", {});
  await team.advance(10_000);
  const shown = team.chat.shown.length;
  const [before] = await store.trainings.list();

  await team.advance(minute);

  const [after] = await store.trainings.list();
  const ofTraining = team.chat.shown.slice(shown).filter(({ key }) => key.startsWith("training:"));
  expect(training?.progress.epoch).toBeGreaterThan(0);
  expect(after?.revision).toBe(before?.revision);
  expect(ofTraining).toEqual([]);
  thaw();
  await team.advance(10_000);
  expect((await store.trainings.list())[0]?.revision).toBeGreaterThan(after?.revision ?? 0);
});

test("the metrics of a training's epochs lie apart from the record that is written at its looks", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  await team.say("train deepedit epochs:5");
  await team.advance(10 * minute);

  const [training] = await team.trainings();
  const [epochs] = await team.app.store.epochs.list();
  expect(training).toMatchObject({ state: "done", progress: { latest: { epoch: 5 } } });
  expect(epochs).toMatchObject({ id: training?.id, teamId: "main" });
  expect(epochs?.value.points.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5]);
  expect(JSON.stringify(training).match(/perLabel/gu)).toHaveLength(2);
});

test("an open pod that the index has lost is looked after again as soon as its provider lists it", async () => {
  await using team = await createSimulatedTeam({ idleMs: 10 * minute, graceMs: 5 * minute });
  const pod = await team.podUp();
  const { pods } = team.app.store;
  const find = answerAlways(pods, "listOpen", []);
  beforeCall(pods, "replace", find);

  await team.advance(30 * minute);

  expect(team.logged).toContain("an open pod was not known as open");
  expect((await pods.get("main", pod.id))?.value).toMatchObject({
    phase: "stopped",
    run: { stop: { reason: "idle" } },
  });
});
