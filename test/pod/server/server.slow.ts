import { spawn } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { createPodBench, putFakeServer } from "../pod-bench.ts";

const patient = "Mustermann_Erika";
const patience = { timeout: 10_000 };

it("start brings up one server, however often it is asked", async () => {
  await using bench = createPodBench({ RUNPOD_API_KEY: "secret" });
  await putFakeServer(bench, { act: "serve" });

  const first = await bench.run("server.py", "start");
  await expect
    .poll(async () => (await bench.run("server.py", "status")).json["state"], patience)
    .toBe("running");
  const second = await bench.run("server.py", "start");

  expect([first.json["code"], second.json["code"]]).toEqual(["begun", "already"]);
  const names = readFileSync(path.join(bench.home, "environment.txt"), "utf8").split("\n");
  expect(names).toContain("MONAI_LABEL_SESSION_PATH");
  expect(names).not.toContain("RUNPOD_API_KEY");
});

it("stop ends the server and a training that would outlive it", async () => {
  await using bench = createPodBench();
  await putFakeServer(bench, { act: "train" });
  await bench.run("server.py", "start");
  await expect
    .poll(async () => (await bench.run("server.py", "status")).json["trainingPids"], patience)
    .toHaveLength(1);

  const stopped = await bench.run("server.py", "stop");

  const after = await bench.run("server.py", "status");
  expect(stopped.json).toMatchObject({ ok: true, left: [] });
  expect(after.json).toMatchObject({ state: "exited", trainingPids: [] });
  expect(after.json).not.toHaveProperty("failure");
});

it("a server whose gate was killed counts as ended, since nobody can reach it, and is stopped", async () => {
  await using bench = createPodBench();
  await putFakeServer(bench, { act: "serve" });
  const { json } = await bench.run("server.py", "start");
  await expect
    .poll(async () => (await bench.run("server.py", "status")).json["state"], patience)
    .toBe("running");
  process.kill(Number(json["pid"]), "SIGKILL");

  const orphaned = await bench.run("server.py", "status");
  const stopped = await bench.run("server.py", "stop");

  expect(orphaned.json).toMatchObject({ state: "exited", pid: expect.any(Number) });
  expect(stopped.json).toMatchObject({ ok: true, ended: 1, left: [] });
});

it("a process that got the id of the old server is neither taken for it nor ended", async () => {
  await using bench = createPodBench();
  const stranger = spawn("sleep", ["600"]);
  bench.write("server.pid.json", JSON.stringify({ pid: stranger.pid, startTicks: 1 }));

  const status = await bench.run("server.py", "status");
  const stopped = await bench.run("server.py", "stop");

  expect(status.json).toMatchObject({ state: "exited", pid: null });
  expect(stopped.json).toMatchObject({ ended: 0, left: [] });
  expect([stranger.exitCode, stranger.signalCode]).toEqual([null, null]);
  stranger.kill();
});

it("an unknown end gets a reference, and its log stays on the pod", async () => {
  await using bench = createPodBench();
  await putFakeServer(bench, { act: "die", output: `KeyError: '${patient}'` });
  await bench.run("server.py", "start");
  await expect
    .poll(async () => (await bench.run("server.py", "status")).json["state"], patience)
    .toBe("exited");

  const status = await bench.run("server.py", "status");

  const [kept = ""] = readdirSync(path.join(bench.home, "failures"));
  expect(status.json).toMatchObject({ failure: "unknown", reference: kept.replace(".log", "") });
  expect(readFileSync(path.join(bench.home, "failures", kept), "utf8")).toContain(patient);
  expect(status.stdout).not.toContain(patient);
});

it("no command prints a patient's name that stands in the log or in the statistics", async () => {
  await using bench = createPodBench();
  const line = `[2026-11-23 06:20:07,146] [1] [MainThread] [INFO] (uvicorn.access:477) - 10.0.0.1:9 - "PUT /datastore/label?image=${patient} HTTP/1.1" 200`;
  await putFakeServer(bench, { act: "train", output: `${line}\nTraceback: /studies/${patient}.nii.gz` });
  bench.write("app/model/deepedit_dynunet/train_stats.json", JSON.stringify({ epoch: 1, name: patient }));
  const started = await bench.run("server.py", "start");
  await expect
    .poll(async () => (await bench.run("server.py", "activity")).json["work"], patience)
    .toEqual(["training"]);

  const answers = [started];
  for (const action of ["status", "activity", "stats", "stop", "status"])
    answers.push(await bench.run("server.py", action));

  expect(answers.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 0, 0, 0]);
  for (const { stdout, stderr } of answers) expect(stdout + stderr).not.toContain(patient);
});

it.each([
  ["nothing", "server.json: missing or not a JSON object"],
  [{ port: 70_000 }, "server.json: port must be a number from 1 to 65535"],
  [{ models: "deepedit" }, "server.json: models must be a list of model names"],
  [
    { studies: "http://me:hidden@pacs/dicom-web" },
    "server.json: studies must be an absolute folder, or a URL without a user name in it",
  ],
  [
    { studies: "https://evil.example/googleapis.com/" },
    "server.json: studies must be an absolute folder, or a URL without a user name in it",
  ],
  [{ env: { LD_PRELOAD: "hidden" } }, "server.json: env must be texts by names that begin with MONAI_"],
])("settings with %j end in one line", async (wrong, sentence) => {
  await using bench = createPodBench();
  const right = { port: 8000, models: ["deepedit"], studies: "/studies" };
  bench.write("server.json", typeof wrong === "string" ? wrong : JSON.stringify({ ...right, ...wrong }));

  const { exitCode, stderr } = await bench.run("server.py", "start");

  expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: `${sentence}\n` });
  expect(existsSync(path.join(bench.home, "server.pid.json"))).toBe(false);
});
