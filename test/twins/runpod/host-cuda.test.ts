import { expect, test } from "vitest";
import { handClock } from "./hand-clock.ts";
import type { DataCenterStock, GpuStock } from "./stock.ts";
import { runningPod, startTwin, WISH } from "./twin-client.ts";

const image = "runpod/pytorch:1.0.2-cu1281-torch280-ubuntu2404";
const geforce = "NVIDIA GeForce RTX 4090";
const professional = "NVIDIA RTX A5000";
const mixed = { cudaVersions: ["12.4", "12.8"] };

test.each([
  { says: "nothing", wanted: { cudaVersion: "12.4", runtime: null, cost: 0.5 } },
  { says: "at least 12.8", floor: { minCudaVersion: "12.8" }, wanted: { cudaVersion: "12.8", runtime: {} } },
  { says: "just 12.8", floor: { allowedCudaVersions: ["12.8"] }, wanted: { runtime: {} } },
  { says: "no GeForce", id: professional, wanted: { cudaVersion: "12.4", runtime: {} } },
  { says: "an image for 12.4", of: "x/y:1-cu1241-z", wanted: { cudaVersion: "12.4", runtime: {} } },
])("where some drivers are old, a create that says $says", async (row) => {
  const { id = geforce, of = image, floor = {}, wanted } = row;
  await using bench = await startTwin({ stock: [stockOf(id, mixed)] });

  const pod = await runningPod(bench, { ...WISH, image: of, gpu: { id, count: 1, ...floor } });

  const { data } = await bench.ask(`GET /pods/${pod}`);
  expect(data).toMatchObject({ status: "RUNNING", ...wanted });
  expect(bench.twin.running()).toEqual([pod]);
});

test("a floor that no host reaches is no capacity, and leaves the catalogue without places", async () => {
  await using bench = await startTwin({ stock: [stockOf(geforce, mixed)] });
  const query = "include=AVAILABILITY&product=POD&cloud=SECURE";

  const made = await bench.ask("POST /pods", {
    ...WISH,
    gpu: { id: geforce, count: 1, minCudaVersion: "13.0" },
  });
  const [low, high] = [
    await bench.ask(`GET /catalog/gpus?${query}&minCudaVersion=12.8`),
    await bench.ask(`GET /catalog/gpus?${query}&minCudaVersion=13.0`),
  ];

  expect(made.status).toBe(400);
  expect(low.data).toMatchObject({
    gpus: [{ availability: "HIGH", cudaVersions: [{}, { version: "12.8" }] }],
  });
  expect(high.data).toMatchObject({ gpus: [{ availability: "NONE" }] });
});

test("a misspelt floor is refused with the name of what is not allowed", async () => {
  await using bench = await startTwin();

  const { status, data } = await bench.ask("POST /pods", {
    ...WISH,
    gpu: { ...WISH.gpu, minCUDAVersion: "12.8" },
  });

  expect([status, data["errors"]]).toEqual([
    422,
    ["$.gpu: additional properties 'minCUDAVersion' not allowed"],
  ]);
  bench.twin.takeViolations();
});

test("a host that pulls the image is RUNNING without a runtime until then, and starts it at once later", async () => {
  const sleptMs: number[] = [];
  const clock = { ...handClock(), sleep: async (ms: number) => void sleptMs.push(ms) };
  await using bench = await startTwin({ clock, stock: [stockOf(geforce, { pullS: 480 })] });
  const id = await runningPod(bench);

  expect(sleptMs).toEqual([480_000]);
  await bench.ask(`POST /pods/${id}/action`, { action: "stop" });
  await bench.ask(`POST /pods/${id}/action`, { action: "start" });
  await bench.twin.advance(id);
  expect(sleptMs).toEqual([480_000]);
});

function stockOf(id: string, host: Partial<DataCenterStock>): GpuStock {
  const dataCenters: DataCenterStock[] = [{ id: "US-KS-2", cloud: "SECURE", availability: "HIGH", ...host }];
  return { id, name: id, memoryGib: 24, secureUsdPerHour: 0.5, dataCenters };
}
