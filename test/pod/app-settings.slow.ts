import { execFileSync } from "node:child_process";
import path from "node:path";
import { expect, it } from "vitest";
import { createPodBench, putFakeServer, python } from "./pod-bench.ts";

it.each([
  ["{", "not valid JSON"],
  ['{"label": {}}', "label is not known"],
  [
    '{"labels": {"liver": 300}}',
    "labels must be numbers from 1 to 255 by name, each once, with 0 for background alone",
  ],
  ['{"labels": {"liver": 1, "spleen": 1}}', "labels must be"],
  ['{"labels": {"liver": 0}}', "labels must be"],
  ['{"labels": {"background": 0}}', "labels must be"],
  ['{"spatialSize": [32, 32, 40]}', "spatialSize must be three multiples of 32 from 32 to 512"],
  ['{"targetSpacing": [1, 1]}', "targetSpacing must be three numbers of millimetres from 0.1 to 20"],
  ['{"models": {"deepedit": {"targetSpacing": "1"}}}', "models.deepedit.targetSpacing must be"],
])("the server does not start with %s in labelpod.json, and says why in a line", async (text, reason) => {
  await using bench = createPodBench();
  await putFakeServer(bench, { act: "serve" });
  bench.write("app/labelpod.json", text);

  const { exitCode, stderr } = await bench.run("server.py", "start");

  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/^labelpod\.json: [^\n]+\n$/);
  expect(stderr).toContain(reason);
});

it("a model's own settings come before the general ones, and fixed meanings stay", () => {
  const settings = {
    labels: { liver: 1 },
    spatialSize: [64, 64, 64],
    models: { deepgrow_3d: { spatialSize: [32, 32, 32] } },
  };

  const models = ["deepedit", "deepgrow_3d", "segmentation_spleen", "localization_spine"];

  expect(models.map((model) => settingsOf(settings, model))).toEqual([
    { labels: { liver: 1 }, spatialSize: [64, 64, 64], targetSpacing: null },
    { labels: { liver: 1 }, spatialSize: [32, 32, 32], targetSpacing: null },
    { labels: null, spatialSize: [64, 64, 64], targetSpacing: null },
    { labels: null, spatialSize: null, targetSpacing: null },
  ]);
});

function settingsOf(settings: unknown, model: string): unknown {
  const code =
    "import json, sys; from labelpod_settings import settings_of; print(json.dumps(settings_of(json.loads(sys.argv[1]), sys.argv[2])))";
  const cwd = path.join(import.meta.dirname, "../../pod/app");
  return JSON.parse(
    execFileSync(python, ["-B", "-c", code, JSON.stringify(settings), model], { cwd, encoding: "utf8" }),
  );
}
