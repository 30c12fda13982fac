import { readdirSync, readFileSync, renameSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { botKey, key, openGate } from "./gate-bench.ts";

const patience = { timeout: 19_000 };
const patient = "Mustermann_Erika";

it("an early visitor is told that the server starts: a browser by a page, a program by an error", async () => {
  await using gate = await openGate({ conf: { act: "late" }, isAwaited: false });
  await expect.poll(() => gate.ask(`GET /${botKey}/info/`).catch(() => ""), patience).toMatch(/ 503 /);

  const program = await gate.ask(`GET /${key}/info/`);
  const welcome = await gate.ask(`GET /${key}/ohif/`, ["Accept: text/html"]);
  const cookie = /set-cookie: ([^;]+);/i.exec(welcome)?.[1] ?? "";
  const page = await gate.ask("GET /ohif/", ["Accept: text/html", `Cookie: ${cookie}`]);
  gate.write("go", "");

  expect(program).toMatch(
    / 503 [^]*Retry-After: 5[^]*\{"detail": "MONAI Label is starting: try again in a minute."\}$/,
  );
  expect(page).toMatch(/ 503 [^]*http-equiv="refresh"[^]*<p role="status">MONAI Label is starting/);
  await expect.poll(() => gate.ask(`GET /${key}/info/`), patience).toMatch(/ 200 /);
});

it("a server that crashes is started again, and why it crashed is told by a word and a file on the pod", async () => {
  await using gate = await openGate({ conf: { act: "serve", output: `KeyError: '${patient}'` } });

  const broken = await gate.ask(`GET /${botKey}/crash`);
  await expect.poll(() => gate.ask(`GET /${key}/info/`), patience).toMatch(/ 200 /);

  await expect
    .poll(() => gate.activity(), patience)
    .toMatchObject({
      server: { state: "running", crash: { count: 1, failure: "unknown", endedTraining: false } },
    });
  const [kept = ""] = readdirSync(path.join(gate.home, "failures"));
  const activity = await gate.activity();
  expect(broken).toMatch(/ 502 [^]*MONAI Label broke off its answer/);
  expect(activity).toMatchObject({ server: { crash: { reference: kept.replace(".log", "") } } });
  expect(JSON.stringify(activity)).not.toContain(patient);
});

it("a crash for want of memory is told as such, and crashes in a row are counted", async () => {
  await using gate = await openGate({
    conf: { act: "serve", output: "torch.OutOfMemoryError: CUDA out of memory" },
  });
  for (let crashes = 1; crashes <= 2; crashes += 1) {
    await gate.ask(`GET /${botKey}/crash`);
    await expect.poll(() => gate.ask(`GET /${key}/info/`), patience).toMatch(/ 200 /);
  }

  await expect
    .poll(() => gate.activity(), patience)
    .toMatchObject({ server: { crash: { count: 2, failure: "out-of-memory" } } });
});

it("a server that can't be started again is told as such, and tried again until it can", async () => {
  await using gate = await openGate();
  const program = path.join(gate.home, "venv/bin/python");
  renameSync(program, `${program}.away`);

  await gate.ask(`GET /${botKey}/crash`);
  await expect
    .poll(() => gate.activity(), patience)
    .toMatchObject({ server: { state: "waiting", crash: { count: 3, failure: "broken-environment" } } });
  renameSync(`${program}.away`, program);

  await expect.poll(() => gate.ask(`GET /${key}/info/`), patience).toMatch(/ 200 /);
});

it("while a crashed server is away visitors are told so", async () => {
  await using gate = await openGate();
  await gate.ask(`GET /${botKey}/crash`);
  await gate.ask(`GET /${botKey}/crash`);

  await expect
    .poll(() => gate.ask(`GET /${key}/info/`), patience)
    .toMatch(/ 503 [^]*has crashed and is being started/);
});

it("a training whose server was killed is ended before anything new begins", async () => {
  await using gate = await openGate({ conf: { act: "train" } });
  const { json } = await gate.run("server.py", "status");
  const [training = 0] = trainingPids(json);

  process.kill(Number(json["pid"]), "SIGKILL");

  await expect
    .poll(() => gate.activity(), patience)
    .toMatchObject({
      server: { state: "running", crash: { failure: "out-of-memory", endedTraining: true } },
    });
  // The stand-in begins another at its start.
  const after = trainingPids((await gate.run("server.py", "status")).json);
  expect(training).toBeGreaterThan(0);
  expect(after).not.toContain(training);
});

it("a gate that was killed leaves its server, which the next gate takes over", async () => {
  await using gate = await openGate();
  const before = await gate.run("server.py", "status");
  process.kill(gate.pid(), "SIGKILL");

  const orphaned = await gate.run("server.py", "status");
  const away = await gate.ask(`GET /${key}/info/`).catch(() => "nobody listens");
  const started = await gate.run("server.py", "start");
  await expect.poll(() => gate.ask(`GET /${key}/info/`), patience).toMatch(/ 200 /);
  await expect
    .poll(async () => (await gate.run("server.py", "status")).json, patience)
    .toMatchObject({ state: "running", pid: before.json["pid"] });

  expect([orphaned.json["state"], away, started.json["code"]]).toEqual(["exited", "nobody listens", "begun"]);
});

it("a server that was taken over is kept like any other", async () => {
  await using gate = await openGate();
  const { json } = await gate.run("server.py", "status");
  process.kill(gate.pid(), "SIGKILL");
  await gate.run("server.py", "start");
  await expect.poll(() => gate.ask(`GET /${key}/info/`), patience).toMatch(/ 200 /);

  process.kill(Number(json["pid"]), "SIGKILL");

  await expect
    .poll(() => gate.activity(), patience)
    .toMatchObject({ server: { state: "running", crash: { count: 1 } } });
});

it("a server with other settings than those of now is not taken over", async () => {
  await using gate = await openGate();
  const before = await gate.run("server.py", "status");
  process.kill(gate.pid(), "SIGKILL");
  const settings = JSON.parse(readFileSync(path.join(gate.home, "server.json"), "utf8"));
  gate.write("server.json", JSON.stringify({ ...settings, pretrained: true }));

  await gate.run("server.py", "start");
  await expect.poll(() => gate.ask(`GET /${key}/info/`), patience).toMatch(/ 200 /);

  const after = await gate.run("server.py", "status");
  expect(after.json["pid"]).not.toBe(before.json["pid"]);
});

it("while the server is frozen the gate answers for itself", async () => {
  await using gate = await openGate();
  const { json } = await gate.run("server.py", "status");
  process.kill(Number(json["pid"]), "SIGSTOP");

  const auth = await gate.ask(`GET /${key}/auth/`);
  const stranger = await gate.ask("GET /info/");
  const waiting = gate.ask(`POST /${key}/infer/deepedit`, ["Content-Length: 0"]);
  await expect
    .poll(() => gate.activity(), patience)
    .toMatchObject({ openRequests: 1, server: { state: "running" } });
  process.kill(Number(json["pid"]), "SIGCONT");

  expect([auth.slice(9, 12), stranger.slice(9, 12)]).toEqual(["404", "404"]);
  expect(await waiting).toMatch(/ 200 /);
});

it("the gate and all behind it end together", async () => {
  await using gate = await openGate({ conf: { act: "train" } });

  const stopped = await gate.run("server.py", "stop");

  expect(stopped.json).toMatchObject({ ok: true, left: [] });
  await expect(gate.ask(`GET /${key}/info/`)).rejects.toThrow("ECONNREFUSED");
  expect((await gate.run("server.py", "status")).json).toMatchObject({ state: "exited", trainingPids: [] });
});

it("a gate that is told to end ends a frozen server too", async () => {
  await using gate = await openGate();
  const { json } = await gate.run("server.py", "status");
  process.kill(Number(json["pid"]), "SIGSTOP");

  process.kill(gate.pid(), "SIGTERM");

  await expect
    .poll(async () => (await gate.run("server.py", "status")).json, patience)
    .toMatchObject({ state: "exited" });
  expect((await gate.run("server.py", "stop")).json).toMatchObject({ ended: 0 });
});

function trainingPids(status: Readonly<Record<string, unknown>>): readonly number[] {
  const pids = status["trainingPids"];
  return Array.isArray(pids) ? pids.map(Number) : [];
}
