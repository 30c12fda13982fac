import { expect, test } from "vitest";
import type { TrainFailureCode } from "../../src/core/records/training.ts";
import { trainingFailure } from "../../src/core/words/training.ts";
import { failures } from "../../src/core/words/errors.ts";
import { simulatedFailures } from "../../src/core/words/simulated.ts";
import { dieAfterWrite, dieBeforeCard } from "../support/crash.ts";
import { createSimulatedTeam, minute, second, textOf } from "../support/simulated-team.ts";
import { answerAlways, dieAfterNext, turnAnswers } from "../support/trouble.ts";

const codes = [
  "no-labels",
  "out-of-gpu-memory",
  "out-of-memory",
  "shape-mismatch",
  "volume-too-small",
  "unknown-model",
  "unknown",
] as const satisfies readonly TrainFailureCode[];

test.each(codes)("a training that fails by %s says what to do", async (code) => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  team.app.labelServer.failNextTraining(code);

  await team.say("train deepedit epochs:3");
  await team.advance(minute);

  const card = team.cards("Training deepedit failed").at(-1);
  expect(card).toMatchObject({ outcome: "failed", tone: "bad", notify: { name: "Ada" } });
  const [training] = await team.trainings();
  expect(textOf(card)).toContain(trainingFailure(code, training?.id ?? "").sentence);
});

test("a training that the server forgot is lost", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  await team.say("train deepedit epochs:9");
  await team.advance(minute);

  team.app.labelServer.forgetTasks();
  await team.advance(20 * second);

  expect(textOf(team.cards("Training deepedit was lost").at(-1))).toContain("start the training again");
  expect(textOf((await team.say("train status")).card)).toContain("was lost");
});

test("a server that is away for a while is waited for", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  await team.say("train deepedit epochs:9");
  await team.advance(30 * second);

  team.app.labelServer.setUp(false);
  await team.advance(minute);
  team.app.labelServer.setUp(true);
  await team.advance(4 * minute);

  expect((await team.trainings())[0]?.state).toBe("done");
});

test("a training that the server does not take for half an hour fails, and the next one has the place", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  team.app.labelServer.setUp(false);
  await team.say("train deepedit epochs:3");

  await team.advance(29 * minute);
  expect((await team.trainings())[0]?.state).toBe("submitting");
  await team.advance(2 * minute);

  const card = team.cards("Training deepedit failed").at(-1);
  expect(card).toMatchObject({ outcome: "failed", notify: { name: "Ada" } });
  expect(textOf(card)).toContain(failures.notSubmitted().userMessage);

  team.app.labelServer.setUp(true);
  await team.say("train deepedit epochs:3");
  await team.advance(4 * minute);
  expect((await team.trainings()).map(({ state }) => state)).toContain("done");
});

test("a training that waits for its server has its full time again after the bot was away", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  team.app.labelServer.setUp(false);
  await team.say("train deepedit epochs:3");
  await team.advance(20 * minute);

  await team.app.killAndRestart();
  await team.advance(20 * minute);
  expect((await team.trainings())[0]?.state).toBe("submitting");
  await team.advance(12 * minute);
  expect((await team.trainings())[0]?.state).toBe("failed");
});

test("a pod that is stopped in a training ends it and counts it", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  await team.say("train deepedit epochs:30");
  await team.advance(2 * minute);

  await team.say("pod down");
  await team.advance(minute);

  expect((await team.trainings())[0]?.state).toBe("stopped");
  expect(textOf(team.cards("Training deepedit was stopped").at(-1))).toContain("start it again with /pod up");
  expect(textOf(team.card(": summary of this run"))).toMatch(
    /Trainings: 1\nModels trained: deepedit, best accuracy 0\.\d{3}/,
  );
});

test("a bot killed in a training goes on, and the card says so", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  await team.say("train deepedit epochs:6");
  await team.advance(minute);

  await team.app.killAndRestart();
  await team.advance(10 * second);
  const resumed = textOf(team.card("Training deepedit runs"));
  await team.advance(3 * minute);

  expect(resumed).toContain("labelpod was restarted and follows the training again");
  expect((await team.trainings()).map((training) => training.state)).toEqual(["done"]);
});

test("a training whose submit had no answer is found by its id, not submitted twice", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  const { labelServer } = team.app;
  labelServer.failNext("train", simulatedFailures.serverAway(), "after");

  await team.say("train deepedit epochs:3");
  await team.advance(3 * minute);
  const tasks = await team.app.labelServer.tasks(await team.server(), new AbortController().signal);

  expect(tasks).toHaveLength(1);
  expect((await team.trainings()).map((training) => training.state)).toEqual(["done"]);
});

test("a bot killed right after a submit finds the training again", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  dieAfterNext(team.app.labelServer, "train");
  await team.say("train deepedit epochs:3");
  await team.advance(second);

  await team.app.killAndRestart();
  await team.advance(2 * minute);
  const tasks = await team.app.labelServer.tasks(await team.server(), new AbortController().signal);

  expect(tasks).toHaveLength(1);
  expect((await team.trainings()).map((training) => training.state)).toEqual(["done"]);
});

test("a training that does not move for an hour is stopped and says so", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  const { labelServer } = team.app;
  const { tasks } = labelServer;
  await team.say("train deepedit epochs:30");
  await team.advance(minute);
  const stuck = await tasks(await team.server(), new AbortController().signal);
  answerAlways(labelServer, "tasks", stuck);
  turnAnswers(team.app.software, "stats", () => ({}));

  await team.advance(59 * minute);
  const before = (await team.trainings())[0]?.state;
  await team.advance(3 * minute);

  expect(before).toBe("running");
  expect(textOf(team.cards("Training deepedit failed").at(-1))).toContain("has not moved for an hour");
  expect(labelServer.isTraining()).toBe(false);
});

test("a crash between the end of a training and its telling loses nothing", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  await team.say("train deepedit epochs:3");
  dieAfterWrite(team.app.store.trainings, (training) => training.state === "done");
  await team.advance(2 * minute);
  const told = team.cards("Training deepedit is done").length;

  await team.app.killAndRestart();
  await team.advance(30 * second);

  expect(told).toBe(0);
  expect(textOf(team.cards("Training deepedit is done").at(-1))).toContain("Best accuracy 0.510");
  expect((await team.pods())[0]?.run).toMatchObject({
    trainings: 1,
    trained: [{ model: "deepedit", bestDice: expect.closeTo(0.51, 3) }],
  });
  expect(await team.app.store.slots.get("main", "training")).toBeUndefined();
});

test("a crash right before the message at the end counts the training once and tells it", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  dieBeforeCard(team.chat, (card) => card.key.endsWith(":end"));
  await team.say("train deepedit epochs:3");
  await team.advance(2 * minute);

  await team.app.killAndRestart();
  await team.advance(30 * second);

  expect(team.cards("Training deepedit is done")).toHaveLength(2);
  expect((await team.pods())[0]?.run.trainings).toBe(1);
});

test("a training that was told is not told again", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  await team.say("train deepedit epochs:3");
  await team.advance(2 * minute);
  const shown = team.chat.shown.filter((card) => card.key.endsWith(":end")).length;

  await team.app.killAndRestart();
  await team.advance(minute);

  expect(shown).toBe(1);
  expect(team.chat.shown.filter((card) => card.key.endsWith(":end"))).toHaveLength(1);
  expect((await team.pods())[0]?.run.trainings).toBe(1);
});
