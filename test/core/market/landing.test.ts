import { expect, test } from "vitest";
import { landingNote, whyNotLanded } from "../../../src/core/market/landing.ts";
import { newPod } from "../../../src/core/pods/change-pod.ts";
import { type StartingPod, withRun } from "../../../src/core/records/pod.ts";
import type { Cloud, ListedPod } from "../../../src/core/records/machine.ts";
import type { Offer } from "../../../src/core/records/offer.ts";
import { defaultSettings } from "../../../src/core/records/settings.ts";
import type { Step } from "../../../src/core/records/step.ts";
import { idleMachine } from "../../support/machine.ts";

const minute = 60_000;
const offer: Offer = {
  gpuId: "NVIDIA L4",
  gpuName: "L4",
  memoryGib: 24,
  cloud: "secure",
  usdPerHour: 0.43,
  availability: "high",
  dataCenterIds: ["US-TX-3"],
};
const pulling: ListedPod = {
  providerPodId: "p1",
  name: "labelpod-test-k1",
  status: "running",
  usdPerHour: 0.43,
  isContainerUp: false,
};
const bare: ListedPod = { ...pulling, isContainerUp: true };

function landing(cloud: Cloud, step: Partial<Step> = {}): StartingPod {
  const pod = newPod(
    {
      id: "k1",
      teamId: "main",
      instanceId: "test",
      provider: "p",
      askedBy: { platform: "web", id: "ada", name: "Ada" },
      bootId: "b",
      request: { ...defaultSettings, cloud },
    },
    0,
  );
  const run = { step: { name: "address", enteredAtMs: 0, ...step } } as const;
  return { ...withRun(pod, run), offer: { ...offer, cloud }, providerPodId: "p1" };
}

test.each([
  ["secure", 10],
  ["community", 15],
] as const)("a %s machine has %i minutes until its container is up", (cloud, minutes) => {
  const pod = landing(cloud);

  for (const listed of [pulling, { ...bare, status: "provisioning" }, { ...bare, status: "error" }] as const)
    expect([
      whyNotLanded(pod, listed, minutes * minute - 1),
      whyNotLanded(pod, listed, minutes * minute),
    ]).toEqual([undefined, "no-container"]);
});

test.each(["secure", "community"] as const)(
  "a %s machine has five minutes for its address, from the look that found its container",
  (cloud) => {
    const pod = landing(cloud, { beganAtMs: 14 * minute });

    expect(whyNotLanded(pod, bare, 19 * minute - 1)).toBeUndefined();
    expect(whyNotLanded(pod, bare, 19 * minute)).toBe("no-address");
    expect(whyNotLanded(landing(cloud), bare, 19 * minute)).toBeUndefined();
  },
);

test("neither time away nor a clock that was put forward makes a machine late", () => {
  const away = landing("secure", { awayMs: 120 * minute });
  const began = landing("secure", { beganAtMs: minute, awayMs: 240 * minute });
  const restarted = landing("secure", { beganAtMs: minute });

  expect(whyNotLanded(away, pulling, 129 * minute)).toBeUndefined();
  expect(whyNotLanded(away, pulling, 130 * minute)).toBe("no-container");
  expect(whyNotLanded(began, bare, 243 * minute)).toBeUndefined();
  expect(whyNotLanded(restarted, { ...bare, uptimeMs: 2 * minute }, 243 * minute)).toBeUndefined();
});

test.each([
  ["with its address", { ...bare, machine: idleMachine }],
  ["that is stopped", { ...pulling, status: "stopped" }],
  ["that is gone", { ...pulling, status: "gone" }],
] as const)("a machine %s is not waited for", (_what, listed) => {
  expect(whyNotLanded(landing("secure", { beganAtMs: 0 }), listed, 60 * minute)).toBeUndefined();
  expect(landingNote(landing("secure", { beganAtMs: 0 }), listed, 60 * minute)).toBeUndefined();
});

test("what it is waited for is told in whole minutes", () => {
  expect(landingNote(landing("secure"), pulling, 3.9 * minute)).toEqual({
    part: "image",
    done: 3,
    total: 10,
  });
  expect(landingNote(landing("community", { beganAtMs: minute }), bare, 3 * minute)).toEqual({
    part: "public-address",
    done: 2,
    total: 5,
  });
});
