import * as fc from "fast-check";
import { expect, test } from "vitest";
import { parseLine } from "../../../src/commands/line/parse-line.ts";
import { parseOptions } from "../../../src/commands/line/parse-options.ts";
import { podUp } from "../../../src/commands/pod/pod-up.ts";
import { readPodRequest } from "../../../src/commands/pod/pod-request.ts";
import { podUpLine, relaxed } from "../../../src/core/market/alternatives.ts";
import type { PodRequest } from "../../../src/core/records/pod-request.ts";
import { defaultSettings } from "../../../src/core/records/settings.ts";

const names = fc.constantFrom("RTX 4090", "L4", "RTX A5000", "H100 MIG 24 GB");

const shared = {
  gpus: fc.uniqueArray(names, { minLength: 1 }),
  minMemoryGib: fc.integer({ min: 1, max: 300 }),
  maxUsdPerHour: fc.integer({ min: 1, max: 9_999 }).map((cents) => cents / 100),
};
const always = {
  country: fc.constantFrom("US", "DE"),
  models: fc.constantFrom(["deepedit"], ["deepgrow_2d", "segmentation"]),
  studies: fc.constantFrom("synthetic", "/data/Leber 2026/ä", "https://pacs.example.org/dicom-web"),
  usePretrained: fc.boolean(),
  access: fc.constantFrom("http" as const, "https" as const, "proxy" as const),
};
const required = [
  "cloud",
  "country",
  "models",
  "studies",
  "usePretrained",
  "access",
  "minMemoryGib",
] as const;

const request: fc.Arbitrary<PodRequest> = fc.oneof(
  fc.record(
    {
      ...shared,
      ...always,
      cloud: fc.constant("secure" as const),
      dataCenterIds: fc.constantFrom(["US-TX-3"], ["US-TX-3", "EU-RO-1"]),
    },
    { requiredKeys: [...required] },
  ),
  fc.record(
    {
      ...shared,
      ...always,
      cloud: fc.constant("community" as const),
      minDownloadMbps: fc.integer({ min: 1, max: 10_000 }),
    },
    { requiredKeys: [...required] },
  ),
);

test("podUpLine() is read back as the very request that it was made from, whatever the team has set", () => {
  fc.assert(
    fc.property(request, request, (wished, team) => {
      const settings = { ...defaultSettings, ...team, minMemoryGib: team.minMemoryGib ?? 12 };

      const line = podUpLine(wished, settings);

      const options = parseOptions(podUp, parseLine(line).words);
      expect(readPodRequest(options, settings)).toEqual(wished);
    }),
  );
});

test("podUpLine() says nothing of what the team has set, so that a button can hold it", () => {
  const { gpus: _, ...wished } = { ...defaultSettings, gpus: ["L4"] };

  expect(podUpLine(wished, defaultSettings)).toBe("pod up");
  expect(podUpLine({ ...wished, gpus: ["L4"] }, defaultSettings, { wait: "2h" })).toBe(
    "pod up gpu:L4 wait:2h",
  );
  expect(podUpLine(wished, { ...defaultSettings, gpus: [], dataCenterIds: [], maxUsdPerHour: 0 })).toBe(
    "pod up",
  );
  expect(podUpLine(wished, { ...defaultSettings, gpus: ["L4"], maxUsdPerHour: 1 })).toBe(
    "pod up gpu:any max-price:0",
  );
  expect(podUpLine(wished, defaultSettings, { policy: { idleMs: 5_400_000 } })).toBe("pod up idle:1h30m");
});

test.each([
  [{ minMemoryGib: 24 }, "pod up gpu:L4 memory:24"],
  [{ country: "DE" }, "pod up country:DE data-centers:US-TX-3"],
  [{ minMemoryGib: 24, gpus: ["A40"] }, "pod up gpu:A40 memory:24"],
  [{ minMemoryGib: 24, gpus: [] }, "pod up gpu:any memory:24"],
  [{ country: "DE", dataCenterIds: [] }, "pod up country:DE data-centers:any"],
  [{ maxUsdPerHour: 1 }, "pod up max-price:1"],
])("podUpLine() of %j says again what its memory or its country would take back", (change, line) => {
  const team = { ...defaultSettings, gpus: ["L4"], dataCenterIds: ["US-TX-3"] };

  expect(podUpLine({ ...team, ...change }, team)).toBe(line);
});

test("relaxed() gives up one wish at a time, never the country, and never what a network volume is bound to", () => {
  const bound = { ...defaultSettings, dataCenterIds: ["US-TX-3"], volumeId: "v1", maxUsdPerHour: 1 };

  const changes = relaxed(bound).map((other) => [other.dataCenterIds, other.cloud, other.maxUsdPerHour]);

  expect(changes).toEqual([[["US-TX-3"], "secure", undefined]]);
});

test.each([
  [{ gpus: ["L4"] }, ["gpus", "cloud"]],
  [{ minMemoryGib: 80 }, ["minMemoryGib", "cloud"]],
  [{ dataCenterIds: ["US-TX-3"] }, ["dataCenterIds"]],
  [{ maxUsdPerHour: 0.3 }, ["maxUsdPerHour", "cloud"]],
  [{}, ["cloud"]],
])("relaxed() of %j gives up %j", (change, givenUp) => {
  const { minMemoryGib, ...wished } = { ...defaultSettings, ...change };
  const before: PodRequest = { ...wished, minMemoryGib };

  const after = relaxed(before);

  const keys = ["gpus", "minMemoryGib", "cloud", "country", "dataCenterIds", "maxUsdPerHour"] as const;
  const differing = after.map((other) => keys.filter((key) => other[key] !== before[key]));
  expect(differing).toEqual(givenUp.map((key) => [key]));
});
