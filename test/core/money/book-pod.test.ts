import * as fc from "fast-check";
import { expect, test } from "vitest";
import { entryId, type LedgerEntry } from "../../../src/core/records/ledger.ts";
import { giveUp, released } from "../../../src/core/market/unsuitable-machine.ts";
import { startAgain, newPod } from "../../../src/core/pods/change-pod.ts";
import { entriesOf, newerEntry, unbooked, withBooked } from "../../../src/core/money/book-pod.ts";
import { stopLatecomer } from "../../../src/core/pods/change-stop.ts";
import {
  type GonePod,
  type Pod,
  type StartingPod,
  type StoppingPod,
  withRun,
} from "../../../src/core/records/pod.ts";
import { defaultSettings } from "../../../src/core/records/settings.ts";
import { foundMachine, lookedInVain } from "../../../src/core/market/wait-for-gpu.ts";
import { gonePod, stoppedPod } from "../../support/pod-phases.ts";

const ada = { platform: "web", id: "ada", name: "Ada" } as const;
const by = { askedBy: ada, request: defaultSettings, bootId: "life-1" };
const disk = { running: 0.01, stopped: 0.02 };
const rates = { usdPerHour: 0.7, disk };

const asked = newPod({ ...by, id: "k1", teamId: "main", instanceId: "test", provider: "memory" }, 0);
const rented: StartingPod = { ...asked, ...rates, providerPodId: "p1" };

/** The ledger as the sweep keeps it. */
type Ledger = Map<string, LedgerEntry>;

/** One look of the sweep at this record; one that dies on the way writes down no more than the first stretch. */
function sweep<P extends Pod>(
  pod: P,
  ledger: Ledger,
  { nowMs, dies = false }: { nowMs: number; dies?: boolean },
): P {
  const entries = entriesOf(pod, nowMs);
  const due = unbooked(pod, entries);
  for (const entry of dies ? due.slice(0, 1) : due) {
    const stored = ledger.get(entryId(entry));
    ledger.set(entryId(entry), stored === undefined ? entry : newerEntry(stored, entry));
  }
  const { booking } = dies || due.length === 0 ? pod : withBooked(pod, entries);
  return booking === undefined ? pod : { ...pod, booking };
}

function lengthOf(ledger: Ledger, kind: LedgerEntry["kind"], nowMs: number): number {
  return [...ledger.values()]
    .filter((entry) => entry.kind === kind)
    .reduce((sum, { fromMs, toMs = nowMs }) => sum + toMs - fromMs, 0);
}

/** A machine that turned up after its pod was given up. */
function latecomer(given: GonePod, providerPodId: string, nowMs: number): StoppingPod {
  const found = stopLatecomer(given, providerPodId, nowMs);
  if (found === undefined) throw new Error("a pod that is gone may have left a machine");
  return found;
}

/** What happens next to a pod, and after how long; what does not fit its phase does not happen. */
type Act = {
  readonly what: "sweep" | "dying sweep" | "stop" | "start" | "wait" | "machine" | "delete";
  readonly ms: number;
};

const acts = fc.array(
  fc.record<Act>({
    what: fc.constantFrom("sweep", "dying sweep", "stop", "start", "wait", "machine", "delete"),
    ms: fc.integer({ min: 1, max: 3_600_000 }),
  }),
  { maxLength: 40 },
);

function happen(pod: Pod, what: Act["what"], nowMs: number): Pod {
  const hasStarted = pod.run.upAtMs !== undefined || pod.run.number === 1;
  if (what === "stop" && pod.phase === "starting") return stoppedPod(pod, nowMs);
  if (what === "start" && pod.phase === "stopped") return startAgain(pod, by, nowMs);
  if (what === "wait" && pod.phase === "starting" && !hasStarted) return lookedInVain(pod, nowMs);
  if (what === "machine" && pod.phase === "starting" && !hasStarted)
    return upNow(foundMachine(pod, nowMs), nowMs);
  return what === "delete" && pod.phase !== "gone" ? gonePod(pod, nowMs) : pod;
}

function upNow(pod: StartingPod, nowMs: number): StartingPod {
  return withRun(pod, { upAtMs: nowMs, paidFromMs: nowMs });
}

test("whatever becomes of a pod and whenever the sweep looks or dies, each moment is in the ledger once", () => {
  fc.assert(
    fc.property(acts, (plan) => {
      const ledger: Ledger = new Map();
      const truth = { up: 0, rest: 0 };
      let pod: Pod = rented;
      let nowMs = 0;
      for (const { what, ms } of plan) {
        const isUp = pod.phase === "starting" && (pod.run.number === 1 || pod.run.upAtMs !== undefined);
        truth.up += isUp ? ms : 0;
        truth.rest += pod.phase !== "gone" && !isUp ? ms : 0;
        nowMs += ms;
        pod = what.endsWith("sweep")
          ? sweep(pod, ledger, { nowMs, dies: what === "dying sweep" })
          : happen(pod, what, nowMs);
      }

      pod = sweep(pod, ledger, { nowMs });

      expect({ up: lengthOf(ledger, "up", nowMs), rest: lengthOf(ledger, "rest", nowMs) }).toEqual(truth);
      expect(unbooked(pod, entriesOf(pod, nowMs + 1))).toEqual([]);
    }),
    { numRuns: 1000 },
  );
});

test("entriesOf() of a pod that never had a machine is nothing", () => {
  const failed = gonePod({ ...asked, disk }, 60_000);

  expect(entriesOf({ ...asked, disk }, 1000)).toEqual([]);
  expect(entriesOf(failed, 60_000)).toEqual([]);
});

function rateOf(pod: Pod): readonly number[] {
  return entriesOf(pod, 1).map((entry) => entry.machineUsdPerHour);
}

