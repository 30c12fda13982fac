import { expect, test } from "vitest";
import { afterRead, dieAfterCreate } from "../support/crash.ts";
import { asked, bob, createSimulatedTeam, minute, second, textOf } from "../support/simulated-team.ts";

test("/train with no pod says to start one", async () => {
  await using team = await createSimulatedTeam();

  const reply = await team.say("train deepedit");

  expect(reply.card).toMatchObject({ outcome: "failed", onlyFor: { name: "Ada" } });
  expect(textOf(reply.card)).toContain("No pod is up: start one with /pod up.");
});

test("/train before the pod is live, and while it stops, says to wait", async () => {
  await using team = await createSimulatedTeam();
  await team.say("pod up");
  await team.advance(20 * second);

  const early = await team.say("train deepedit");
  await team.say("pod down");
  const late = await team.say("train deepedit");

  expect(textOf(early.card)).toContain("wait until its card says that it is live");
  expect(textOf(late.card)).toContain("The pod is being stopped: wait");
  await team.advance(minute);
});

test("/train without labels says to submit one from 3D Slicer", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  team.app.labelServer.setInfo({ labelled: 0 });

  const reply = await team.say("train deepedit");

  expect(textOf(reply.card)).toContain("submit at least one label from 3D Slicer");
  expect(await team.trainings()).toEqual([]);
});

test("/train of a model that there isn't lists those that there are", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();

  const reply = await team.say("train sw_fastedit");

  const text = textOf(reply.card);
  expect(text).toContain("/train deepedit");
  expect(text).toContain("/train segmentation_vertebra");
  expect(text).not.toContain("sw_fastedit");
});

test("/train of a model that isn't loaded offers a restart with it, after which it trains", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  team.app.labelServer.setInfo({ trainers: ["deepgrow_2d", "deepgrow_3d", "deepedit"] });

  const refused = await team.say("train segmentation epochs:2");
  const restart = await team.press(refused.card, "Restart with segmentation");
  team.app.labelServer.setInfo({ trainers: ["deepgrow_2d", "deepgrow_3d", "deepedit", "segmentation"] });
  await team.advance(minute);
  const [pod] = await team.pods();
  await team.say("train segmentation epochs:2");
  await team.advance(2 * minute);

  expect(textOf(refused.card)).toContain("The server runs without segmentation");
  expect(restart.card.title).toContain("coming up");
  expect(pod).toMatchObject({
    phase: "live",
    request: { models: ["deepgrow_2d", "deepgrow_3d", "deepedit", "segmentation"] },
  });
  expect((await team.trainings()).map((training) => training.state)).toEqual(["done"]);
  expect(team.app.provider.listed()).toHaveLength(1);
});

test("/train while one runs says how to see and how to end it", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  await team.say("train deepedit epochs:9");
  await team.advance(30 * second);

  const reply = await team.say("train segmentation", { person: bob });

  expect(textOf(reply.card)).toContain("see it with /train status, or end it with /train stop");
  expect(await team.trainings()).toHaveLength(1);
});

test("two /train at the same moment make one training", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();

  const replies = await Promise.all([
    team.say("train deepedit epochs:2"),
    team.say("train deepgrow_2d epochs:5", { person: bob }),
  ]);
  await team.advance(3 * minute);

  expect(replies.map((reply) => reply.card.outcome).toSorted()).toEqual(["failed", "open"]);
  expect(await team.trainings()).toHaveLength(1);
});

test("a /train that saw no training before another one took the place makes no second one", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  const other = "train deepgrow_2d epochs:5";
  afterRead(team.app.store.slots, "training", async () => team.say(other, { person: bob }));

  const late = await team.say("train deepedit epochs:9");

  expect(textOf(late.card)).toContain("A training runs already");
  expect((await team.trainings()).map((training) => training.request.model)).toEqual(["deepgrow_2d"]);
});

test("a /train whose bot died before it had the place submits nothing, and the next one trains", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  dieAfterCreate(team.app.store.trainings);
  void team.app.dispatch({ ...asked, commandLine: "train deepgrow_2d epochs:5" });
  await team.clock.settle();

  await team.app.killAndRestart();
  await team.say("train deepedit epochs:2");
  await team.advance(5 * minute);

  expect(team.cards("Training deepedit is done")).not.toHaveLength(0);
  expect((await team.trainings()).map((training) => training.state).toSorted()).toEqual(["done", "failed"]);
});

test("a training that somebody started on the server itself is told, not fought", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  const order = { model: "deepedit", parameters: { max_epochs: 30 } };
  await team.app.labelServer.train(await team.server(), order, new AbortController().signal);

  await team.say("train deepedit epochs:2");
  await team.advance(minute);

  expect(textOf(team.cards("Training deepedit failed").at(-1))).toContain("A training runs already");
});

test.each([
  ["epochs:0", "epochs takes a whole number, from 1 to 2000"],
  ["epochs:three", "epochs takes a whole number"],
  ["val-split:1", "val-split takes a number such as 0.2, from 0 to 0.9"],
  ["batch:65", "batch takes a whole number, from 1 to 64"],
  ["early-stop:-1", "early-stop takes a whole number, from 1 to 500"],
  ["pretrained:maybe", "pretrained takes one of these: true, false"],
  ['name:"../../x"', "name takes letters, digits, - and _"],
  ["color:red", "it takes epochs, name, pretrained, early-stop, val-split, batch"],
  ["epochs:1 epochs:2", "epochs was given twice"],
  ['name:"x', "A quotation mark is not closed"],
  ["3", "options in the form name:value"],
])("/train deepedit %s is refused with what it takes", async (options, sentence) => {
  await using team = await createSimulatedTeam();
  await team.podUp();

  const reply = await team.say(`train deepedit ${options}`);

  expect(textOf(reply.card)).toContain(sentence);
  expect(await team.trainings()).toEqual([]);
});
