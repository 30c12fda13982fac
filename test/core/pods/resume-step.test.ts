import { expect, test } from "vitest";
import { type StartingPod, withRun } from "../../../src/core/records/pod.ts";
import { resumeStep } from "../../../src/core/pods/resume-step.ts";
import { askedPod } from "../../support/asked-pod.ts";

const second = 1_000;
const minute = 60 * second;
const start = 1_000 * minute;

const asked = askedPod(start);
const inAddress: StartingPod = {
  ...withRun(asked, { step: { name: "address", enteredAtMs: start } }),
  providerPodId: "p1",
};

type Look = readonly [bootId: string, atMs: number];

function awayAfter(pod: StartingPod, looks: readonly Look[]): number {
  const seen = looks.reduce((current, [bootId, atMs]) => resumeStep(current, bootId, start + atMs), pod);
  return seen.run.step.awayMs ?? 0;
}

test.each<[string, readonly Look[], number]>([
  [
    "looks of one life that take long",
    [
      ["life-1", 50 * second],
      ["life-1", 110 * second],
    ],
    0,
  ],
  [
    "two lives that take turns",
    [
      ["life-2", 20 * second],
      ["life-1", 40 * second],
      ["life-2", 60 * second],
    ],
    0,
  ],
  [
    "a restart after 40 s",
    [
      ["life-1", 20 * second],
      ["life-2", 60 * second],
    ],
    40 * second,
  ],
  [
    "two restarts",
    [
      ["life-2", 10 * minute],
      ["life-2", 11 * minute],
      ["life-3", 15 * minute],
    ],
    14 * minute,
  ],
  [
    "a pause of the same life, as while Redis was away",
    [
      ["life-1", 15 * second],
      ["life-1", 5 * minute],
    ],
    285 * second,
  ],
  ["a clock that was set back", [["life-2", -10 * minute]], 0],
])("how long nobody went on with a step: %s", (_what, looks, awayMs) => {
  expect(awayAfter(inAddress, looks)).toBe(awayMs);
});

test("the time in which a pod may wait for a free GPU is nobody's absence", () => {
  const waiting = withRun(asked, { waitUntilMs: start + 120 * minute });

  expect(awayAfter(waiting, [["life-2", 100 * minute]])).toBe(0);
  expect(awayAfter(waiting, [["life-2", 180 * minute]])).toBe(60 * minute);
});

test("goOn() says which life goes on since when, and leaves a look right after another one as it is", () => {
  expect(resumeStep(inAddress, "life-2", start + second)).toMatchObject({
    run: { bootId: "life-2", resumedAtMs: start + second },
  });
  expect(resumeStep(inAddress, "life-1", start + second)).toBe(inAddress);
});
