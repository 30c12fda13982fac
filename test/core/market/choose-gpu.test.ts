import * as fc from "fast-check";
import { expect, test } from "vitest";
import { chooseGpu, oneOfEach } from "../../../src/core/market/choose-gpu.ts";
import type { Offer } from "../../../src/core/records/offer.ts";
import type { PodRequest } from "../../../src/core/records/pod-request.ts";
import { defaultSettings } from "../../../src/core/records/settings.ts";

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

function wish(change: Partial<PodRequest>): PodRequest {
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

const places = ["US-TX-3", "US-KS-2", "EU-RO-1"];

const placedOffers = offers.chain((all) =>
  fc
    .array(fc.subarray(places), { minLength: all.length, maxLength: all.length })
    .map((ids) => all.map((offer, index): Offer => ({ ...offer, dataCenterIds: ids[index] ?? [] }))),
);

const request = fc.record(
  {
    gpus: fc.uniqueArray(fc.constantFrom("4090", "A5000", "3070", "H100", "mig"), { minLength: 1 }),
    minMemoryGib: fc.integer({ min: 1, max: 100 }),
    cloud: clouds,
    dataCenterIds: fc.subarray(places, { minLength: 1 }),
    maxUsdPerHour: fc.integer({ min: 1, max: 400 }).map((cents) => cents / 100),
  },
  { requiredKeys: ["cloud"] },
);

/** What of the request an offer that was taken goes against. */
function broken(taken: Offer, { gpus, minMemoryGib = 12, ...wished }: PodRequest): readonly string[] {
  const { dataCenterIds: wanted = places, maxUsdPerHour = Number.POSITIVE_INFINITY } = wished;
  const faults = {
    stock: taken.availability === "none",
    cloud: taken.cloud !== wished.cloud,
    price: taken.usdPerHour > maxUsdPerHour,
    memory: gpus === undefined && taken.memoryGib < minMemoryGib,
    slice: taken.gpuName.includes("MIG") && gpus?.includes("mig") !== true,
    place: !taken.dataCenterIds.every((id) => wanted.includes(id)),
    nowhere: wished.dataCenterIds !== undefined && taken.dataCenterIds.length === 0,
  };
  return Object.entries(faults).flatMap(([name, isBroken]) => (isBroken ? [name] : []));
}

test("chooseGpu() keeps to every wish, whatever the others are", () => {
  fc.assert(
    fc.property(placedOffers, request, (all, change) => {
      const chosen = chooseGpu(all, wish(change), defaultSettings);

      expect(chosen.flatMap((taken) => broken(taken, wish(change)))).toEqual([]);
    }),
  );
});

test("chooseGpu() narrows an offer to the wished data centers that it has, and keeps the others of an offer out", () => {
  fc.assert(
    fc.property(placedOffers, fc.subarray(places, { minLength: 1 }), (all, dataCenterIds) => {
      const wished = wish({ dataCenterIds, gpus: ["4090"] });
      const free = all.filter(
        ({ cloud, availability, gpuName }) =>
          cloud === "secure" && availability !== "none" && gpuName === "RTX 4090",
      );

      const chosen = chooseGpu(all, wished, defaultSettings);

      const narrowed = free.map((offer) => offer.dataCenterIds.filter((id) => dataCenterIds.includes(id)));
      expect(chosen.map((offer) => offer.dataCenterIds.join()).toSorted()).toEqual(
        narrowed
          .map((ids) => ids.join())
          .filter((ids) => ids !== "")
          .toSorted(),
      );
    }),
  );
});

test("chooseGpu() leaves nothing out that keeps to the request", () => {
  fc.assert(
    fc.property(placedOffers, (all) => {
      const wished = wish({ gpus: ["4090", "a5000", "3070", "h100", "mig"], dataCenterIds: ["US-TX-3"] });
      const wanted = all.filter(
        ({ cloud, availability, dataCenterIds }) =>
          cloud === "secure" && availability !== "none" && dataCenterIds.includes("US-TX-3"),
      );

      expect(chooseGpu(all, wished, defaultSettings)).toHaveLength(wanted.length);
    }),
  );
});

test("chooseGpu() takes named GPUs in the order named, of each the cheapest and then the best stocked", () => {
  fc.assert(
    fc.property(
      placedOffers,
      fc.shuffledSubarray(["4090", "A5000", "3070"], { minLength: 1 }),
      (all, gpus) => {
        const chosen = chooseGpu(all, wish({ gpus }), { ...defaultSettings, favouriteGpus: [] });

        const ranks = chosen.map(({ gpuName, usdPerHour, availability }) => [
          gpus.findIndex((name) => gpuName.includes(name)),
          usdPerHour,
          -["none", "low", "medium", "high"].indexOf(availability),
        ]);
        expect(ranks).toEqual(ranks.toSorted((a, b) => compare(a, b)));
      },
    ),
  );
});

function compare(a: readonly number[], b: readonly number[]): number {
  const differing = a.findIndex((value, index) => value !== b[index]);
  return differing === -1 ? 0 : (a[differing] ?? 0) - (b[differing] ?? 0);
}

test("chooseGpu() takes the team's own machine wherever it is asked for", () => {
  const own: Offer = {
    gpuId: "this machine",
    gpuName: "no GPU",
    memoryGib: 0,
    cloud: "secure",
    usdPerHour: 0,
    availability: "high",
    dataCenterIds: [],
  };

  expect(chooseGpu([own], wish({ dataCenterIds: ["US-TX-3"], minMemoryGib: 80 }), defaultSettings)).toEqual([
    own,
  ]);
});

const plain: Offer = {
  gpuId: "NVIDIA RTX A5000",
  gpuName: "RTX A5000",
  memoryGib: 24,
  cloud: "secure",
  usdPerHour: 0.36,
  availability: "low",
  dataCenterIds: ["US-TX-3"],
};

test.each([
  ["no favourite", { favouriteGpus: [] }],
  ["a favourite", { favouriteGpus: [plain.gpuId] }],
])(
  "chooseGpu() takes the better stocked of two at the same price before the other, be it %s",
  (_what, rules) => {
    const levels = ["low", "high", "none", "medium"] as const;
    const alike = levels.map((availability): Offer => ({ ...plain, availability }));

    const chosen = chooseGpu(alike, wish({}), { ...defaultSettings, ...rules });

    expect(chosen.map(({ availability }) => availability)).toEqual(["high", "medium", "low"]);
  },
);

test("chooseGpu() takes a GPU at just the price that was wished at most, and none above it", () => {
  expect(chooseGpu([plain], wish({ maxUsdPerHour: 0.36 }), defaultSettings)).toEqual([plain]);
  expect(chooseGpu([plain], wish({ maxUsdPerHour: 0.359 }), defaultSettings)).toEqual([]);
});

test("of the same GPU the host that surely runs the image comes first, however few there are, and one is shown", () => {
  const sure: Offer = { ...plain, availability: "low", minCuda: "12.8" };

  const chosen = chooseGpu([plain, sure], wish({}), defaultSettings);

  expect(chosen).toEqual([sure, plain]);
  expect(oneOfEach(chosen)).toEqual([sure]);
});
