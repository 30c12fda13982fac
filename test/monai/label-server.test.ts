import { describe, expect, it, onTestFinished } from "vitest";
import { createClock } from "../../src/system/clock.ts";
import type { LabelServer } from "../../src/core/ports/label-server.ts";
import { createSimulatedClock } from "../../src/simulated/clock.ts";
import { createLabelServer } from "../../src/monai/label-server.ts";
import { testLabelServer, type LabelServerSubject } from "../contracts/label-server.ts";
import { describesRequest } from "../support/monai-openapi.ts";
import { readDetails, readRecording } from "../support/monai-recordings.ts";
import {
  startRecordingsServer,
  type MonaiFault,
  type RecordingsServer,
} from "../support/monai-recordings-server.ts";
import { makeSelfSigned, type SelfSigned } from "../support/self-signed.ts";

const never = new AbortController().signal;
const order = { model: "deepedit", parameters: { max_epochs: 2, client_id: "t-1" } };

async function makeSubject(tls?: SelfSigned): Promise<LabelServerSubject> {
  const server = await startRecordingsServer("/secret-key", tls);
  const address = { url: server.url, ...(tls === undefined ? {} : { certificate: tls.certificate }) };
  const labelServer = createLabelServer({ clock: createClock() });
  return {
    labelServer,
    server: address,
    order,
    letItRun: async () => server.trainings.goOn(),
    letItEnd: async () => server.trainings.goOn(),
    takeDown: async () => server[Symbol.asyncDispose](),
    async [Symbol.asyncDispose]() {
      await labelServer[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

testLabelServer("MONAI Label as recorded", () => makeSubject());
testLabelServer("MONAI Label as recorded, by TLS", () => makeSubject(makeSelfSigned()));

type Bench = { readonly server: RecordingsServer; readonly labelServer: LabelServer };

async function makeBench(): Promise<Bench> {
  const server = await startRecordingsServer();
  const labelServer = createLabelServer({ clock: createClock() });
  onTestFinished(async () => {
    await labelServer[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });
  return { server, labelServer };
}

describe("createLabelServer", () => {
  it("calls with the slashes that spare a redirect", async () => {
    const { server, labelServer } = await makeBench();
    const address = { url: `${server.url}/` };

    await labelServer.answers(address, never);
    await labelServer.info(address, never);
    await labelServer.train(address, order, never);
    await labelServer.tasks(address, never);

    expect(server.asked.slice(1).filter((asked) => !describesRequest(asked))).toEqual([]);
    expect(server.asked).toEqual([
      "GET /openapi.json",
      "GET /info/",
      "POST /train/deepedit",
      "GET /train/?all=true",
    ]);
  });

  it("info() reads the recorded server", async () => {
    const { server, labelServer } = await makeBench();

    const info = await labelServer.info(server, never);

    expect(info).toEqual({ trainers: ["deepedit", "segmentation"], hasGpu: false, images: 8, labelled: 5 });
  });

  it("info() counts tags, because a PACS is completed late", async () => {
    const { server, labelServer } = await makeBench();
    server.setInfo((body) => ({
      ...body,
      datastore: { total: 3, completed: 0, label_tags: { final: 1, original: 2 } },
    }));

    expect(await labelServer.info(server, never)).toMatchObject({ images: 3, labelled: 1 });
  });

  it("info() sees a GPU where one is offered, and passes no odd name on", async () => {
    const { server, labelServer } = await makeBench();
    const trainer = { config: { device: ["NVIDIA RTX 4090", "cpu"] } };
    server.setInfo((body) => ({
      ...body,
      trainers: { deepedit: trainer, "Doe, John": trainer, bundle: {} },
    }));

    const info = await labelServer.info(server, never);

    expect(info).toMatchObject({ hasGpu: true, trainers: ["deepedit", "bundle"] });
  });

  it("stopTraining() ends the queue too, where the next one starts at once", async () => {
    const { server, labelServer } = await makeBench();
    await labelServer.train(server, order, never);
    server.trainings.goOn();
    server.trainings.queue();

    await labelServer.stopTraining(server, never);

    const tasks = await labelServer.tasks(server, never);
    expect(tasks.map(({ status }) => status)).toEqual(["stopped", "stopped"]);
  });

  it("tasks() passes no text on that somebody posted as a name", async () => {
    const { server, labelServer } = await makeBench();
    server.trainings.submit("Doe^John", { client_id: "Doe^John 1950-01-01" });

    const tasks = await labelServer.tasks(server, never);

    expect(tasks).toMatchObject([{ model: "unknown" }]);
    expect(JSON.stringify(tasks)).not.toContain("Doe");
  });

  it("lets no line of a log out", async () => {
    const { server, labelServer } = await makeBench();
    await labelServer.train(server, order, never);
    server.trainings.fail([
      ...readDetails("train_unknown_after"),
      "ValueError: /studies/Doe^John.nii.gz is broken",
    ]);

    const tasks = await labelServer.tasks(server, never);

    expect(JSON.stringify(tasks)).not.toMatch(/Doe|studies|Traceback|monailabel/);
    expect(JSON.stringify(readRecording("train_unknown_after"))).toContain("Traceback");
  });
});

describe("createLabelServer, when the server goes wrong", () => {
  const faults: readonly (readonly [MonaiFault, string])[] = [
    ["500", "server-confused"],
    ["page", "server-confused"],
    ["redirect", "server-confused"],
    ["huge", "server-confused"],
    ["reset", "server-unreachable"],
  ];

  it.each(faults)("a %s is UnreachableError %s without a word of the answer", async (fault, code) => {
    const { server, labelServer } = await makeBench();
    for (const route of ["GET /info/", "GET /train/", "POST /train/", "DELETE /train/"])
      server.failNext(route, fault);

    const errors = await Promise.all(
      [
        labelServer.info(server, never),
        labelServer.tasks(server, never),
        labelServer.train(server, order, never),
        labelServer.stopTraining(server, never),
      ].map((call) =>
        call.then(
          () => undefined,
          (error: unknown) => error,
        ),
      ),
    );

    for (const error of errors) {
      expect(error).toMatchObject({ name: "UnreachableError", code });
      expect(error).not.toHaveProperty("cause", expect.anything());
      expect(String(error)).not.toContain("Doe");
    }
  });

  it.each(["500", "page", "redirect", "reset"] as const)("answers() is false after a %s", async (fault) => {
    const { server, labelServer } = await makeBench();
    server.failNext("GET /openapi.json", fault);

    expect(await labelServer.answers(server, never)).toBe(false);
  });

  it("a server that hangs is busy, not down", async () => {
    await using server = await startRecordingsServer();
    const clock = createSimulatedClock();
    await using labelServer = createLabelServer({ clock });
    server.failNext("GET /train/", "hang");

    const error = labelServer.tasks(server, never).catch((caught: unknown) => caught);
    await clock.advance(120_000);

    expect(await error).toMatchObject({ name: "UnreachableError", code: "server-busy" });
  });
});
