import { appendFileSync, renameSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { createPodBench } from "./pod-bench.ts";

const noon = Date.UTC(2026, 10, 23, 12) / 1000;

it.each([
  ["POST /activelearning/random", 200],
  ["GET /datastore/image?image=a", 200],
  ["PUT /datastore/label?image=a&tag=final", 200],
  ["POST /infer/deepedit?image=a", 500],
  ["POST /train/deepedit", 200],
  ["DELETE /train/", 200],
  ["GET /ohif/viewer", 200],
  ["GET /proxy/dicom/qido/studies", 200],
])("%s is a person's doing", async (request, status) => {
  await using bench = createPodBench();
  bench.write("server.log", accessLine(noon, request, status));

  const { json } = await bench.run("server.py", "activity");

  expect(json).toMatchObject({ lastHumanAtEpochS: noon, trainingPids: [] });
});

it("what clients send by themselves, strangers try and the bot asks is nobody's doing", async () => {
  const requests: readonly (readonly [string, number])[] = [
    ["GET /auth/", 404],
    ["GET /train/?check_if_running=true", 200],
    ["GET /info/", 200],
    ["GET /logs/?text=true", 200],
    ["GET /openapi.json", 200],
    ["GET /", 200],
    ["POST /scoring/dice", 200],
    ["POST /train/deepedit?src=labelpod", 200],
    ["POST /train/deepedit?enqueue=true&src=labelpod", 200],
    ["GET /datastore/../../etc/passwd", 404],
    ["GET /.env", 404],
    ["GET /trainers.php", 200],
  ];
  await using bench = createPodBench();
  bench.write("server.log", requests.map(([request, status]) => accessLine(noon, request, status)).join(""));

  const { json } = await bench.run("server.py", "activity");

  expect(json["lastHumanAtEpochS"]).toBeNull();
});

it("a log line that only quotes an access line does not count", async () => {
  await using bench = createPodBench();
  bench.write("server.log", `Traceback: ${accessLine(noon, "PUT /datastore/label", 200)}`);

  const { json } = await bench.run("server.py", "activity");

  expect(json["lastHumanAtEpochS"]).toBeNull();
});

it("activity reads on where it ended, also behind a line that was not whole yet", async () => {
  await using bench = createPodBench();
  const log = path.join(bench.home, "server.log");
  const later = accessLine(noon + 60, "POST /infer/deepedit", 200);
  bench.write("server.log", accessLine(noon, "POST /infer/deepedit", 200) + later.slice(0, 90));
  const before = await bench.run("server.py", "activity");
  appendFileSync(log, later.slice(90));

  const after = await bench.run("server.py", "activity");

  expect([before.json["lastHumanAtEpochS"], after.json["lastHumanAtEpochS"]]).toEqual([noon, noon + 60]);
});

it("activity keeps its record when a new log takes the old one's place", async () => {
  await using bench = createPodBench();
  const log = path.join(bench.home, "server.log");
  bench.write("server.log", accessLine(noon, "POST /infer/deepedit", 200));
  await bench.run("server.py", "activity");
  appendFileSync(log, accessLine(noon + 60, "POST /infer/deepedit", 200));
  renameSync(log, `${log}.1`);
  bench.write("server.log", accessLine(noon + 90, "GET /info/", 200));

  const { json } = await bench.run("server.py", "activity");

  expect(json["lastHumanAtEpochS"]).toBe(noon + 60);
});

it("activity starts anew in a log that was cut short", async () => {
  await using bench = createPodBench();
  bench.write("server.log", accessLine(noon, "POST /infer/deepedit", 200).repeat(3));
  await bench.run("server.py", "activity");
  bench.write("server.log", accessLine(noon + 60, "POST /infer/deepedit", 200));

  const { json } = await bench.run("server.py", "activity");

  expect(json["lastHumanAtEpochS"]).toBe(noon + 60);
});

function accessLine(atEpochS: number, request: string, status: number): string {
  const at = new Date(atEpochS * 1000).toISOString().slice(0, 19).replace("T", " ");
  return `[${at},146] [21988] [MainThread] [INFO] (uvicorn.access:477) - 127.0.0.1:37576 - "${request} HTTP/1.1" ${status}\n`;
}
