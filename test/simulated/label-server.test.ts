import { expect, test } from "vitest";
import { createSimulatedClock, type SimulatedClock } from "../../src/simulated/clock.ts";
import { createSimulatedLabelServer, type SimulatedLabelServer } from "../../src/simulated/label-server.ts";

const never = new AbortController().signal;
const address = { url: "http://203.0.113.2:10003/a-key" };
const order = { model: "deepedit", parameters: { max_epochs: 3, client_id: "training-1" } };

function start(labelled = 5): { clock: SimulatedClock; server: SimulatedLabelServer } {
  const clock = createSimulatedClock();
  return { clock, server: createSimulatedLabelServer({ clock, epochMs: 1000, info: { labelled } }) };
}

test("a training's Dice rises epoch by epoch until it is done", async () => {
  const { clock, server } = start();
  await server.train(address, order, never);
  await clock.advance(60_000);
  const [task] = await server.tasks(address, never);
  const means = task?.log.epochs.map(({ validation }) => validation?.mean ?? 0) ?? [];
  expect(task).toMatchObject({
    model: "deepedit",
    clientId: "training-1",
    status: "done",
    log: { epoch: 3, totalEpochs: 3 },
  });
  expect(means).toHaveLength(3);
  expect(means).toEqual(means.toSorted((a, b) => a - b));
  expect(server.stats()).toMatchObject({ deepedit: { epoch: 3, bestMetric: means.at(-1) } });
});

test("a second training is refused while one runs, and taken when it was stopped", async () => {
  const { clock, server } = start();
  await server.train(address, order, never);
  await expect(server.train(address, order, never)).rejects.toMatchObject({ code: "training-runs" });
  await clock.advance(2500);
  await server.stopTraining(address, never);
  await server.train(address, order, never);
  expect((await server.tasks(address, never)).map(({ status }) => status)).toEqual(["stopped", "submitted"]);
});

test.each([
  { labelled: 0, model: "deepedit", failureCode: "no-labels" },
  { labelled: 5, model: "no-such-model", failureCode: "unknown-model" },
] as const)(
  "a training of $model on $labelled labels ends in $failureCode",
  async ({ labelled, model, failureCode }) => {
    const { clock, server } = start(labelled);
    await server.train(address, { ...order, model }, never);
    await clock.advance(10_000);
    expect(await server.tasks(address, never)).toMatchObject([{ status: "error", failureCode }]);
  },
);

test("two labels give no validation", async () => {
  const { clock, server } = start(2);
  await server.train(address, order, never);
  await clock.advance(10_000);
  const [task] = await server.tasks(address, never);
  expect(task?.log.epochs.map(({ validation }) => validation)).toEqual([undefined, undefined, undefined]);
});

test("a restarted server knows no task, and keeps its statistics", async () => {
  const { clock, server } = start();
  await server.train(address, order, never);
  await clock.advance(10_000);
  server.forgetTasks();
  expect(await server.tasks(address, never)).toEqual([]);
  expect(Object.keys(server.stats())).toEqual(["deepedit"]);
});
