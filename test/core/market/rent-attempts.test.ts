import { expect, test } from "vitest";
import { hasUntried, triedInVain, whyNone } from "../../../src/core/market/rent-attempts.ts";
import type { Attempt, Offer } from "../../../src/core/records/offer.ts";
import { type StartingPod, withRun } from "../../../src/core/records/pod.ts";
import { askedPod } from "../../support/asked-pod.ts";

const pod = askedPod(0);
const offer: Offer = {
  gpuId: "NVIDIA L4",
  gpuName: "L4",
  memoryGib: 24,
  cloud: "secure",
  usdPerHour: 0.43,
  availability: "high",
  dataCenterIds: [],
};

function tried(...outcomes: readonly Attempt["outcome"][]): StartingPod {
  const { gpuName, cloud, usdPerHour } = offer;
  const attempts = outcomes.map((outcome) => ({ gpuName, cloud, usdPerHour, atMs: 0, outcome }));
  return withRun(pod, { attempts });
}

const waited = { waiting: { sinceMs: 0, lookedAtMs: 1 } };
const sixInVain = tried("elsewhere", "no-gpu", "other-gpu", "no-address", "too-dear", "elsewhere");

test.each<readonly [string, StartingPod, string]>([
  ["nothing was to be had", pod, "no-offer"],
  ["all was taken", tried("no-capacity", "no-capacity"), "no-capacity"],
  ["each machine was given back", tried("too-dear", "no-address"), "none-will-do"],
  ["six were given back, however long it waits", withRun(sixInVain, waited), "none-will-do"],
  ["one was given back and another kind was taken", tried("too-dear", "no-capacity"), "no-capacity"],
  ["one was given back before a long wait", withRun(tried("elsewhere"), waited), "waited-in-vain"],
  ["nothing was free in all that time", withRun(pod, waited), "waited-in-vain"],
  ["the key may not rent one that is free", tried("not-permitted"), "some-not-permitted"],
])("a search ends with a sentence of its own when %s", (_when, searched, code) => {
  expect(whyNone(searched, false).code).toBe(code);
});

test("a search ends with what the key may not do when it may rent nothing that fits", () => {
  expect(whyNone(tried("not-permitted"), true).code).toBe("not-permitted");
});

test("another name or another cloud is another kind than was tried", () => {
  const other: Offer = { ...offer, gpuName: "A40" };
  const community: Offer = { ...offer, cloud: "community" };
  const offered = [[offer], [offer, other], [community], []];

  expect(offered.map((offers) => hasUntried(offers, tried("not-permitted")))).toEqual([
    false,
    true,
    true,
    false,
  ]);
});

test.each<readonly [Attempt["outcome"], string | undefined, readonly (string | undefined)[]]>([
  ["no-capacity", "12.8", [undefined]],
  ["no-capacity", undefined, []],
  ["not-permitted", "12.8", []],
  ["too-dear", "12.8", []],
])("after %s of a host with driver %s the same GPU is left on hosts with %j", (outcome, minCuda, left) => {
  const { gpuId } = offer;
  const asked = minCuda === undefined ? offer : { ...offer, minCuda };
  const candidates = [...(minCuda === undefined ? [] : [asked]), offer, { ...offer, gpuId: "other" }];

  const { run } = triedInVain(withRun(pod, { candidates }), asked, { outcome, atMs: 7 });

  const same = (run.candidates ?? []).filter((other) => other.gpuId === gpuId);
  expect(same.map((other) => other.minCuda)).toEqual(left);
  expect(run.candidates?.at(-1)?.gpuId).toBe("other");
  expect(run.attempts?.map((attempt) => attempt.minCuda)).toEqual([minCuda]);
});
