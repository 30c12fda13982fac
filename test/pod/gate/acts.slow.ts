import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { botKey, type GateBench, key, openGate } from "./gate-bench.ts";
import { python } from "../pod-bench.ts";

const patience = { timeout: 15_000 };
const patient = "Mustermann_Erika";

describe("what a person does is noted by its kind:", () => {
  const acts: readonly (readonly [string, string])[] = [
    ["POST /activelearning/random", "annotating"],
    ["GET /datastore/image?image=a", "annotating"],
    ["GET /datastore/?output=all", "annotating"],
    ["HEAD /datastore/label?image=a&tag=final", "annotating"],
    ["GET /session/abc", "annotating"],
    ["POST /infer/deepedit?image=a", "inferring"],
    ["POST /batch/infer/deepedit", "inferring"],
    ["PUT /datastore/label?image=a&tag=final", "submitting"],
    ["PUT /datastore/updatelabelinfo?label=a", "submitting"],
    ["DELETE /datastore/label?id=a&tag=final", "submitting"],
    ["POST /train/deepedit", "training"],
    ["POST /tr%61in/deepedit", "training"],
    ["DELETE /train/", "training"],
    ["GET /ohif/viewer", "viewing"],
    ["GET /proxy/dicom/qido/studies", "viewing"],
    ["PUT /datastore/?image=a", "uploading"],
    ["POST /proxy/dicom/wado/studies", "uploading"],
    ["PUT /datastore/image?image=a", "uploading"],
    ["PUT /session/", "uploading"],
  ];

  it.each(acts)("%s", (act, kind) => {
    const program = "import sys; from podlib.gate.acts import kind_of; print(kind_of(*sys.argv[1].split()))";
    const pod = path.join(import.meta.dirname, "../../../pod");

    const told = execFileSync(python, ["-B", "-c", program, act], { cwd: pod, encoding: "utf8" });

    expect(told.trim()).toBe(kind);
  });
});

describe("what clients send by themselves", () => {
  let gate: GateBench;

  beforeAll(async () => {
    gate = await openGate();
  });
  afterAll(() => gate[Symbol.asyncDispose]());

  it("is nobody's doing, and neither is what the server refuses or the bot asks", async () => {
    const polls = [
      "GET /auth/",
      "GET /train/",
      "GET /train/?check_if_running=true",
      "GET /batch/infer?all=true",
      "GET /scoring/",
      "POST /scoring/dice",
      "GET /info/",
      "GET /logs/?text=true",
      "GET /openapi.json",
      "GET /",
      "GET /docs",
      "GET /static/a.js",
      "OPTIONS /infer/deepedit",
      "PATCH /datastore/label",
      "GET /trainers",
      "GET /datastores",
      "GET /datastore/image?refuse",
      "PUT /datastore/label?refuse",
    ];
    for (const poll of polls) await gate.ask(poll.replace(" /", ` /${key}/`), ["Content-Length: 0"]);
    await gate.ask(`POST /${botKey}/train/deepedit`, ["Content-Length: 0"]);
    await gate.ask(`GET /${botKey}/datastore/?output=all`);
    await gate.ask(`GET /${key}/ohif/`);

    await expect.poll(() => kindsOf(gate), patience).toEqual(["viewing"]);
  });

  it("is answered for /auth/ without the server, which may be busy", async () => {
    const before = gate.lines().length;

    expect(await gate.ask(`GET /${key}/auth/`)).toMatch(/^HTTP\/1\.1 404 [^]*\{"detail": "Not Found"\}$/);
    expect(gate.lines()).toHaveLength(before);
  });
});

it("a request under way is use for as long as it takes", async () => {
  await using gate = await openGate();

  const open = gate.ask(`POST /${key}/infer/deepedit?hang`, ["Content-Length: 0"]);
  await expect.poll(async () => (await gate.activity())["openRequests"], patience).toBe(1);
  gate.write("release", "");
  await open;

  await expect.poll(() => kindsOf(gate), patience).toEqual(["inferring"]);
  expect(await gate.activity()).toMatchObject({ openRequests: 0 });
});

it("an upload whose client is reset in the middle is no use any more", async () => {
  await using gate = await openGate();
  const socket = connect(gate.port, "127.0.0.1");
  const type = "Content-Type: multipart/form-data; boundary=b";
  const head = `PUT /${key}/datastore/label?image=a HTTP/1.1\r\nHost: pod.example\r\n${type}\r\nContent-Length: 900000\r\n\r\n`;
  socket.write(
    `${head}--b\r\nContent-Disposition: form-data; name="label"; filename="a.nii.gz"\r\n\r\n${"x".repeat(100_000)}`,
  );
  const isOpen = async (): Promise<unknown> => (await gate.activity())["openRequests"];
  await expect.poll(isOpen, patience).toBe(1);

  socket.resetAndDestroy();

  await expect.poll(isOpen, patience).toBe(0);
});

