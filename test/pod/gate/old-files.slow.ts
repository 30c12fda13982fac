import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { z } from "zod";
import { readOldFile } from "../../support/old-versions.ts";
import { askPython } from "../watchdog/lease-bench.ts";
import { findFreePorts } from "../../twins/ssh-pod/free-ports.ts";
import { createPodBench, putFakeServer, type PodBench } from "../pod-bench.ts";
import { doorsOf } from "./doors.ts";
import { botKey, key, sha256 } from "./gate-bench.ts";

const patience = { timeout: 20_000 };
const stateSchema = z.looseObject({ acts: z.record(z.string(), z.number()) });

it("a new start of the gate remembers what people did at one of version 0", async () => {
  await using bench = createPodBench();
  await putFakeServer(bench, { act: "serve" });
  for (const name of ["gate.json", "gate.state.json"]) bench.write(name, readOldFile(0, `pod/${name}`));
  bench.write("server.pid.json", readOldFile(0, "pod/server.pid.json"));

  await bench.run("server.py", "start");

  const activity = async (): Promise<unknown> => (await bench.run("server.py", "activity")).json;
  await expect.poll(activity).toMatchObject({ server: { state: "running" } });
  const { acts } = stateSchema.parse(JSON.parse(readOldFile(0, "pod/gate.state.json")));
  expect(await activity()).toMatchObject({ acts, unknown: [] });
});

it("the gate lets those in whom a gate.json of version 0 names", async () => {
  await using bench = createPodBench();
  const content = readOldFile(0, "pod/gate.json");
  bench.write("gate.json", content);
  const program = [
    "import json, sys",
    "from podlib.gate.settings import GateFile",
    "print(json.dumps(GateFile(sys.argv[1]).settings()._asdict()))",
  ];

  const read: unknown = JSON.parse(askPython(program.join("\n"), bench.home));

  expect(read).toEqual(JSON.parse(content));
});

/** A server that listens on a port of loopback, as a gate of version 0 leaves it when it is killed. */
async function startOldServer(bench: PodBench): Promise<number> {
  const [port = 0] = await findFreePorts(1);
  const words = ["-m", "monailabel.main", "start_server", "--host", "127.0.0.1", "--port", String(port)];
  const server = spawn(path.join(bench.home, "venv/bin/python"), [...words, "--conf", "act", "serve"], {
    cwd: bench.home,
    env: { ...process.env, LABELPOD_SERVER_HOME: bench.home },
    stdio: "ignore",
  });
  const settings = sha256(readFileSync(path.join(bench.home, "server.json"), "utf8"));
  const state: { server: object } = JSON.parse(readOldFile(0, "pod/gate.state.json"));
  const left = { ...state, server: { ...state.server, innerPort: port, settings } };
  bench.write("gate.state.json", JSON.stringify(left));
  return server.pid ?? 0;
}

it("a gate takes over the server on a port that one of version 0 has left, and starts the next one on none", async () => {
  await using bench = createPodBench();
  const port = await putFakeServer(bench, { act: "serve" });
  const old = await startOldServer(bench);
  bench.write("gate.json", JSON.stringify({ people: sha256(key), bot: sha256(botKey), logins: {} }));
  const ask = async (): Promise<number> =>
    (await fetch(`http://127.0.0.1:${port}/${key}/info/`).catch(() => undefined))?.status ?? 0;
  const pid = async (): Promise<number> => Number((await bench.run("server.py", "status")).json["pid"]);

  await bench.run("server.py", "start");
  await expect.poll(ask, patience).toBe(200);
  const taken = await pid();
  process.kill(taken, "SIGKILL");
  await expect.poll(pid, patience).not.toBe(taken);
  await expect.poll(ask, patience).toBe(200);

  expect(taken).toBe(old);
  expect(doorsOf(await pid())).toEqual([expect.stringMatching(/\.sock$/)]);
});
