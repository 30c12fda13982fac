import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chooseGpu, unlistedNames } from "../../../src/core/market/choose-gpu.ts";
import { isSlice, namedBy } from "../../../src/core/market/gpu-names.ts";
import type { Offer } from "../../../src/core/records/offer.ts";
import { defaultSettings } from "../../../src/core/records/settings.ts";

const cards = [
  ["NVIDIA GeForce RTX 4090", "RTX 4090"],
  ["NVIDIA GeForce RTX 3090", "RTX 3090"],
  ["NVIDIA GeForce RTX 3090 Ti", "RTX 3090 Ti"],
  ["NVIDIA A40", "A40"],
  ["NVIDIA RTX A4000", "RTX A4000"],
  ["NVIDIA L4", "L4"],
  ["NVIDIA L40S", "L40S"],
  ["NVIDIA RTX 4000 Ada Generation", "RTX 4000 Ada"],
  ["NVIDIA RTX 4000 SFF Ada Generation", "RTX 4000 Ada SFF"],
  ["NVIDIA RTX 6000 Ada Generation", "RTX 6000 Ada"],
  ["NVIDIA RTX PRO 6000 Blackwell Server Edition", "RTX PRO 6000"],
  ["NVIDIA RTX PRO 6000 Blackwell Max-Q", "RTX PRO 6000 MaxQ"],
  ["NVIDIA RTX PRO 6000 Blackwell Server Edition MIG 1g.24gb", "PRO 6000 MIG 24GB"],
  ["NVIDIA H100 80GB HBM3", "H100 SXM"],
  ["NVIDIA H100 NVL", "NVIDIA H100 NVL"],
  ["Tesla V100-PCIE-16GB", "Tesla V100"],
  ["Tesla V100-SXM2-16GB", "V100 SXM2"],
] as const;

function offerOf(gpuId: string, gpuName: string): Offer {
  const rest = { memoryGib: 24, cloud: "secure", availability: "low", usdPerHour: 1 } as const;
  return { ...rest, gpuId, gpuName, dataCenterIds: ["US-TX-3"] };
}

const all = cards.map(([gpuId, gpuName]) => offerOf(gpuId, gpuName));

function meant(wish: string, offers: readonly Offer[] = all): readonly string[] {
  return offers.filter(namedBy(wish, offers)).map(({ gpuName }) => gpuName);
}

function without(...names: readonly string[]): readonly Offer[] {
  return all.filter(({ gpuName }) => !names.includes(gpuName));
}

describe("a wished name", () => {
  it.each([
    ["A40", ["A40"]],
    ["L4", ["L4"]],
    ["3090", ["RTX 3090"]],
    ["RTX 3090", ["RTX 3090"]],
    ["3090 Ti", ["RTX 3090 Ti"]],
    ["RTX 4000 Ada", ["RTX 4000 Ada"]],
    ["RTX 4000 SFF Ada", ["RTX 4000 Ada SFF"]],
    ["RTX 6000", ["RTX 6000 Ada"]],
    ["RTX PRO 6000", ["RTX PRO 6000"]],
    ["RTX PRO 6000 Max-Q", ["RTX PRO 6000 MaxQ"]],
    ["PRO 6000 MIG", ["PRO 6000 MIG 24GB"]],
    ["H100", ["H100 SXM", "NVIDIA H100 NVL"]],
    ["H100 NVL", ["NVIDIA H100 NVL"]],
    ["V100", ["Tesla V100", "V100 SXM2"]],
    ["NVIDIA Tesla V100", ["Tesla V100"]],
    ["Tesla V100-PCIE-16GB", ["Tesla V100"]],
    ["409", []],
    ["L4 L4", []],
    ["0", []],
    ["A", []],
    ["RTX 4O90", []],
    ["-", []],
  ])("“%s” means %j", (wish, names) => {
    expect(meant(wish)).toEqual(names);
  });

  it.each(["RTX4090", "rtx-4090", "GeForce RTX 4090", "nvidia rtx 4090", "NVIDIA GeForce RTX 4090", "4090"])(
    "“%s” is the RTX 4090 however it is spelled",
    (wish) => {
      expect(meant(wish)).toEqual(["RTX 4090"]);
    },
  );

  it.each([
    ["RTX 3090", "RTX 3090"],
    ["RTX 4000 Ada", "RTX 4000 Ada"],
    ["RTX PRO 6000", "RTX PRO 6000"],
    ["A40", "A40"],
    ["Tesla V100", "Tesla V100"],
  ])("“%s” means no other variant where the list lacks it", (wish, gpuName) => {
    expect(meant(wish, without(gpuName))).toEqual([]);
  });

  it("is that of one GPU alone where it was taken from the list, and so is an id", () => {
    for (const { gpuId, gpuName } of all)
      expect([meant(gpuName), meant(gpuId)]).toEqual([[gpuName], [gpuName]]);
  });

  it("counts as exact when the GPU of that name is sold out, which leaves none", () => {
    const offers = all.map((offer): Offer =>
      offer.gpuName === "H100 SXM" ? { ...offer, availability: "none" } : offer,
    );

    const request = { ...defaultSettings, gpus: ["H100 SXM"] };

    expect(chooseGpu(offers, request, defaultSettings)).toEqual([]);
    expect(unlistedNames(offers, request)).toEqual([]);
  });

  it("of any kind is read in no time and never throws", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (wish) => {
        expect(all.filter(namedBy(wish, all)).length).toBeLessThan(all.length);
      }),
    );
  });
});

describe("isSlice()", () => {
  it.each([
    ["NVIDIA H100 80GB HBM3 MIG 1g.10gb", "H100 10GB"],
    ["NVIDIA H100-10", "H100 MIG 10GB"],
  ])("knows “%s”, called “%s”, by its id or by its name", (gpuId, gpuName) => {
    const offers = [offerOf(gpuId, gpuName)];

    expect(isSlice(offerOf(gpuId, gpuName))).toBe(true);
    expect(chooseGpu(offers, defaultSettings, defaultSettings)).toEqual([]);
    expect(meant("H100", offers)).toEqual([]);
    expect(meant(gpuId, offers)).toEqual(gpuId.includes("MIG") ? [gpuName] : []);
  });

  it("takes no name for one that only has these letters in it", () => {
    expect(isSlice(offerOf("NVIDIA MIGHTY 1", "MIGHTY 1"))).toBe(false);
  });
});

describe("unlistedNames()", () => {
  it("names the request that no offer has, and none without a wish", () => {
    expect(unlistedNames(all, { ...defaultSettings, gpus: ["RTX 4O90", "L4"] })).toEqual(["RTX 4O90"]);
    expect(unlistedNames(all, defaultSettings)).toEqual([]);
  });
});
