import * as fc from "fast-check";
import { expect, test } from "vitest";
import * as changes from "../../../src/core/pods/change-pod.ts";
import * as stops from "../../../src/core/pods/change-stop.ts";
import { giveUp, released } from "../../../src/core/market/unsuitable-machine.ts";
import { lockOf, type Pod, type PodPhase } from "../../../src/core/records/pod.ts";
import { lookedInVain } from "../../../src/core/market/wait-for-gpu.ts";
import { defaultSettings } from "../../../src/core/records/settings.ts";
import { askedPod } from "../../support/asked-pod.ts";

const ada = { platform: "web", id: "ada", name: "Ada" } as const;
const plan = [
  { name: "choose", expectedMs: 1 },
  { name: "create", expectedMs: 1 },
] as const;

const machine = {
  providerPodId: "p1",
  startId: "s1",
  shell: { host: "203.0.113.1", port: 22 },
  api: { host: "203.0.113.1", port: 8000 },
  listen: { host: "0.0.0.0", port: 8000 },
  workspace: "/workspace",
};

const fresh = askedPod(0);

type Change = { readonly from: readonly PodPhase[]; make(pod: Pod, nowMs: number): Pod | undefined };

/** Every transition with the phases in which commands and jobs use it. */
const table = {
  step: {
    from: ["starting"],
    make: (pod, nowMs) => changes.completeStep(changes.withPlan(pod, plan), nowMs),
  },
  machine: { from: ["starting"], make: (pod) => ({ ...pod, machine, providerPodId: "p1" }) },
  wait: { from: ["starting"], make: (pod, nowMs) => lookedInVain({ ...pod, waitUntilMs: nowMs + 9 }, nowMs) },
  replace: { from: ["starting"], make: (pod) => ({ ...pod, replaces: "k0" }) },
  "give up": { from: ["starting"], make: (pod, nowMs) => giveUp(pod, "no-gpu", nowMs) },
  release: { from: ["starting"], make: released },
  reload: { from: ["live"], make: (pod, nowMs) => changes.reload(pod, ["deepedit"], nowMs) },
  rotate: { from: ["live"], make: (pod) => changes.rotate(pod) },
  rotated: { from: ["live"], make: (pod) => changes.rotated(pod, lockOf(pod)) },
  keep: { from: ["live"], make: (pod, nowMs) => changes.keep(pod, { untilMs: nowMs + 60_000 }, nowMs) },
  warn: { from: ["live"], make: (pod, nowMs) => ({ ...pod, warning: { stopAtMs: nowMs } }) },
  down: {
    from: ["starting", "live", "stopping", "stopped", "gone"],
    make: (pod, nowMs) => stops.beginStop(pod, { reason: "asked", by: ada }, nowMs),
  },
  fail: {
    from: ["starting"],
    make: (pod, nowMs) =>
      stops.beginStop(pod, { reason: "failed", failure: { code: "x", sentence: "It broke." } }, nowMs),
  },
  delete: {
    from: ["starting", "live", "stopping", "stopped", "gone"],
    make: (pod, nowMs) => stops.beginStop(pod, { reason: "delete", volume: "delete" }, nowMs),
  },
  stopped: { from: ["stopping", "live"], make: (pod, nowMs) => stops.finishStop(pod, "stopped", nowMs) },
  gone: { from: ["stopping"], make: (pod, nowMs) => stops.finishStop(pod, "gone", nowMs) },
  close: { from: ["stopped", "gone"], make: (pod) => stops.closed(pod) },
  again: {
    from: ["stopped"],
    make: (pod, nowMs) =>
      changes.startAgain(pod, { askedBy: ada, request: defaultSettings, bootId: "life-2" }, nowMs),
  },
  outside: { from: ["stopped"], make: (pod, nowMs) => changes.startAgain(pod, pod, nowMs) },
  latecomer: { from: ["gone", "live"], make: (pod, nowMs) => stops.stopLatecomer(pod, "p2", nowMs) },
} as const satisfies Readonly<Record<string, Change>>;

const anyChange = fc.constantFrom(...Object.values(table));

const legal: Readonly<Record<PodPhase, readonly PodPhase[]>> = {
  starting: ["starting", "live", "stopping"],
  live: ["live", "starting", "stopping", "stopped"],
  stopping: ["stopping", "stopped", "gone"],
  stopped: ["stopped", "starting", "stopping"],
  gone: ["gone", "stopping"],
};

