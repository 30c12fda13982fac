import * as fc from "fast-check";
import { expect, test } from "vitest";
import * as changes from "../../../src/core/pods/change-pod.ts";
import * as stops from "../../../src/core/pods/change-stop.ts";
import { giveUp, released } from "../../../src/core/market/unsuitable-machine.ts";
import { lockOf, type Pod, type PodPhase, withRun } from "../../../src/core/records/pod.ts";
import { lookedInVain } from "../../../src/core/market/wait-for-gpu.ts";
import { defaultSettings } from "../../../src/core/records/settings.ts";
import { askedPod } from "../../support/asked-pod.ts";
import { livePod } from "../../support/pod-phases.ts";

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

type PodIn<N extends PodPhase> = Extract<Pod, { readonly phase: N }>;

/** Leaves a pod as it is that is in another phase. */
type Change = (pod: Pod, nowMs: number) => Pod | undefined;

function isIn<N extends PodPhase>(pod: Pod, phases: readonly N[]): pod is PodIn<N> {
  return phases.some((phase) => phase === pod.phase);
}

function change<N extends PodPhase>(
  from: readonly N[],
  make: (pod: PodIn<N>, nowMs: number) => Pod | undefined,
): Change {
  return (pod, nowMs) => (isIn(pod, from) ? make(pod, nowMs) : undefined);
}

const anyPhase = ["starting", "live", "stopping", "stopped", "gone"] as const;

/** Every transition with the phases in which commands and jobs use it. */
const table: Readonly<Record<string, Change>> = {
  step: change(["starting"], (pod, nowMs) => changes.completeStep(changes.withPlan(pod, plan), nowMs)),
  machine: change(["starting"], (pod) => withRun({ ...pod, providerPodId: "p1" }, { machine })),
  up: change(["starting"], (pod, nowMs) => withRun(pod, { upAtMs: nowMs, certificate: "ab" })),
  wait: change(["starting"], (pod, nowMs) => lookedInVain(withRun(pod, { waitUntilMs: nowMs + 9 }), nowMs)),
  replace: change(["starting"], (pod) => withRun(pod, { replaces: "k0" })),
  "give up": change(["starting"], (pod, nowMs) => giveUp(pod, { outcome: "no-gpu" }, nowMs)),
  release: change(["starting"], released),
  reload: change(["live"], (pod, nowMs) => changes.reload(pod, ["deepedit"], nowMs)),
  rotate: change(["live"], changes.rotate),
  rotated: change(["live"], (pod) => changes.rotated(pod, lockOf(pod))),
  keep: change(["live"], (pod, nowMs) => changes.keep(pod, { untilMs: nowMs + 60_000 }, nowMs)),
  warn: change(["live"], (pod, nowMs) => withRun(pod, { warning: { stopAtMs: nowMs } })),
  down: change(anyPhase, (pod, nowMs) => stops.beginStop(pod, { reason: "asked", by: ada }, nowMs)),
  fail: change(["starting"], (pod, nowMs) =>
    stops.beginStop(pod, { reason: "failed", failure: { code: "internal", sentence: "It broke." } }, nowMs),
  ),
  delete: change(anyPhase, (pod, nowMs) =>
    stops.beginStop(pod, { reason: "delete", volume: "delete" }, nowMs),
  ),
  stopped: change(["stopping", "live"], (pod, nowMs) => stops.finishStop(pod, nowMs)),
  gone: change(["stopping"], stops.finishDelete),
  close: change(["stopped", "gone"], stops.closed),
  again: change(["stopped"], (pod, nowMs) =>
    changes.startAgain(pod, { askedBy: ada, request: defaultSettings, bootId: "life-2" }, nowMs),
  ),
  outside: change(["stopped"], changes.startedOutside),
  latecomer: change(["gone", "live"], (pod, nowMs) => stops.stopLatecomer(pod, "p2", nowMs)),
};

const everyChange = Object.values(table);

const legal: Readonly<Record<PodPhase, readonly PodPhase[]>> = {
  starting: ["starting", "live", "stopping"],
  live: ["live", "starting", "stopping", "stopped"],
  stopping: ["stopping", "stopped", "gone"],
  stopped: ["stopped", "starting", "stopping"],
  gone: ["gone", "stopping"],
};

