import { expect, test } from "vitest";
import {
  giveUp,
  isReplaceable,
  whyUnsuitable,
  released,
} from "../../../src/core/market/unsuitable-machine.ts";
import type { Offer } from "../../../src/core/records/offer.ts";
import { runCost } from "../../../src/core/money/pod-cost.ts";
import { completeStep, newPod } from "../../../src/core/pods/change-pod.ts";
import { beginStop } from "../../../src/core/pods/change-stop.ts";
import { type StartingPod, withRun } from "../../../src/core/records/pod.ts";
import type { ListedPod } from "../../../src/core/records/machine.ts";
import { defaultSettings } from "../../../src/core/records/settings.ts";
import { idleMachine } from "../../support/machine.ts";
import { livePod } from "../../support/pod-phases.ts";

const ada = { platform: "web", id: "ada", name: "Ada" } as const;
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
const next: Offer = { ...offer, gpuId: "NVIDIA A40", gpuName: "A40" };

const wanted = {
  id: "k1",
  teamId: "main",
  instanceId: "test",
  provider: "p",
  askedBy: ada,
  bootId: "b",
} as const;
const rented: StartingPod = {
  ...withRun(newPod({ ...wanted, request: defaultSettings }, 0), {
    candidates: [offer, next],
    step: { name: "address", enteredAtMs: 0, beganAtMs: 0 },
  }),
  offer,
  providerPodId: "p1",
  upAskedAtMs: 0,
  usdPerHour: 0.43,
};
const later = withRun(rented, { number: 2 });
const onVolume: StartingPod = { ...later, request: { ...later.request, volumeId: "v1" } };

const running: ListedPod = {
  providerPodId: "p1",
  name: rented.name,
  status: "running",
  usdPerHour: 0.43,
  gpuId: "NVIDIA L4",
  gpuCount: 1,
  dataCenterId: "US-TX-3",
};

test.each<readonly [string, ListedPod, string | undefined]>([
  ["as it was asked for", running, undefined],
  ["without a GPU", { ...running, gpuCount: 0 }, "no-gpu"],
  ["that comes up and tells no GPU yet", { ...running, gpuCount: 0, status: "provisioning" }, undefined],
  ["in another place", { ...running, dataCenterId: "EU-RO-1" }, "elsewhere"],
  ["in the wished country", { ...running, country: "US" }, undefined],
  ["in another country", { ...running, country: "RO" }, "elsewhere"],
  [
    "in another place before it runs",
    { ...running, dataCenterId: "EU-RO-1", status: "provisioning" },
    "elsewhere",
  ],
  ["with another GPU", { ...running, gpuId: "NVIDIA A2" }, "other-gpu"],
  ["in the wished cloud", { ...running, cloud: "secure" }, undefined],
  ["from the community", { ...running, cloud: "community" }, "other-cloud"],
  ["that is stopped", { ...running, gpuCount: 0, status: "stopped" }, undefined],
])("a machine %s", (_what, listed, outcome) => {
  expect(whyUnsuitable(rented, listed, minute)).toBe(outcome);
});

test("a machine of which nothing is told yet is no misfit", () => {
  const { gpuId: _g, gpuCount: _c, dataCenterId: _d, ...untold } = running;

  expect(whyUnsuitable(rented, untold, minute)).toBeUndefined();
});

test("a data center in place of a community machine is no misfit", () => {
  const community: StartingPod = { ...rented, offer: { ...offer, cloud: "community" } };

  expect(whyUnsuitable(community, { ...running, cloud: "secure" }, minute)).toBeUndefined();
});

test("a machine may be replaced where no work lies on its disk", () => {
  const live = withRun(rented, { liveAtMs: 1 });
  const { offer: _, ...takenOver } = rented;

  expect([rented, onVolume].map(isReplaceable)).toEqual([true, true]);
  expect([later, live, takenOver, { ...rented, isAdopted: true } as const].map(isReplaceable)).toEqual([
    false,
    false,
    false,
    false,
  ]);
});

test.each<readonly [string, Partial<ListedPod>, string | undefined]>([
  ["above it", { usdPerHour: 0.46 }, "too-dear"],
  ["that is it but for its rounding", { usdPerHour: 0.450_000_5 }, undefined],
  ["of 0, which is one that is not told", { usdPerHour: 0 }, undefined],
  ["above it, in another place", { usdPerHour: 0.46, dataCenterId: "EU-RO-1" }, "elsewhere"],
])("with a highest price a machine at a price %s", (_what, told, outcome) => {
  const atMost: StartingPod = { ...rented, request: { ...rented.request, maxUsdPerHour: 0.45 } };

  expect(whyUnsuitable(atMost, { ...running, ...told }, minute)).toBe(outcome);
});