/** The life of a pod by such changes, each left out where its phase is not one it is used in. */
function live(all: readonly Change[]): readonly Pod[] {
  const pods: Pod[] = [fresh];
  for (const [index, change] of all.entries()) {
    const pod = pods.at(-1) ?? fresh;
    const next = change.from.includes(pod.phase) ? change.make(pod, index + 1) : undefined;
    if (next !== undefined) pods.push(next);
  }
  return pods;
}

const lives = fc.array(anyChange, { maxLength: 30 }).map(live);

test("a pod only goes from a phase to one that may follow it", () => {
  fc.assert(
    fc.property(lives, (pods) => {
      const illegal = pairs(pods).filter(({ before, after }) => !legal[before.phase].includes(after.phase));

      expect(illegal).toEqual([]);
    }),
  );
});

type Pair = { readonly before: Pod; readonly after: Pod };

function pairs(pods: readonly Pod[]): readonly Pair[] {
  return pods.slice(1).map((after, index) => ({ before: pods[index] ?? fresh, after }));
}

test("an order to delete the volume is never taken back to keeping it", () => {
  fc.assert(
    fc.property(lives, (pods) => {
      const takenBack = pairs(pods).filter(
        ({ before, after }) =>
          before.phase === "stopping" &&
          after.phase === "stopping" &&
          before.run.stop?.volume === "delete" &&
          after.run.stop?.volume !== "delete",
      );

      expect(takenBack).toEqual([]);
    }),
  );
});

test("a pod that has ended has no address, no warning and an end that stays", () => {
  fc.assert(
    fc.property(lives, (pods) => {
      const ended = pods.filter((pod) => pod.phase === "stopped" || pod.phase === "gone");
      // A machine that turns up late was up all the while: its run has no end until it is stopped.
      const moved = pairs(pods)
        .filter(({ before, after }) => before.run.number === after.run.number)
        .map(({ before, after }) => [before.run.endedAtMs, after.run.endedAtMs] as const)
        .filter(([before, after]) => before !== undefined && after !== undefined && before !== after);

      expect(ended.filter((pod) => pod.run.machine ?? pod.run.warning ?? pod.run.use)).toEqual([]);
      expect(ended.filter((pod) => pod.run.endedAtMs === undefined)).toEqual([]);
      expect(moved).toEqual([]);
    }),
  );
});

test("a new run begins with nothing of the one before but the machine and its volume", () => {
  fc.assert(
    fc.property(lives, (pods) => {
      const starts = pairs(pods).filter(({ before, after }) => before.run.number !== after.run.number);

      for (const { before, after } of starts) {
        const {
          run: { failure, stop, machine: address, warning, use, plan: steps },
        } = after;
        const {
          run: { waiting, waitUntilMs, givenUp, replaces },
        } = after;
        expect([failure, stop, address, warning, use, steps].filter(Boolean)).toEqual([]);
        expect([waiting, waitUntilMs, givenUp, replaces].filter(Boolean)).toEqual([]);
        expect([after.run.rotations, after.run.isRotating, after.run.certificate].filter(Boolean)).toEqual(
          [],
        );
        expect(after.run).toEqual({
          number: before.run.number + 1,
          startedAtMs: expect.any(Number),
          trainings: 0,
        });
        expect([after.name, after.providerPodId]).toEqual([before.name, before.providerPodId]);
      }
    }),
  );
});

test("a pod that stops again after its end was told has an end to tell again", () => {
  fc.assert(
    fc.property(lives, (pods) => {
      expect(pods.filter((pod) => pod.phase === "stopping" && pod.run.isClosed === true)).toEqual([]);
    }),
  );
});

test("a pod that was given an older key than the wished one has to be given the wished one, again if need be", () => {
  const once = changes.rotate({ ...fresh, phase: "live" });
  const twice = once && changes.rotate(once);
  if (once === undefined || twice === undefined) throw new Error("a live pod's key can be changed");
  const done = changes.rotated(twice, lockOf(twice));

  expect(done).toMatchObject({ rotations: 2 });
  expect(done).not.toHaveProperty("isRotating");
  expect(done && changes.rotated(done, lockOf(once))).toMatchObject({ rotations: 2, isRotating: true });
  expect(changes.rotated(twice, { ...lockOf(twice), run: 9 })).toBeUndefined();
});
