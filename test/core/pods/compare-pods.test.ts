import { expect, test } from "vitest";
import { comparePods } from "../../../src/core/pods/compare-pods.ts";
import { giveUp } from "../../../src/core/market/unsuitable-machine.ts";
import { type Pod, type StartingPod, withRun } from "../../../src/core/records/pod.ts";
import type { ListedPod } from "../../../src/core/records/machine.ts";
import { askedPod } from "../../support/asked-pod.ts";
import { gonePod, livePod, stoppedPod, stoppingPod } from "../../support/pod-phases.ts";

const minute = 60_000;
const nowMs = 100 * minute;

const asked = askedPod(0);
const rented: StartingPod = { ...asked, providerPodId: "p1", upAskedAtMs: minute };

test.each<[string, Pod, readonly string[]]>([
  ["comes up", rented, ["missing"]],
  ["was asked to be up just now", { ...rented, upAskedAtMs: nowMs - 30_000 }, []],
  ["is released", giveUp(rented, { outcome: "no-gpu" }, nowMs - minute), []],
  ["has no machine yet", asked, []],
  ["rests", stoppedPod(rented, 2 * minute), ["missing"]],
  ["is being stopped", stoppingPod(rented, 2 * minute), []],
])("a pod that the list lacks and that %s", (_what, pod, kinds) => {
  const found = comparePods({ listed: [], pods: [pod], instanceId: "test", nowMs });

  expect(found.map(({ kind }) => kind)).toEqual(kinds);
});

test("a pod that is gone is not taken for the one of its name that another record has", () => {
  const live = livePod(rented, nowMs);
  const second = { ...gonePod(rented, nowMs), id: "p2", providerPodId: "p2" };
  const listed: ListedPod = { providerPodId: "p1", name: live.name, status: "running", usdPerHour: 1 };

  expect(comparePods({ listed: [listed], pods: [second, live], instanceId: "test", nowMs })).toEqual([]);
});

test("a renamed copy of a pod, made by hand, is neither its machine nor a second one to be stopped", () => {
  const { name } = rented;
  const original: ListedPod = { providerPodId: "p1", name, madeAs: name, status: "running", usdPerHour: 1 };
  const copy = { ...original, providerPodId: "p9", name: "a copy" };
  const compare = (listed: readonly ListedPod[], pod: Pod): readonly string[] =>
    comparePods({ listed, pods: [pod], instanceId: "test", nowMs }).map(({ kind }) => kind);

  expect(compare([original, copy], livePod(rented, nowMs))).toEqual([]);
  expect(compare([copy], stoppedPod(rented, 2 * minute))).toEqual(["missing"]);
  expect(compare([copy], gonePod(rented, nowMs))).toEqual([]);
});

test("a pod whose machine was never known is found by its name when it turns up after its end", () => {
  const listed: ListedPod = { providerPodId: "p1", name: asked.name, status: "running", usdPerHour: 1 };

  const found = comparePods({
    listed: [listed],
    pods: [gonePod(asked, nowMs)],
    instanceId: "test",
    nowMs,
  });

  expect(found.map(({ kind }) => kind)).toEqual(["latecomer"]);
});

test("a comparison takes each pod and each record once, not each with each", () => {
  const count = 3000;
  let reads = 0;
  const listed = Array.from({ length: count }, (_, index): ListedPod => {
    const pod = { providerPodId: `p${index}`, name: `labelpod-test-k${index}`, usdPerHour: 1 };
    return {
      ...pod,
      get status() {
        reads += 1;
        return "running" as const;
      },
      get providerPodId() {
        reads += 1;
        return pod.providerPodId;
      },
    };
  });
  const pods = listed.map((_, index): Pod => ({
    ...rented,
    id: `k${index}`,
    name: `labelpod-test-k${index}`,
    providerPodId: `p${index}`,
  }));

  expect(comparePods({ listed, pods, instanceId: "test", nowMs })).toEqual([]);
  expect(reads).toBeLessThan(20 * count);
});

const started = withRun(rented, {
  stepsDone: [{ name: "start", tookMs: 3000 }],
  step: { name: "address", enteredAtMs: 2 * minute },
});

test.each<[string, Pod, readonly string[]]>([
  ["is live", livePod(started, 3 * minute), ["stopped-outside"]],
  ["was up in this run", withRun(started, { upAtMs: 2 * minute }), ["stopped-outside"]],
  ["was started, and never had an address", started, ["stopped-outside"]],
  ["was started just now", { ...started, upAskedAtMs: nowMs - 30_000 }, []],
  ["is yet to be started", rented, []],
  ["is released", giveUp(started, { outcome: "no-gpu" }, nowMs - minute), []],
  ["rests", stoppedPod(started, 3 * minute), []],
])("a pod that the list has stopped and that %s", (_what, pod, kinds) => {
  const listed: ListedPod = { providerPodId: "p1", name: pod.name, status: "stopped", usdPerHour: 0 };
  const found = comparePods({ listed: [listed], pods: [pod], instanceId: "test", nowMs });

  expect(found.map(({ kind }) => kind)).toEqual(kinds);
});
