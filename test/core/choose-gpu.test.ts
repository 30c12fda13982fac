import * as fc from "fast-check";
import { expect, test } from "vitest";
import { chooseGpu } from "../../src/core/choose-gpu.ts";
import type { Offer } from "../../src/core/offer.ts";
import type { PodWishes } from "../../src/core/pod.ts";
import { defaultSettings } from "../../src/core/settings.ts";

const cards = [
  ["NVIDIA GeForce RTX 4090", "RTX 4090", 24],
  ["NVIDIA RTX A5000", "RTX A5000", 24],
  ["NVIDIA GeForce RTX 3070", "RTX 3070", 8],
  ["NVIDIA H100 80GB HBM3 MIG 1g.10gb", "H100 MIG", 16],
  ["NVIDIA H100 80GB HBM3", "H100 SXM", 80],
] as const;

const offers = fc.array(
  fc
    .record({
      card: fc.constantFrom(...cards),
      cloud: fc.constantFrom("secure" as const, "community" as const),
      cents: fc.integer({ min: 1, max: 400 }),
      availability: fc.constantFrom("none" as const, "low" as const, "medium" as const, "high" as const),
    })
    .map(({ card: [gpuId, gpuName, memoryGib], cloud, cents, availability }): Offer => {
      return { gpuId, gpuName, memoryGib, cloud, availability, usdPerHour: cents / 100, dataCenterIds: [] };
    }),
  { maxLength: 12 },
);

const clouds = fc.constantFrom("secure" as const, "community" as const);

function wish(change: Partial<PodWishes>): PodWishes {
  return { ...defaultSettings, ...change };
}

test("chooseGpu() takes only what is free, in the wished cloud, large enough and no slice", () => {
  fc.assert(
    fc.property(offers, clouds, (all, cloud) => {
      for (const offer of chooseGpu(all, wish({ cloud }), defaultSettings)) {
        expect(all).toContain(offer);
        expect(offer.cloud).toBe(cloud);
        expect(offer.availability).not.toBe("none");
        expect(offer.memoryGib).toBeGreaterThanOrEqual(12);
        expect(offer.gpuName).not.toContain("MIG");
      }
    }),
  );
});

test("chooseGpu() puts the favourite first and then the cheaper before the dearer", () => {
  fc.assert(
    fc.property(offers, clouds, (all, cloud) => {
      const chosen = chooseGpu(all, wish({ cloud }), defaultSettings);

      const isOther = chosen.map((offer) => offer.gpuName !== "RTX 4090");
      const others = chosen.filter((_offer, index) => isOther[index]).map((offer) => offer.usdPerHour);
      expect(isOther).toEqual(isOther.toSorted((a, b) => Number(a) - Number(b)));
      expect(others).toEqual(others.toSorted((a, b) => a - b));
    }),
  );
});

test("chooseGpu() does not depend on the order of the offers", () => {
  fc.assert(
    fc.property(offers, clouds, (all, cloud) => {
      function places(from: readonly Offer[]): readonly string[] {
        const chosen = chooseGpu(from, wish({ cloud }), { ...defaultSettings, favouriteGpus: [] });
        return chosen.map((offer) => `${offer.usdPerHour} ${offer.availability}`);
      }

      expect(places(all.toReversed())).toEqual(places(all));
    }),
  );
});

test.each([
  ["rtx 3070", ["RTX 3070"]],
  ["H100", ["H100 SXM"]],
  ["h100 mig", ["H100 MIG"]],
  ["NVIDIA RTX A5000", ["RTX A5000"]],
  ["GTX 1080", []],
])("chooseGpu() reads the wish “%s” as %j", (gpu, names) => {
  const all = cards.map(([gpuId, gpuName, memoryGib]): Offer => {
    return {
      gpuId,
      gpuName,
      memoryGib,
      cloud: "secure",
      availability: "low",
      usdPerHour: 1,
      dataCenterIds: [],
    };
  });

  const chosen = chooseGpu(all, wish({ gpus: [gpu] }), defaultSettings);

  expect(chosen.map((offer) => offer.gpuName)).toEqual(names);
});
