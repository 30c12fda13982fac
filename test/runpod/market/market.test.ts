import { describe, expect, it } from "vitest";
import { chooseGpu } from "../../../src/core/market/choose-gpu.ts";
import { defaultSettings } from "../../../src/core/records/settings.ts";
import { makeRunpodBench, never, spec } from "../bench.ts";

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
      minCuda: "12.8",
    });
    expect(offers.map(({ gpuName }) => gpuName)).not.toContain("RTX 3070");
  });

  it.each([
    { cloud: "secure", route: "GET /catalog/gpus" },
    { cloud: "community", route: "POST /graphql gpuTypes" },
  ] as const)(
    "asks for all GPUs of the $cloud cloud at once, with the floor and without",
    async ({ cloud, route }) => {
      await using bench = await makeRunpodBench();

      await bench.provider.market.offers({ ...defaultSettings, cloud }, never);

      expect(bench.twin.count(route)).toBe(2);
      expect(bench.twin.requests).toHaveLength(2);
    },
  );

  it("asks for the country, or for no country where data centers are wished", async () => {
    await using bench = await makeRunpodBench();

    await bench.provider.market.offers({ ...defaultSettings, country: "ro" }, never);
    await bench.provider.market.offers({ ...defaultSettings, dataCenterIds: ["EU-RO-1"] }, never);

    const asked = bench.twin.requests.map(({ query }) => query["countryCodes"]);
    expect(asked).toEqual(["RO", "RO", undefined, undefined]);
  });

  it("names the data centers alone in which it is free", async () => {
    const dataCenters = [
      { id: "US-KS-2", cloud: "SECURE", availability: "NONE" },
      { id: "US-IL-1", cloud: "SECURE", availability: "LOW" },
    ] as const;
    const gpu = { id: "NVIDIA L4", name: "L4", memoryGib: 24, secureUsdPerHour: 0.4 };
    await using bench = await makeRunpodBench({ stock: [{ ...gpu, dataCenters: [...dataCenters] }] });

    const offers = await bench.provider.market.offers(defaultSettings, never);

    const free = { availability: "low", dataCenterIds: ["US-IL-1"] };
    expect(offers).toMatchObject([{ ...free, minCuda: "12.8" }, free]);
  });

  it("has what RunPod says that it sells in that cloud, at a price that is one", async () => {
    await using bench = await makeRunpodBench();
    const row = { memory: 24, secure: true, price: { secure: 0.4 }, availability: "HIGH" };
    const gpus = [
      { ...row, id: "NVIDIA L4", name: "L4" },
      { ...row, id: "NVIDIA A30", name: "A30", secure: false },
      { ...row, id: "NVIDIA A40", name: "A40", price: { secure: 0 } },
      { ...row, id: "NVIDIA A2", name: "A2", price: { secure: null } },
    ];
    const fault = { name: "planted", source: "this test", play: () => ({ status: 200, body: { gpus } }) };
    bench.twin.inject({ on: "GET /catalog/gpus", times: 2, fault });

    const offers = await bench.provider.market.offers(defaultSettings, never);

    expect(offers.map(({ gpuName }) => gpuName)).toEqual(["L4", "L4"]);
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

    expect(candidates.map(({ gpuName, minCuda = "any" }) => `${gpuName}, ${minCuda}`)).toEqual([
      "RTX 4090, 12.8",
      "RTX A5000, 12.8",
      "RTX A5000, any",
    ]);
    expect(bench.twin.running()).toHaveLength(3);
  });
});
