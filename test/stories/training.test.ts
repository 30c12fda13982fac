import { expect, test } from "vitest";
import { createSimulatedTeam, minute, second, textOf } from "../support/simulated-team.ts";
import { beforeCall } from "../support/trouble.ts";

test("/train ends with the accuracy in the channel, and compares it with the run before", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();

  await team.say("train deepedit epochs:3");
  await team.advance(2 * minute);
  const first = team.cards("Training deepedit is done").at(-1);
  await team.say("train deepedit epochs:5");
  await team.advance(3 * minute);
  const second_ = team.cards("Training deepedit is done").at(-1);

  expect(textOf(first)).toContain("Best accuracy 0.510; no earlier run to compare with.");
  expect(first).toMatchObject({ outcome: "succeeded", tone: "good", notify: { name: "Ada" } });
  expect(textOf(second_)).toContain("Best accuracy 0.607; the run before had 0.510 (+0.097).");
  expect((await team.pods())[0]?.run).toMatchObject({
    trainings: 2,
    trained: [{ model: "deepedit", bestDice: expect.closeTo(0.607, 3) }],
  });
});

test("the live card shows bar, epoch, loss, accuracy per label and the time left", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();

  const reply = await team.say("train deepedit epochs:3");
  await team.advance(50 * second);
  const card = team.card("Training deepedit runs");
  const text = textOf(card);
  await team.advance(2 * minute);

  expect(card?.key).toBe(reply.card.key);
  expect(card?.bar?.fraction).toBeCloseTo(0.75, 1);
  expect(text).toMatch(/\d+ %, about \d+ s left/);
  expect(text).toContain("Epoch: 3 of 3");
  expect(text).toMatch(/Loss: 0\.\d{4}/);
  expect(text).toContain("Validation Dice, epoch 2: 0.425");
  expect(text).toContain("Per label: liver 0.445, spleen 0.405");
  expect(text).toContain("Best so far: 0.425");
});

test("with two labels the figure is training Dice, and every card says so", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  team.app.labelServer.setInfo({ labelled: 2 });

  await team.say("train deepedit epochs:3");
  await team.advance(2 * minute);

  const done = textOf(team.cards("Training deepedit is done").at(-1));
  expect(done).toContain("Training Dice, epoch 3");
  expect(done).toContain("With 2 labelled images nothing is held back");
});

test("a model that is validated every five epochs says so when it was trained for less", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();

  await team.say("train deepgrow_3d epochs:2");
  await team.advance(2 * minute);

  expect(textOf(team.cards("is done").at(-1))).toContain("validated every 5 epochs");
});

test("the options of /train reach the server by its own names", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  const orders: unknown[] = [];
  beforeCall(team.app.labelServer, "train", (_server, order) => orders.push(order));

  await team.say("train deepedit epochs:4 name:liver-2 pretrained:no early-stop:9 val-split:0.25 batch:2");
  await team.advance(2 * minute);

  expect(orders).toEqual([
    {
      model: "deepedit",
      parameters: {
        max_epochs: 4,
        name: "liver-2",
        pretrained: false,
        early_stop_patience: 9,
        val_split: 0.25,
        train_batch_size: 2,
        dataset: "SmartCacheDataset",
        dataloader: "ThreadDataLoader",
        tracking: "None",
        client_id: (await team.trainings())[0]?.id,
      },
    },
  ]);
});

test("/train status shows the training that runs, then the last one, and at first how to start one", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();

  const none = textOf((await team.say("train status")).card);
  await team.say("train deepedit epochs:3");
  await team.advance(40 * second);
  const running = textOf((await team.say("train status")).card);
  await team.advance(2 * minute);
  const done = await team.say("train status");

  expect(none).toContain("/train deepedit starts one");
  expect(running).toMatch(/Training deepedit runs[^]*Progress: \d+ %/);
  expect(textOf(done.card)).toContain("Training deepedit is done");
  expect(done.card.onlyFor?.name).toBe("Ada");
});

test("/train stop ends the training, keeps what it reached, and says yes to the asker alone", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  await team.say("train deepedit epochs:30");
  await team.advance(minute);

  const reply = await team.say("train stop");
  await team.advance(20 * second);

  expect(reply.card).toMatchObject({ onlyFor: { name: "Ada" }, outcome: "succeeded" });
  expect(textOf(team.cards("Training deepedit was stopped").at(-1))).toContain("Best accuracy 0.");
  expect(team.app.labelServer.isTraining()).toBe(false);
  expect(textOf((await team.say("train stop")).card)).toContain("No training runs: start one");
});

test("/train stop works by the button on the training's card", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  await team.say("train deepedit epochs:30");
  await team.advance(minute);

  await team.press(team.card("Training deepedit runs"), "Stop training");
  await team.advance(20 * second);

  expect((await team.trainings())[0]?.state).toBe("stopped");
});

test("/train stop while the server is busy stops the training as soon as it answers", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  await team.say("train deepedit epochs:30");
  await team.advance(minute);
  team.app.labelServer.setUp(false);

  const reply = await team.say("train stop");
  await team.advance(minute);
  team.app.labelServer.setUp(true);
  await team.advance(20 * second);

  expect(reply.card.outcome).toBe("succeeded");
  expect((await team.trainings())[0]?.state).toBe("stopped");
});

test("/train stop of a training that is not submitted yet keeps it from being submitted", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  team.app.labelServer.setUp(false);
  await team.say("train deepedit epochs:30");

  await team.say("train stop");
  team.app.labelServer.setUp(true);
  await team.advance(minute);

  expect((await team.trainings())[0]?.state).toBe("stopped");
  expect(team.app.labelServer.isTraining()).toBe(false);
});

test("the place is free after each end, so that the next training can begin", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  await team.say("train deepedit epochs:30");
  await team.advance(minute);
  await team.say("train stop");
  await team.advance(20 * second);

  await team.say("train segmentation epochs:1");
  await team.advance(minute);

  expect((await team.trainings()).map((training) => training.state)).toEqual(["stopped", "done"]);
});
