import { expect, test } from "vitest";
import { searchLines } from "../../../src/core/cards/search-cards.ts";
import type { Attempt } from "../../../src/core/records/offer.ts";
import { newPod } from "../../../src/core/pods/change-pod.ts";
import { type Pod, type StoppedPod, withRun } from "../../../src/core/records/pod.ts";
import { defaultSettings } from "../../../src/core/records/settings.ts";
import { plain } from "../../../src/core/records/text.ts";
import { gpuMayBeGone, onlyOnVolume, otherMachine } from "../../../src/core/words/host.ts";
import type { Line } from "../../../src/core/records/text.ts";
import { stoppedPod } from "../../support/pod-phases.ts";

const wanted = {
  id: "k1",
  teamId: "main",
  instanceId: "test",
  provider: "runpod",
  request: defaultSettings,
  askedBy: { platform: "web", id: "ada", name: "Ada" },
  bootId: "b",
} as const;
const pod = stoppedPod({ ...newPod(wanted, 0), providerPodId: "p1" }, 1);
const { providerPodId: _, ...unrented } = pod;
const onNetworkVolume: StoppedPod = { ...pod, request: { ...pod.request, volumeId: "v1" } };

function read(lines: readonly Line[]): readonly string[] {
  return lines.map((line) => plain(line, String));
}

test("a pod whose work lies on one host says before and after its stop that the GPU may be gone", () => {
  expect(read(gpuMayBeGone(pod))).toEqual([expect.stringContaining("Somebody else may have its GPU")]);
  expect(read(onlyOnVolume(pod)).join(" ")).toContain("Its GPU may be gone");
});

test.each<readonly [string, Pod]>([
  ["on a network volume", onNetworkVolume],
  ["of this machine", { ...pod, provider: "local" }],
  ["without a machine", unrented],
])("a pod %s says nothing of that", (_what, other) => {
  expect([...gpuMayBeGone(other), ...onlyOnVolume(other)]).toEqual([]);
});

test("a card names the last eight attempts, and how many there were before", () => {
  const attempt: Attempt = {
    gpuName: "L4",
    cloud: "secure",
    usdPerHour: 0.43,
    atMs: 0,
    outcome: "no-capacity",
  };
  const tried = (count: number): readonly string[] =>
    read(searchLines(withRun(pod, { attempts: Array.from({ length: count }, () => attempt) })));

  expect(tried(10)).toHaveLength(9);
  expect(tried(10)[0]).toBe("2 more were tried before.");
  expect(tried(8)).toHaveLength(8);
  expect(tried(8).join(" ")).not.toContain("more were tried");
});

test.each([
  ["other-gpu", "with another GPU than it was rented"],
  ["elsewhere", "in another place than it was rented"],
  ["no-address", "has no public address"],
  ["too-dear", "charges more for it than max-price allows"],
] as const)("people are told of a machine that is kept although it is %s", (outcome, words) => {
  expect(read([otherMachine(outcome)])[0]).toContain(words);
});