it("people are counted by their addresses, and nothing of a patient is kept", async () => {
  await using gate = await openGate();

  await gate.ask(`PUT /${key}/datastore/label?image=${patient}&tag=final`, ["Content-Length: 0"]);
  await expect.poll(() => kindsOf(gate), patience).toEqual(["submitting"]);

  const activity = await gate.activity();
  const kept = ["gate.state.json", "server.pid.json"].map((name) =>
    readFileSync(path.join(gate.home, name), "utf8"),
  );
  expect(activity).toMatchObject({ people: 1, openRequests: 0, unknown: [], server: { state: "running" } });
  expect(gate.lines().join("\n")).toContain(patient);
  expect(JSON.stringify(activity) + kept.join("")).not.toContain(patient);
  expect(kept.join("")).not.toContain("127.0.0.1");
});

it("behind RunPod's proxy people are counted by the addresses that it tells", async () => {
  await using gate = await openGate();
  gate.lock({ origin: "https://pod-8000.proxy.example" });

  for (const address of ["203.0.113.1", "203.0.113.2", "1.1.1.1, 203.0.113.2"])
    await gate.ask(`GET /${key}/ohif/`, [`X-Forwarded-For: ${address}`]);
  await gate.ask(`GET /${key}/ohif/`, ["CF-Connecting-IP: 203.0.113.3", "X-Forwarded-For: 203.0.113.1"]);

  await expect.poll(async () => (await gate.activity())["people"], patience).toBe(3);
});

it("without the proxy nobody is believed who says to be another", async () => {
  await using gate = await openGate();

  for (const address of ["203.0.113.1", "203.0.113.2"])
    await gate.ask(`GET /${key}/ohif/`, [`X-Forwarded-For: ${address}`, `CF-Connecting-IP: ${address}`]);

  await expect.poll(() => kindsOf(gate), patience).toEqual(["viewing"]);
  expect(await gate.activity()).toMatchObject({ people: 1 });
});

it.each([
  ["train", "training"],
  ["batch_infer", "batch-inference"],
  ["scoring", "scoring"],
])("a process of the task %s is work", async (method, work) => {
  await using gate = await openGate({ conf: { act: "train", method } });

  expect((await gate.activity())["work"]).toEqual([work]);
});

it("when something went on last is remembered when it is over, for a bot that could not look", async () => {
  await using gate = await openGate({ conf: { act: "train", method: "train" } });
  const busyAt = async (): Promise<unknown> => (await gate.activity())["busyAtEpochS"];
  await expect.poll(busyAt, { timeout: 19_000 }).toEqual(expect.any(Number));

  await gate.run("server.py", "stop");

  expect(await gate.activity()).toMatchObject({ work: [], busyAtEpochS: expect.any(Number) });
});

it("a task that the server names is work, though it has no process", async () => {
  await using gate = await openGate();

  for (const task of ["train", "batch-infer", "scoring"]) gate.write(`task-${task}`, "");

  await expect
    .poll(async () => (await gate.activity())["work"], { timeout: 19_000 })
    .toEqual(["batch-inference", "scoring", "training"]);
});

it("a server without a gate is gone, and its state of before counts for nothing but its times", async () => {
  await using gate = await openGate();
  await gate.ask(`GET /${key}/ohif/`);
  await expect.poll(() => kindsOf(gate), patience).toEqual(["viewing"]);

  await gate.run("server.py", "stop");

  expect(await gate.activity()).toMatchObject({
    acts: { viewing: expect.any(Number) },
    people: 0,
    work: [],
    unknown: [],
    server: { state: "gone", crash: null },
  });
});

it("a gate that has not written for long is not believed", async () => {
  await using gate = await openGate();
  await expect.poll(() => gate.activity(), patience).toMatchObject({ server: { state: "running" } });
  process.kill(gate.pid(), "SIGSTOP");
  const state = readFileSync(path.join(gate.home, "gate.state.json"), "utf8");
  gate.write(
    "gate.state.json",
    state.replace(/"atEpochS": (\d+)/, (_, at) => `"atEpochS": ${Number(at) - 60}`),
  );

  const activity = await gate.activity();
  process.kill(gate.pid(), "SIGCONT");

  expect(activity).toMatchObject({ unknown: ["gate"], server: { state: "unknown" } });
});

async function kindsOf(gate: GateBench): Promise<readonly string[]> {
  return Object.keys((await gate.activity())["acts"] ?? {});
}
