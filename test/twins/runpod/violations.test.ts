import { expect, test } from "vitest";
import { skipsWithout } from "../../support/contracts.ts";
import { isKnownDeviation } from "./deviations.ts";
import { defaultStock } from "./stock.ts";
import { runningPod, startTwin, WISH } from "./twin-client.ts";
import { startedWithoutGpu } from "./state-faults.ts";

const file = "runpod-openapi-v2.json";

test.skipIf(skipsWithout(file))(
  "a normal answer that goes against the contract fails the test at its end",
  async () => {
    const [gpu] = defaultStock();
    if (gpu === undefined) throw new Error("the twin has a stock");
    const { twin, ask } = await startTwin({ stock: [{ ...gpu, memoryGib: Number.NaN }] });

    const { status } = await ask("GET /catalog/gpus");

    expect(status).toBe(200);
    await expect(twin[Symbol.asyncDispose]()).rejects.toThrow(/GET \/catalog\/gpus answer: .*memory/);
  },
);

test("a request that goes against the contract fails the test at its end", async () => {
  const { twin, ask } = await startTwin();

  const { status } = await ask("POST /pods", { ...WISH, countryCodes: ["US"] });

  expect(status).toBe(422);
  await expect(twin[Symbol.asyncDispose]()).rejects.toThrow(/POST \/pods request: .*countryCodes/);
});

test("a pod that has no GPU is what the live service does, and no violation", async () => {
  await using bench = await startTwin();
  const id = await runningPod(bench);
  await bench.ask(`POST /pods/${id}/action`, { action: "stop" });
  bench.twin.inject({ on: "POST /pods/{id}/action start", fault: startedWithoutGpu() });

  await bench.ask(`POST /pods/${id}/action`, { action: "start" });
  const { data } = await bench.ask(`GET /pods/${id}`);

  expect(data).toMatchObject({ gpu: { count: 0 } });
});

test.each([
  '/disk must be >= 1 {"comparison":">=","limit":1}',
  '/gpu/count must be integer {"type":"integer"}',
  '/gpu/id must be string {"type":"string"}',
  "/pods/0 must have required property 'cost' {}",
])("nothing else is taken for what the live service does: %s", (violation) => {
  expect(isKnownDeviation(violation)).toBe(false);
});
