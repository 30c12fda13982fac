import { gonePod } from "../support/pod-phases.ts";
import { expect, test } from "vitest";
import type { ListedPod } from "../../src/core/records/machine.ts";
import { type Pod, type StartingPod, withRun } from "../../src/core/records/pod.ts";
import { knownPods } from "../../src/jobs/known-pods.ts";
import { createSimulatedStore } from "../../src/simulated/store.ts";
import { askedPod } from "../support/asked-pod.ts";
import { recordCalls } from "../support/trouble.ts";

type Bench = {
  readonly pages: () => number;
  known(...listed: readonly ListedPod[]): Promise<readonly string[]>;
};

/** Records of one team, with a count of how often all of them are read. */
async function createBench(...pods: readonly Pod[]): Promise<Bench> {
  const store = createSimulatedStore();
  for (const record of pods) await store.pods.create("main", record.id, record);
  const pages = recordCalls(store.pods, "page");
  return {
    pages: () => pages.length,
    known: async (...listed) => {
      const known = await knownPods(listed, { store, teamId: "main", instanceId: "test" });
      return known.map(({ id }) => id).toSorted();
    },
  };
}

function listedAs(id: string, providerPodId: string): ListedPod {
  return { providerPodId, name: `labelpod-test-${id}`, status: "stopped", usdPerHour: 0 };
}

type Names = Partial<Pick<Pod, "name" | "providerPodId">>;

function pod(id: string, names: Names = {}): StartingPod {
  return { ...askedPod(0), id, name: `labelpod-test-${id}`, providerPodId: `p-${id}`, ...names };
}

function closed(id: string, names: Names = {}): Pod {
  return withRun(gonePod(pod(id, names), 0), { isClosed: true, isBooked: true });
}

test("closed records are known as long as their pods are listed, without all being read", async () => {
  const bench = await createBench(pod("open"), closed("left"), closed("long-gone"));

  expect(await bench.known()).toEqual(["open"]);
  expect(await bench.known(listedAs("open", "p-open"), listedAs("left", "p-left"))).toEqual(["left", "open"]);
  expect(bench.pages()).toBe(0);
});

test("a closed record is known by its pod's name, where its create answer was lost", async () => {
  const bench = await createBench(closed("lost", { providerPodId: "" }));

  expect(await bench.known(listedAs("lost", "unheard-of"))).toEqual(["lost"]);
  expect(bench.pages()).toBe(0);
});

test("a closed second pod of a name is known by its provider's id", async () => {
  const second = closed("p-second", { name: "labelpod-test-open", providerPodId: "p-second" });
  const bench = await createBench(pod("open"), second);

  expect(await bench.known(listedAs("open", "p-open"), listedAs("open", "p-second"))).toEqual([
    "open",
    "p-second",
  ]);
  expect(bench.pages()).toBe(0);
});

test("a closed record that took over another's machine is found among all", async () => {
  const bench = await createBench(closed("k9", { name: "labelpod-test-k1", providerPodId: "p-k1" }));

  expect(await bench.known(listedAs("k1", "p-k1"))).toEqual(["k9"]);
  expect(bench.pages()).toBe(1);
});

test("neither other people's pods nor those that are gone are looked for", async () => {
  const bench = await createBench(closed("left"));
  const stranger = { ...listedAs("left", "p-left"), name: "somebody-elses" };
  const gone = { ...listedAs("left", "p-left"), status: "gone" } as const;

  expect(await bench.known(stranger, gone)).toEqual([]);
  expect(bench.pages()).toBe(0);
});
