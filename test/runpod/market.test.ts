import { describe, expect, it } from "vitest";
import { chooseGpu } from "../../src/core/choose-gpu.ts";
import { defaultSettings } from "../../src/core/settings.ts";
import { makeRunpodBench, never, spec } from "./bench.ts";

describe("offers()", () => {
  it("names price, memory and the data centers of that cloud and country", async () => {
    await using bench = await makeRunpodBench();

    const offers = await bench.provider.market.offers(defaultSettings, never);

    expect(offers.find(({ gpuName }) => gpuName === "RTX 4090")).toEqual({
      gpuId: "NVIDIA GeForce RTX 4090",
      gpuName: "RTX 4090",
      memoryGib: 24,
      cloud: "secure",
      usdPerHour: 0.69,
      availability: "high",
      dataCenterIds: ["US-KS-2"],
    });
    expect(offers.map(({ gpuName }) => gpuName)).not.toContain("RTX 3070");
  });

  it.each([
    { cloud: "secure", route: "GET /catalog/gpus" },
    { cloud: "community", route: "POST /graphql gpuTypes" },
  ] as const)("asks one question for all GPUs of the $cloud cloud", async ({ cloud, route }) => {
    await using bench = await makeRunpodBench();

    await bench.provider.market.offers({ ...defaultSettings, cloud }, never);

    expect(bench.twin.count(route)).toBe(1);
    expect(bench.twin.requests).toHaveLength(1);
  });

  it("offers nothing that could land in another country", async () => {
    await using bench = await makeRunpodBench();
    for (const gpu of bench.twin.stock) for (const place of gpu.dataCenters) place.availability = "NONE";

    const offers = await bench.provider.market.offers(defaultSettings, never);

    expect(offers.length).toBeGreaterThan(0);
    expect(offers.every(({ availability }) => availability === "none")).toBe(true);
    expect(chooseGpu(offers, defaultSettings, defaultSettings)).toEqual([]);
  });

  it("what is chosen from it can be rented", async () => {
    await using bench = await makeRunpodBench();
    const offers = await bench.provider.market.offers(defaultSettings, never);
    const candidates = chooseGpu(offers, defaultSettings, defaultSettings);

    for (const [index, offer] of candidates.entries()) {
      await bench.provider.pods.create({ ...spec, name: `pod-${index}`, offer }, never);
    }

    expect(candidates.map(({ gpuName }) => gpuName)).toEqual(["RTX 4090", "RTX A5000"]);
    expect(bench.twin.running()).toHaveLength(2);
  });
});