test("entriesOf() has no rest of a pod whose disk went when its run ended", () => {
  const gone = gonePod(rented, 60_000);

  expect(entriesOf(gone, 90_000).map(({ kind, toMs }) => [kind, toMs])).toEqual([["up", 60_000]]);
});

test("entriesOf() takes a rate that becomes known later, and the one of the offer until then", () => {
  const { usdPerHour: _, ...unpriced } = rented;
  const offer = {
    gpuId: "x",
    gpuName: "RTX 4090",
    memoryGib: 24,
    cloud: "secure",
    availability: "low",
    dataCenterIds: [],
  } as const;

  expect(rateOf(unpriced)).toEqual([0]);
  expect(rateOf({ ...unpriced, offer: { ...offer, usdPerHour: 0.5 } })).toEqual([0.5]);
  expect(rateOf({ ...rented, offer: { ...offer, usdPerHour: 0.5 } })).toEqual([0.7]);
});

test("entriesOf() ends the stretch of a machine that was given back, and begins the next one's after it", () => {
  const ledger: Ledger = new Map();
  const first = sweep(rented, ledger, { nowMs: 1000 });
  const { providerPodId: _, ...without } = first;
  const between = sweep(without, ledger, { nowMs: 5000 });

  const second = sweep({ ...between, providerPodId: "p2" }, ledger, { nowMs: 9000 });
  sweep(stoppedPod(second, 20_000), ledger, { nowMs: 21_000 });

  expect(
    [...ledger.values()].map(({ kind, providerPodId, fromMs, toMs }) => [kind, providerPodId, fromMs, toMs]),
  ).toEqual([
    ["up", "p1", 0, 5000],
    ["up", "p2", 5000, 20_000],
    ["rest", "p2", 20_000, undefined],
  ]);
});

test("a machine that is given back ends then, however late the sweep looks, and whether it knew of it or not", () => {
  const offer = { gpuId: "L4", gpuName: "L4", memoryGib: 24, cloud: "secure", usdPerHour: 0.7 } as const;
  const tried: StartingPod = { ...rented, offer: { ...offer, availability: "high", dataCenterIds: [] } };
  for (const looks of [[1000], []]) {
    const ledger: Ledger = new Map();
    const seen = looks.reduce((pod, nowMs) => sweep(pod, ledger, { nowMs }), tried);
    const free = released(giveUp(seen, { outcome: "elsewhere" }, 4000), 5000);

    const second = sweep(
      { ...free, providerPodId: "p2", ...(tried.offer === undefined ? {} : { offer: tried.offer }) },
      ledger,
      { nowMs: 80_000 },
    );
    sweep(stoppedPod(second, 90_000), ledger, { nowMs: 95_000 });

    expect(
      [...ledger.values()].map(({ kind, providerPodId, fromMs, toMs }) => [
        kind,
        providerPodId,
        fromMs,
        toMs,
      ]),
    ).toEqual([
      ["up", "p1", 0, 5000],
      ["up", "p2", 5000, 90_000],
      ["rest", "p2", 90_000, undefined],
    ]);
  }
});

test("a latecomer was up all the while until it is stopped", () => {
  const ledger: Ledger = new Map();
  const { providerPodId: _, ...unknown } = rented;
  const found = latecomer(gonePod(unknown, 10_000), "p1", 60_000);

  const ended = gonePod(sweep(found, ledger, { nowMs: 61_000 }), 70_000);
  sweep(ended, ledger, { nowMs: 75_000 });

  expect([...ledger.values()].map(({ fromMs, toMs }) => [fromMs, toMs])).toEqual([[0, 70_000]]);
});

test("a latecomer was not up while its pod only waited", () => {
  const ledger: Ledger = new Map();
  const { providerPodId: _, ...unknown } = rented;
  const asking: StartingPod = {
    ...withRun(lookedInVain(unknown, 5_000), { paidFromMs: 8_000 }),
    uncertainSinceMs: 9_000,
  };
  const found = latecomer(gonePod(asking, 10_000), "p1", 60_000);

  sweep(gonePod(found, 70_000), ledger, { nowMs: 75_000 });

  expect([...ledger.values()].map(({ fromMs, toMs }) => [fromMs, toMs])).toEqual([[8_000, 70_000]]);
});

test("a latecomer of a later run was up since the call that asked for it", () => {
  const ledger: Ledger = new Map();
  const again = startAgain(stoppedPod(rented, 10_000), by, 20_000);
  const { providerPodId: _, ...unknown } = again;
  const asking = { ...withRun(unknown, { paidFromMs: 30_000 }), uncertainSinceMs: 30_000 };
  const found = latecomer(gonePod(asking, 40_000), "p2", 60_000);

  sweep(gonePod(found, 70_000), ledger, { nowMs: 75_000 });

  expect([...ledger.values()].map(({ kind, fromMs, toMs }) => [kind, fromMs, toMs])).toContainEqual([
    "up",
    30_000,
    70_000,
  ]);
});

test("newerEntry() doesn't open a stretch that has ended, and takes a later one in its place", () => {
  const [open] = entriesOf(rented, 1);
  if (open === undefined) throw new Error("it has a machine");
  const ended = { ...open, toMs: 1000 };
  const later = { ...open, fromMs: 2000 };

  expect([newerEntry(ended, open), newerEntry(open, ended), newerEntry(ended, later)]).toEqual([
    ended,
    ended,
    later,
  ]);
});

test("a clock that was set back makes no stretch longer than none", () => {
  const pod = stoppedPod(withRun(rented, { startedAtMs: 5000 }), 1000);

  expect(entriesOf(pod, 1000).map(({ fromMs, toMs }) => [fromMs, toMs])).toEqual([
    [5000, 5000],
    [1000, undefined],
  ]);
});