test("a pod that was live in this run, or has no highest price, is not too dear", () => {
  const dear = { ...running, usdPerHour: 9 };
  const live = withRun(rented, { liveAtMs: 1 });

  expect(
    whyUnsuitable({ ...live, request: { ...live.request, maxUsdPerHour: 0.45 } }, dear, minute),
  ).toBeUndefined();
  expect(whyUnsuitable(rented, dear, minute)).toBeUndefined();
});

test("a missing address is told before the price, since it ends the bring-up of a pod that is kept", () => {
  const community: StartingPod = {
    ...rented,
    offer: { ...offer, cloud: "community" },
    request: { ...rented.request, maxUsdPerHour: 0.1 },
  };

  expect(whyUnsuitable(community, running, 5 * minute)).toBe("no-address");
});

test("what a released machine has cost stays in the cost of the run, and is counted once", () => {
  const hourly: StartingPod = { ...rented, usdPerHour: 0.6 };
  const free = released(giveUp(hourly, { outcome: "no-address" }, 10 * minute), 20 * minute);
  const again: StartingPod = { ...free, providerPodId: "p2", usdPerHour: 1.2 };

  expect(runCost(free, 60 * minute)).toBeCloseTo(0.2);
  // Its run goes on to be paid for from its start.
  expect(runCost(again, 30 * minute)).toBeCloseTo(0.2 + 0.2);
  expect(runCost(giveUp(hourly, { outcome: "no-gpu" }, 10 * minute), 20 * minute)).toBeCloseTo(0.2);
});

test("a pod on a network volume may be given another machine although it was taken over", () => {
  const { offer: _, ...takenOver } = onVolume;
  const adopted: StartingPod = { ...takenOver, isAdopted: true };

  const free = released(giveUp(adopted, { outcome: "host-full" }, 1), 2);

  expect(isReplaceable(adopted)).toBe(true);
  expect([free.providerPodId, free.isAdopted, free.run.attempts]).toEqual([undefined, undefined, undefined]);
  expect(free.run.step.name).toBe("choose");
});

test("a released machine is forgotten with all that is known of it, and its kind is not tried again", () => {
  const free = released(giveUp(rented, { outcome: "elsewhere" }, 1), 2);

  expect(free).toMatchObject({
    run: {
      candidates: [next],
      attempts: [{ gpuName: "L4", outcome: "elsewhere", atMs: 2 }],
      step: { name: "choose" },
      stepsDone: [],
    },
  });
  const {
    providerPodId,
    upAskedAtMs,
    usdPerHour,
    run: { machine, givenUp },
  } = free;
  expect([free.offer, providerPodId, upAskedAtMs, usdPerHour, machine, givenUp].filter(Boolean)).toEqual([]);
});

test("a later run on a network volume looks for what is free now", () => {
  expect(released(giveUp(onVolume, { outcome: "host-full" }, 1), 2).run).not.toHaveProperty("candidates");
});

test("a machine that holds work is kept, and waited for", () => {
  const free = released(giveUp(later, { outcome: "no-gpu" }, 1), 2);

  expect(free).toMatchObject({ providerPodId: "p1", run: { waiting: { sinceMs: 2, lookedAtMs: 2 } } });
  expect(free.run).not.toHaveProperty("attempts");
});

test("a machine that is given up takes no further step, and that it is down then is no stop by others", () => {
  const up = withRun(rented, {
    machine: idleMachine,
    plan: [{ name: "address", expectedMs: 1 }],
    upAtMs: 1,
  });
  const givenUp = giveUp(up, { outcome: "no-gpu" }, 1);

  expect(completeStep(up, 2).phase).toBe("live");
  expect(completeStep(givenUp, 2)).toEqual(givenUp);
  expect(givenUp.run).not.toHaveProperty("upAtMs");
});

test("a stop while a machine without work is given up deletes its disk, and else keeps it", () => {
  const order = { reason: "asked" } as const;

  expect(beginStop(giveUp(rented, { outcome: "other-gpu" }, 1), order, 2).run.stop.volume).toBe("delete");
  expect(beginStop(giveUp(later, { outcome: "no-gpu" }, 1), order, 2).run.stop.volume).toBe("keep");
  expect(beginStop(rented, order, 2).run.stop.volume).toBe("keep");
  expect(beginStop(withRun(rented, { replaces: "k0" }), order, 2).run.stop.volume).toBe("delete");
  const { offer: _, ...takenOver } = rented;
  expect(beginStop(withRun(takenOver, { replaces: "k0" }), order, 2).run.stop.volume).toBe("keep");
  const live = livePod(withRun(rented, { replaces: "k0" }), 1);
  expect(beginStop(live, order, 2).run.stop.volume).toBe("keep");
});
