import { expect, test } from "vitest";
import { avoiding, withBadDraw } from "../../../src/core/market/bad-draws.ts";
import type { BadDraw } from "../../../src/core/records/bad-draw.ts";
import type { Offer } from "../../../src/core/records/offer.ts";

const hour = 3_600_000;
const usual = { memoryGib: 24, cloud: "secure", usdPerHour: 0.5, availability: "high" } as const;
const offers: readonly Offer[] = [
  { ...usual, gpuId: "a", gpuName: "RTX 4090", dataCenterIds: ["US-TX-3", "US-KS-2"] },
  { ...usual, gpuId: "b", gpuName: "L4", dataCenterIds: ["US-TX-3"] },
];
const draw: BadDraw = { gpuName: "RTX 4090", cloud: "secure", dataCenterId: "US-TX-3", atMs: 10 * hour };

function order(draws: readonly BadDraw[], nowMs: number): readonly string[] {
  return avoiding(offers, { draws }, nowMs).map(
    ({ gpuName, dataCenterIds }) => `${gpuName} ${dataCenterIds.join()}`,
  );
}

test("a kind of which a machine did not get ready comes last, and in another place", () => {
  expect(order([draw], 11 * hour)).toEqual(["L4 US-TX-3", "RTX 4090 US-KS-2"]);
});

test("where all kinds and places were bad draws they are tried as before: a request for one kind is not refused", () => {
  const other: BadDraw = { ...draw, gpuName: "L4" };

  expect(order([draw, { ...draw, dataCenterId: "US-KS-2" }, other], 11 * hour)).toEqual([
    "RTX 4090 US-TX-3,US-KS-2",
    "L4 US-TX-3",
  ]);
});

test.each([
  ["of another cloud", { ...draw, cloud: "community" }, 11],
  ["of six hours ago", draw, 16],
  ["that a clock which was set back has in its future", draw, 3],
] as const)("a bad draw %s counts for nothing", (_what, bad, hours) => {
  expect(order([bad], hours * hour)).toEqual(["RTX 4090 US-TX-3,US-KS-2", "L4 US-TX-3"]);
});

test("old ones are forgotten with the next, and so are those beyond twenty", () => {
  const many = Array.from({ length: 30 }, (_, index) => ({ ...draw, atMs: index * 60_000 }));
  const kept = many.reduce((known, bad) => withBadDraw(known, bad), withBadDraw(undefined, draw));

  expect(kept.draws).toHaveLength(20);
  expect(withBadDraw(kept, { ...draw, atMs: 10 * hour }).draws).toHaveLength(1);
});
