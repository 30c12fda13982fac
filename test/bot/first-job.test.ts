import { expect, test } from "vitest";
import { createTerminalChat } from "../../src/chat/terminal/terminal-chat.ts";
import type { Card } from "../../src/core/records/card.ts";
import { UserFacingError } from "../../src/core/common/errors.ts";
import { runFirstJob } from "../../src/bot/first-job.ts";
import { createSimulatedApp } from "../../src/bot/simulated-app.ts";
import { createSimulatedClock } from "../../src/simulated/clock.ts";
import { createTestLog } from "../support/log.ts";

const hourMs = 3_600_000;

async function prepare() {
  const clock = createSimulatedClock();
  const drawn: Card[] = [];
  const steps: string[] = [];
  const cards = createTerminalChat({
    draw: (card) => void drawn.push(card),
    writeStep: (step) => void steps.push(step.title),
  });
  let ids = 0;
  const app = await createSimulatedApp({
    clock,
    chat: cards,
    log: createTestLog(),
    newId: () => `k${(ids += 1)}`,
  });
  const stack = new AsyncDisposableStack();
  stack.defer(async () => clock.advance(hourMs));
  stack.use(app);
  const job = {
    teamId: "main",
    dispatch: app.dispatch,
    trainings: app.store.trainings,
    cards,
    signal: new AbortController().signal,
    report: () => undefined,
  };
  return { app, clock, drawn, steps, job, [Symbol.asyncDispose]: async () => stack.disposeAsync() };
}

test("runFirstJob() brings a pod up, trains on it and stops it when that is wished", async () => {
  await using team = await prepare();

  const running = runFirstJob({ ...team.job, stopsPod: true });
  await team.clock.advance(hourMs / 4);

  await expect(running).resolves.toBe(true);
  expect(team.app.provider.listed().map((pod) => pod.status)).toEqual(["stopped"]);
  expect(team.drawn.map((card) => card.title)).toContain("Training deepedit is done");
});

test("runFirstJob() leaves the pod up when that is wished", async () => {
  await using team = await prepare();

  const running = runFirstJob({ ...team.job, stopsPod: false });
  await team.clock.advance(hourMs / 4);

  await expect(running).resolves.toBe(true);
  expect(team.app.provider.listed().map((pod) => pod.status)).toEqual(["running"]);
});

test("runFirstJob() is false when the pod does not come up", async () => {
  await using team = await prepare();
  team.app.software.failNext(
    "begin:environment",
    new UserFacingError("no-disk", "The disk is full: make room."),
  );

  const running = runFirstJob({ ...team.job, stopsPod: true });
  await team.clock.advance(hourMs / 4);

  await expect(running).resolves.toBe(false);
});

test("runFirstJob() is false when the training fails, and stops the pod nonetheless", async () => {
  await using team = await prepare();
  team.app.labelServer.failNextTraining("out-of-memory");

  const running = runFirstJob({ ...team.job, stopsPod: true });
  await team.clock.advance(hourMs / 4);

  await expect(running).resolves.toBe(false);
  expect(team.app.provider.listed().map((pod) => pod.status)).toEqual(["stopped"]);
});

test("runFirstJob() goes on with a training that an earlier life of the bot began", async () => {
  await using team = await prepare();
  const killed = new AbortController();
  const first = runFirstJob({ ...team.job, signal: killed.signal, stopsPod: true });
  while (!team.drawn.some((card) => card.title === "Training deepedit runs")) await team.clock.advance(1000);
  killed.abort();
  await expect(first).rejects.toBe(killed.signal.reason);
  await team.app.killAndRestart();

  const second = runFirstJob({ ...team.job, stopsPod: true });
  await team.clock.advance(hourMs / 4);

  await expect(second).resolves.toBe(true);
  expect(await team.app.store.trainings.list("main")).toHaveLength(1);
});

test("the terminal's log gets one line per step and not a card for every second", async () => {
  await using team = await prepare();

  const running = runFirstJob({ ...team.job, stopsPod: false });
  await team.clock.advance(hourMs / 4);
  await running;

  const comingUp = team.drawn.filter((card) => card.title.endsWith("is coming up"));
  expect(team.steps.slice(-4)).toEqual([
    expect.stringMatching(/^Install MONAI Label \(packages, \d+ of 100 MB\)$/),
    "Install MONAI Label",
    "Prepare the studies",
    "Start the server",
  ]);
  expect(comingUp.length).toBeLessThan(5);
});
