import { describe, expect, it } from "vitest";
import { chooseGpu } from "../../../src/core/market/choose-gpu.ts";
import type { Offer } from "../../../src/core/records/offer.ts";
import type { PodRequest } from "../../../src/core/records/pod-request.ts";
import { defaultSettings } from "../../../src/core/records/settings.ts";
import * as faults from "../../twins/runpod/faults.ts";
import { graphqlError } from "../../twins/runpod/graphql-faults.ts";
import type { DataCenterStock, GpuStock } from "../../twins/runpod/stock.ts";
import { communitySpec, makeRunpodBench, never, type RunpodBench } from "../bench.ts";

const gpuTypes = "POST /graphql gpuTypes";
const request = { ...defaultSettings, cloud: "community" } as const;

describe("offers() of the community cloud", () => {
  it("names the price of a host with a public address in that country, and no data center", async () => {
    await using bench = await makeRunpodBench();

    const offers = await bench.provider.market.offers(request, never);

    expect(offers.find(({ gpuName }) => gpuName === "RTX 4090")).toEqual({
      gpuId: "NVIDIA GeForce RTX 4090",
      gpuName: "RTX 4090",
      memoryGib: 24,
      cloud: "community",
      usdPerHour: 0.34,
      availability: "low",
      dataCenterIds: [],
      minCuda: "12.8",
    });
    const free = offers.filter(
      ({ availability, minCuda }) => availability !== "none" && minCuda !== undefined,
    );
    expect(free.map(({ gpuName }) => gpuName)).toEqual(["RTX 4090", "RTX A5000"]);
    expect(offers.map(({ gpuName }) => gpuName)).not.toContain("H100 MIG 24 GB");
  });

  it.each([
    ["in another country", { id: "EU-RO-1" }, {}],
    ["without a public address", { hasPublicIp: false }, {}],
    ["that is too slow", { downloadMbps: 400 }, { minDownloadMbps: 500 }],
    ["that is taken", { availability: "NONE" }, {}],
  ] as const)("has nothing of a host %s", async (_what, host, wish) => {
    await using bench = await makeRunpodBench({ stock: [stockOf(host)] });

    const offers = await bench.provider.market.offers({ ...request, ...wish }, never);

    expect(offers).toMatchObject([{ availability: "none" }, { availability: "none" }]);
    expect(chooseGpu(offers, request, defaultSettings)).toEqual([]);
  });

  it("takes the country in any case, and a host that is as fast as wished", async () => {
    await using bench = await makeRunpodBench({ stock: [stockOf({ downloadMbps: 700 })] });

    const offers = await offersOf(bench, { country: "us", minDownloadMbps: 700 });

    expect(offers).toMatchObject([{ availability: "high", minCuda: "12.8" }, { availability: "high" }]);
  });

  it("what is chosen from it can be rented", async () => {
    await using bench = await makeRunpodBench();
    const [offer] = chooseGpu(await offersOf(bench), request, defaultSettings);

    await bench.provider.pods.create({ ...communitySpec, offer: offer ?? communitySpec.offer }, never);

    expect(offer?.gpuName).toBe("RTX 4090");
    expect(bench.twin.running()).toHaveLength(1);
  });

  it("does with the rows that can be read, of what is sold in the community", async () => {
    await using bench = await makeRunpodBench();
    const fault = answering({ errors: [{ message: "one row" }], data: rows });
    bench.twin.inject({ on: gpuTypes, times: 2, fault });

    const offers = await offersOf(bench);

    const readable = [
      { gpuName: "L4", usdPerHour: 0.2, availability: "none" },
      { gpuName: "A40", usdPerHour: 0.3, availability: "medium" },
    ];
    expect(offers).toMatchObject([...readable.map((row) => ({ ...row, minCuda: "12.8" })), ...readable]);
  });

  it.each([
    ["all rows have an error", { errors: [{ message: "row" }], data: rowsWithoutPrices }, "runpod-broken"],
    ["nothing is answered", {}, "runpod-unreadable"],
    ["the answer is another one", { data: { gpuTypes: "none" } }, "runpod-unreadable"],
  ])("is a failure, not an empty market, when %s", async (_what, body, code) => {
    await using bench = await makeRunpodBench();
    bench.twin.inject({ on: gpuTypes, fault: answering(body) });

    await expect(offersOf(bench)).rejects.toMatchObject({ code, retryable: true });
  });

  it.each([
    { fault: faults.unauthorized(), code: "runpod-bad-key", asked: 1 },
    { fault: faults.forbidden(), code: "runpod-community-forbidden", asked: 1 },
    { fault: graphqlError("FORBIDDEN"), code: "runpod-community-forbidden", asked: 1 },
    { fault: faults.rateLimited(60), code: "runpod-rate-limited", asked: 1 },
    { fault: faults.serverError(502), code: "runpod-broken", asked: 3 },
    { fault: faults.answerLost(), code: "runpod-unreachable", asked: 3 },
    { fault: graphqlError("INTERNAL_SERVER_ERROR"), code: "runpod-broken", asked: 1 },
    { fault: graphqlError("GRAPHQL_VALIDATION_FAILED"), code: "runpod-refused", asked: 1 },
  ])("$fault.name is $code", async ({ fault, code, asked }) => {
    await using bench = await makeRunpodBench();
    bench.twin.inject({ on: gpuTypes, times: 3, fault });

    await expect(offersOf(bench)).rejects.toMatchObject({ code });

    expect(bench.twin.count(gpuTypes)).toBe(asked);
  });
});

function offersOf({ provider }: RunpodBench, wish: Partial<PodRequest> = {}): Promise<readonly Offer[]> {
  return provider.market.offers({ ...request, ...wish }, never);
}

function stockOf(host: Partial<DataCenterStock>): GpuStock {
  return {
    id: "NVIDIA L4",
    name: "L4",
    memoryGib: 24,
    communityUsdPerHour: 0.2,
    dataCenters: [{ id: "US-IL-1", cloud: "COMMUNITY", availability: "HIGH", ...host }],
  };
}

const row = { memoryInGb: 24, communityCloud: true, communityPrice: 0.2, lowestPrice: null };
const rows = {
  gpuTypes: [
    { ...row, id: "NVIDIA L4", displayName: "L4" },
    { ...row, id: "no name" },
    { ...row, id: "NVIDIA A2", displayName: "A2", communityPrice: null },
    { ...row, id: "NVIDIA A16", displayName: "A16", communityCloud: false },
    {
      ...row,
      id: "NVIDIA A40",
      displayName: "A40",
      lowestPrice: { stockStatus: "Medium", uninterruptablePrice: 0.3 },
    },
  ],
};
const rowsWithoutPrices = { gpuTypes: rows.gpuTypes.slice(0, 1) };

function answering(body: unknown): faults.Fault {
  return { name: "planted", source: "this test", play: () => ({ status: 200, body }) };
}
