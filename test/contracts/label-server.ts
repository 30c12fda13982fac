import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { UnreachableError } from "../../src/core/common/errors.ts";
import type { LabelServer } from "../../src/core/ports/label-server.ts";
import type { ServerAddress } from "../../src/core/records/server-address.ts";
import type { TrainOrder } from "../../src/core/records/training.ts";

export type LabelServerSubject = AsyncDisposable & {
  readonly labelServer: LabelServer;
  readonly server: ServerAddress;
  /** Asks for a training of a loaded model. */
  readonly order: TrainOrder;
  /** Lets the training come to its first iterations. */
  letItRun(): Promise<void>;
  /** Lets the training come to its end. */
  letItEnd(): Promise<void>;
  /** Ends the server. */
  takeDown(): Promise<void>;
};

const never = new AbortController().signal;

/** What the bot counts on when it speaks to MONAI Label. */
export function testLabelServer(name: string, makeSubject: () => Promise<LabelServerSubject>): void {
  describe(`LabelServer: ${name}`, () => {
    let subject: LabelServerSubject;

    beforeEach(async () => {
      subject = await makeSubject();
    });
    afterEach(async () => {
      await subject[Symbol.asyncDispose]();
    });

    describeAnswers(() => subject);
    describeTraining(() => subject);
    describeFaults(() => subject);
  });
}

function describeAnswers(get: () => LabelServerSubject): void {
  it("answers() tells whether anything is there", async () => {
    const { labelServer, server, takeDown } = get();

    const whileUp = await labelServer.answers(server, never);
    await takeDown();
    const afterwards = await labelServer.answers(server, never);

    expect([whileUp, afterwards]).toEqual([true, false]);
  });

  it("info() names what can be trained and counts images", async () => {
    const { labelServer, server, order } = get();

    const info = await labelServer.info(server, never);

    expect(info.trainers).toContain(order.model);
    expect(info.labelled).toBeGreaterThan(0);
    expect(info.images).toBeGreaterThanOrEqual(info.labelled);
    expect(info.hasGpu).toBeTypeOf("boolean");
  });
}

function describeTraining(get: () => LabelServerSubject): void {
  it("tasks() is empty before the first training", async () => {
    const { labelServer, server } = get();

    expect(await labelServer.tasks(server, never)).toEqual([]);
  });

  it("train() begins a training that tasks() knows by its id and by who asked", async () => {
    const { labelServer, server, order } = get();

    const task = await labelServer.train(server, order, never);
    const tasks = await labelServer.tasks(server, never);

    expect(task).toMatchObject({ model: order.model, clientId: order.parameters["client_id"] });
    expect(tasks.map(({ taskId, clientId }) => ({ taskId, clientId }))).toEqual([
      { taskId: task.taskId, clientId: task.clientId },
    ]);
  });

  it("train() throws training-runs while one runs", async () => {
    const { labelServer, server, order, letItRun } = get();
    await labelServer.train(server, order, never);
    await letItRun();

    await expect(labelServer.train(server, order, never)).rejects.toMatchObject({ code: "training-runs" });
  });

  it("tasks() follows a training from its first iterations to its Dice", async () => {
    const { labelServer, server, order, letItRun, letItEnd } = get();
    await labelServer.train(server, order, never);

    await letItRun();
    const [running] = await labelServer.tasks(server, never);
    await letItEnd();
    const [done] = await labelServer.tasks(server, never);

    expect(running).toMatchObject({ status: "running", log: { epoch: expect.any(Number) } });
    expect(running?.log.totalEpochs).toBe(order.parameters["max_epochs"]);
    expect(done).toMatchObject({ status: "done" });
    const best = done?.log.epochs.at(-1);
    expect(best?.epoch).toBe(order.parameters["max_epochs"]);
    expect(best?.validation?.mean).toBeGreaterThan(0);
    expect(best?.validation?.mean).toBeLessThanOrEqual(1);
  });

  it("train() of a model that is not loaded is taken and ends with unknown-model", async () => {
    const { labelServer, server, order, letItEnd } = get();
    await labelServer.train(server, { ...order, model: "nosuch" }, never);

    await letItEnd();

    expect(await labelServer.tasks(server, never)).toMatchObject([
      { model: "nosuch", status: "error", failureCode: "unknown-model", log: { epochs: [] } },
    ]);
  });

  it("stopTraining() ends what runs, and the next training may begin", async () => {
    const { labelServer, server, order, letItRun } = get();
    await labelServer.train(server, order, never);
    await letItRun();

    await labelServer.stopTraining(server, never);
    const [stopped] = await labelServer.tasks(server, never);
    const next = await labelServer.train(server, order, never);

    expect(stopped?.status).toBe("stopped");
    expect(next.taskId).not.toBe(stopped?.taskId);
  });

  it("stopTraining() does nothing where nothing runs", async () => {
    const { labelServer, server } = get();

    await labelServer.stopTraining(server, never);

    expect(await labelServer.tasks(server, never)).toEqual([]);
  });
}

function describeFaults(get: () => LabelServerSubject): void {
  function calls(signal: AbortSignal): readonly (() => Promise<unknown>)[] {
    const { labelServer, server, order } = get();
    return [
      () => labelServer.info(server, signal),
      () => labelServer.tasks(server, signal),
      () => labelServer.train(server, order, signal),
      () => labelServer.stopTraining(server, signal),
    ];
  }

  it("all but answers() throw UnreachableError when nothing is there", async () => {
    await get().takeDown();

    for (const call of calls(never)) await expect(call()).rejects.toThrow(UnreachableError);
  });

  it("all throw the reason of a signal that was aborted before", async () => {
    const { labelServer, server } = get();
    const reason = new Error("shutting down");
    const aborted = AbortSignal.abort(reason);

    await expect(labelServer.answers(server, aborted)).rejects.toBe(reason);
    for (const call of calls(aborted)) await expect(call()).rejects.toBe(reason);
  });
}
