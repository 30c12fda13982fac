import { expect, test } from "vitest";
import { comparePods } from "../../src/core/compare-pods.ts";
import { giveUp } from "../../src/core/landing.ts";
import type { Pod } from "../../src/core/pod.ts";
import { askedPod } from "../support/asked-pod.ts";

const minute = 60_000;
const nowMs = 100 * minute;

const asked = askedPod(0);
const rented: Pod = { ...asked, providerPodId: "p1", upAskedAtMs: minute };

test.each<[string, Pod, readonly string[]]>([
  ["comes up", rented, ["missing"]],
  ["was asked to be up just now", { ...rented, upAskedAtMs: nowMs - 30_000 }, []],
  ["is released", giveUp(rented, "no-gpu", nowMs - minute), []],
  ["has no machine yet", asked, []],
  ["rests", { ...rented, phase: "stopped" }, ["missing"]],
  ["is being stopped", { ...rented, phase: "stopping" }, []],
])("a pod that the list lacks and that %s", (_what, pod, kinds) => {
  const found = comparePods({ listed: [], pods: [pod], instanceId: "test", nowMs });

  expect(found.map(({ kind }) => kind)).toEqual(kinds);
});