/** The life of a pod by such changes: each number picks one of those that may happen to it then. */
function live(first: Pod, picks: readonly number[]): readonly Pod[] {
  const pods = [first];
  for (const [index, pick] of picks.entries()) {
    const nexts = everyChange
      .map((happen) => happen(pods.at(-1) ?? first, index + 1))
      .filter((next) => next !== undefined);
    const next = nexts[pick % nexts.length];
    if (next !== undefined) pods.push(next);
  }
  return pods;
}

// Chance alone seldom brings one to the end of its steps with its machine.
const firsts = fc.constantFrom<Pod>(fresh, livePod(fresh, 0));
const lives = fc
  .tuple(firsts, fc.array(fc.nat(), { maxLength: 30 }))
  .map(([first, picks]) => live(first, picks));

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
          before.run.stop.volume === "delete" &&
          after.run.stop.volume !== "delete",
      );

      expect(takenBack).toEqual([]);
    }),
  );
});

const ofOneThatIsUp = new Set(["machine", "use", "warning", "notice", "lease", "isRotating"]);

test("a pod that has ended has no address, no warning and an end that stays", () => {
  fc.assert(
    fc.property(lives, (pods) => {
      const ended = pods.filter((pod) => pod.phase === "stopped" || pod.phase === "gone");
      // A machine that turns up late was up all the while: its run has no end until it is stopped.
      const moved = pairs(pods)
        .filter(({ before, after }) => before.run.number === after.run.number)
        .map(({ before, after }) => [before.run.endedAtMs, after.run.endedAtMs] as const)
        .filter(([before, after]) => before !== undefined && after !== undefined && before !== after);

      expect(ended.flatMap(({ run }) => Object.keys(run)).filter((part) => ofOneThatIsUp.has(part))).toEqual(
        [],
      );
      expect(ended.filter(({ run }) => !Number.isFinite(run.endedAtMs))).toEqual([]);
      expect(moved).toEqual([]);
    }),
  );
});

test("a new run begins with nothing of the one before but the machine and its volume", () => {
  fc.assert(
    fc.property(lives, (pods) => {
      const starts = pairs(pods).filter(({ before, after }) => before.run.number !== after.run.number);

      for (const { before, after } of starts) {
        const { failure, stop, machine: address, warning, use, plan: steps } = after.run;
        const { waiting, waitUntilMs, givenUp, replaces } = after.run;
        expect([failure, stop, address, warning, use, steps].filter(Boolean)).toEqual([]);
        expect([waiting, waitUntilMs, givenUp, replaces].filter(Boolean)).toEqual([]);
        expect([after.run.rotations, after.run.isRotating, after.run.certificate].filter(Boolean)).toEqual(
          [],
        );
        expect(after.run).toEqual({
          number: before.run.number + 1,
          startedAtMs: expect.any(Number),
          trainings: 0,
          bootId: expect.any(String),
          step: { name: "choose", enteredAtMs: after.run.startedAtMs },
          stepsDone: [],
        });
        expect([after.name, after.providerPodId]).toEqual([before.name, before.providerPodId]);
      }
    }),
  );
});

test("a pod that stops again after its end was told has an end to tell again", () => {
  fc.assert(
    fc.property(lives, (pods) => {
      const stopping = pods.filter(({ phase }) => phase === "stopping");

      expect(stopping.filter(({ run }) => run.isClosed === true)).toEqual([]);
    }),
  );
});

test("a pod that was given an older key than the wished one has to be given the wished one, again if need be", () => {
  const once = changes.rotate(livePod(fresh, 1));
  const twice = once && changes.rotate(once);
  if (once === undefined || twice === undefined) throw new Error("a live pod's key can be changed");
  const done = changes.rotated(twice, lockOf(twice));

  expect(done).toMatchObject({ run: { rotations: 2 } });
  expect(done?.run).not.toHaveProperty("isRotating");
  expect(done && changes.rotated(done, lockOf(once))).toMatchObject({
    run: { rotations: 2, isRotating: true },
  });
  expect(changes.rotated(twice, { ...lockOf(twice), run: 9 })).toBeUndefined();
});
