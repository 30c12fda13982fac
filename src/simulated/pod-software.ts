import type { ProviderPodId } from "../core/records/ids.ts";
import type { StepName } from "../core/records/step.ts";
import type { Lease } from "../core/records/lease.ts";
import { lockOf } from "../core/records/pod.ts";
import type { Lock } from "../core/records/pod-lock.ts";
import type { Clock } from "../core/common/clock.ts";
import type { PodSoftware, RunningPod, SoftwareStep, StepLook } from "../core/ports/software.ts";
import { createFaultGate, type Faults } from "./faults.ts";
import { type ActivityKnobs, createSimulatedActivity } from "./activity.ts";
import type { SimulatedLabelServer } from "./label-server.ts";

/** Software of a pod in memory: its steps are done some time after they were begun. */
export type SimulatedPodSoftware = PodSoftware &
  Faults<SoftwareCall> &
  ActivityKnobs & {
    /** Whose keys were put on last. */
    lastLock(): Lock | undefined;
    /** What was brought to the pod's watchdog last. */
    lastLease(providerPodId: ProviderPodId): Lease | undefined;
  };

/** A step's look and begin are `look:name` and `begin:name`. */
export type SoftwareCall =
  | "activity"
  | "stats"
  | "lock"
  | "mend"
  | "renew"
  | "recall"
  | `look:${string}`
  | `begin:${string}`;

export type SimulatedPodSoftwareOptions = {
  readonly clock: Clock;
  readonly labelServer: SimulatedLabelServer;
  /** @default four steps of 46 s in all */
  readonly steps?: readonly SimulatedStep[];
};

/** With a `part`, its notes count from 0 to 100. */
export type SimulatedStep = { readonly name: StepName; readonly tookMs: number; readonly part?: string };

/** The names are those of the real steps, so that the cards read alike. */
const usualSteps: readonly SimulatedStep[] = [
  { name: "files", tookMs: 1000 },
  { name: "environment", tookMs: 30_000, part: "packages" },
  { name: "studies", tookMs: 5000 },
  { name: "server", tookMs: 10_000 },
];

type Gate = ReturnType<typeof createFaultGate<SoftwareCall>>;

export function createSimulatedPodSoftware(options: SimulatedPodSoftwareOptions): SimulatedPodSoftware {
  const { clock, labelServer, steps = usualSteps } = options;
  const gate = createFaultGate<SoftwareCall>();
  const activity = createSimulatedActivity({ clock, isTraining: labelServer.isTraining });
  let lastLock: Lock | undefined;
  const leases = new Map<string, Lease>();

  function lock({ pod }: RunningPod): void {
    lastLock = lockOf(pod);
  }

  return {
    steps: steps.map((step, index) =>
      createStep(step, { clock, gate, isLast: index === steps.length - 1, lock, restart: activity.restart }),
    ),
    activity: async (_site, signal) => gate.pass("activity", signal, activity.read),
    stats: async (_site, signal) => gate.pass("stats", signal, () => labelServer.stats()),
    lock: async (site, signal) => gate.pass("lock", signal, () => lock(site)),
    mend: async (_site, signal) => gate.pass("mend", signal, activity.mend),
    renew: async ({ machine }, lease, signal) =>
      gate.pass("renew", signal, () => void leases.set(machine.providerPodId, lease)),
    recall: async ({ machine }, signal) =>
      gate.pass("recall", signal, () => leases.get(machine.providerPodId)?.memo),
    lastLock: () => lastLock,
    lastLease: (providerPodId) => leases.get(providerPodId),
    ...activity.knobs,
    failNext: gate.failNext,
  };
}

type StepDeps = {
  readonly clock: Clock;
  readonly gate: Gate;
  readonly isLast: boolean;
  lock(site: RunningPod): void;
  restart(): void;
};

/** Made up, as what a pod shows where it is reached by TLS. */
const certificate = "0123456789abcdef".repeat(4);

/** What is installed outlives a stop of the pod; the last step, the server, is to be begun anew with each run and change of the request. */
function createStep({ name, tookMs, part }: SimulatedStep, deps: StepDeps): SoftwareStep {
  const { clock, gate, isLast } = deps;
  const begun = new Map<string, number>();

  function keyOf({ pod, machine }: RunningPod): string {
    return isLast
      ? JSON.stringify([machine.providerPodId, machine.startId, pod.request, pod.restarts])
      : machine.providerPodId;
  }

  function look(site: RunningPod): StepLook {
    const beganAtMs = begun.get(keyOf(site));
    if (beganAtMs === undefined) return { state: "todo" };
    const workedMs = clock.now() - beganAtMs;
    if (workedMs >= tookMs)
      return { state: "done", ...(isLast && site.pod.request.access === "https" ? { certificate } : {}) };
    const note =
      part === undefined ? {} : { note: { part, done: Math.floor((100 * workedMs) / tookMs), total: 100 } };
    return { state: "under-way", ...note };
  }

  return {
    name,
    expectedMs: tookMs,
    timeoutMs: 10 * tookMs,
    look: async (site, signal) => gate.pass(`look:${name}`, signal, () => look(site)),
    begin: async (site, signal) =>
      gate.pass(`begin:${name}`, signal, () => {
        if (isLast) deps.lock(site);
        if (begun.has(keyOf(site))) return;
        begun.set(keyOf(site), clock.now());
        if (isLast) deps.restart();
      }),
  };
}
