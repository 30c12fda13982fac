import type { Lease } from "../../src/core/records/lease.ts";
import type { LeaseTerms } from "../../src/core/records/lease-terms.ts";
import { createSimulatedLabelServer, type SimulatedLabelServer } from "../../src/simulated/label-server.ts";
import {
  createSimulatedPodSoftware,
  type SimulatedPodSoftware,
  type SimulatedStep,
} from "../../src/simulated/pod-software.ts";
import type { Oddity } from "../../src/simulated/odd-machines.ts";
import type { SimulatedProvider } from "../../src/simulated/provider.ts";
import type { RentedPod } from "../../src/simulated/rented-pod.ts";
import type { PodSpec } from "../../src/core/records/offer.ts";
import { type Cloud, isUp, type ListedPod } from "../../src/core/records/machine.ts";
import type { TrainOrder } from "../../src/core/records/training.ts";
import type { WorldClock } from "./clock.ts";

/** A machine of the world with all that is on it, as it really is. */
export type PodInUse = {
  readonly id: string;
  readonly name: string;
  readonly teamId: string;
  readonly firstTerms: LeaseTerms;
  readonly server: SimulatedLabelServer;
  readonly software: SimulatedPodSoftware;
  /** Since when it is up in this run; absent while it is down or told to stop. */
  upSinceMs?: number;
  /** When it was up, from each start until it was told to stop, and whether it was live then. */
  readonly ups: { readonly fromMs: number; readonly toMs: number; readonly wasLive: boolean }[];
  /** How often it was started. */
  runs: number;
  /** Whether its work lies on a disk that outlives it. */
  readonly isOnNetworkVolume: boolean;
  readonly cloud: Cloud;
  /** What is otherwise about its machine in this run than was asked for. */
  oddity: Oddity;
  /** When its machine was up and had an address last. */
  reachableAtMs: number;
  /** Whether people were told that it is live, so that work may lie on it. */
  wasLive: boolean;
  /** The run in which it was last. */
  liveRun: number;
  /** Times in which people could reach its gate, the last one open while it has no end. */
  readonly open: { readonly fromMs: number; toMs: number }[];
  /** On the container's disk; a stop of the pod takes it. */
  lease?: Lease;
  leaseAtMs: number;
  /** The last terms that did not count any more while the pod had them, and until when it did. */
  oldTerms: { readonly idleS: number; readonly untilMs: number };
  /** Until when each is missing from what the provider says. */
  hiddenUntilMs: number;
  isFrozen: boolean;
  /** When the bot last read it. */
  readAtMs: number;
  /** Whether nobody can tell what the gate has seen. */
  isGateStuck: boolean;
  /** Whether MONAI Label, behind the gate, is there. */
  isAnswering: boolean;
  training?: { readonly beganAtMs: number; endsAtMs: number };
};

export type PodsInUse = {
  all(): readonly PodInUse[];
  get(id: string): PodInUse | undefined;
  /** Those that are up, or told to come up. */
  up(): readonly PodInUse[];
  /** Where people work: the one whose gate is open, the oldest of several. */
  used(): PodInUse | undefined;
  /** Follows what the provider was told. */
  follow(): void;
  /** Its gate answers from now on. */
  opened(pod: PodInUse): void;
  /** Its gate is gone, and with `isServer` the server with what trained. */
  closed(pod: PodInUse): void;
  endTraining(pod: PodInUse): void;
  /** One that begins now, with its end if nobody ends it. */
  trainingOf(order: TrainOrder): NonNullable<PodInUse["training"]>;
  onChange(listen: Listener): void;
};

/** The team of pods that are none of the bot's. */
export const strangers = "strangers";

/** Under the names of the real ones; the bot looks at each as often as at one that takes long. */
export const quickSteps: readonly SimulatedStep[] = [
  { name: "files", tookMs: 1000 },
  { name: "environment", tookMs: 8000, part: "packages" },
  { name: "studies", tookMs: 2000 },
  { name: "server", tookMs: 5000 },
];

/** As in `src/simulated/training.ts`. */
const loadingMs = 2000;

/** Where its place was left open, any will do. */
function oddityOf({ oddity, spec }: RentedPod): Oddity {
  const { dataCenterId: _, ...rest } = oddity;
  return spec.offer.dataCenterIds.length === 0 ? rest : oddity;
}

type Listener = (pod: PodInUse, change: "up" | "down" | "after-down") => void;

export type PodsInUseOptions = {
  readonly clock: WorldClock;
  readonly provider: SimulatedProvider;
  readonly epochMs: number;
};

export function createPodsInUse({ clock, provider, epochMs }: PodsInUseOptions): PodsInUse {
  const pods = new Map<string, PodInUse>();
  const listeners: Listener[] = [];
  const tell: Listener = (pod, change) => {
    for (const listen of listeners) listen(pod, change);
  };

  function enter(listed: ListedPod, { lease, networkVolumeId, offer }: PodSpec): PodInUse {
    const server = createSimulatedLabelServer({ clock, epochMs });
    const software = createSimulatedPodSoftware({ clock, labelServer: server, steps: quickSteps });
    const pod: PodInUse = {
      id: listed.providerPodId,
      name: listed.name,
      teamId: listed.teamId ?? "",
      firstTerms: lease,
      server,
      software,
      runs: 0,
      ups: [],
      isOnNetworkVolume: networkVolumeId !== undefined,
      cloud: offer.cloud,
      oddity: {},
      reachableAtMs: 0,
      wasLive: false,
      liveRun: 0,
      open: [],
      hiddenUntilMs: 0,
      isFrozen: false,
      readAtMs: 0,
      leaseAtMs: 0,
      oldTerms: { idleS: 0, untilMs: 0 },
      isGateStuck: false,
      isAnswering: true,
    };
    pods.set(pod.id, pod);
    return pod;
  }

  function closed(pod: PodInUse): void {
    const last = pod.open.at(-1);
    if (last !== undefined && last.toMs > clock.now()) last.toMs = clock.now();
  }

  function endTraining(pod: PodInUse): void {
    pod.server.forgetTasks();
    if (pod.training !== undefined) pod.training.endsAtMs = Math.min(pod.training.endsAtMs, clock.now());
  }

  function up(pod: PodInUse, oddity: Oddity): void {
    pod.oddity = oddity;
    pod.upSinceMs = clock.now();
    pod.runs += 1;
    delete pod.lease;
    tell(pod, "up");
  }

  function down(pod: PodInUse): void {
    tell(pod, "down");
    if (pod.upSinceMs !== undefined)
      pod.ups.push({ fromMs: pod.upSinceMs, toMs: clock.now(), wasLive: pod.liveRun === pod.runs });
    delete pod.upSinceMs;
    delete pod.lease;
    closed(pod);
    endTraining(pod);
    tell(pod, "after-down");
  }

  return {
    all: () => [...pods.values()],
    get: (id) => pods.get(id),
    up: () => [...pods.values()].filter(({ upSinceMs }) => upSinceMs !== undefined),
    used: () => [...pods.values()].find((pod) => (pod.open.at(-1)?.toMs ?? 0) > clock.now()),
    follow() {
      const listed = new Map(provider.listed().map((found) => [found.providerPodId, found]));
      for (const found of listed.values()) {
        const rented = provider.rented(found.providerPodId);
        if (rented === undefined || found.teamId === strangers) continue;
        const pod = pods.get(found.providerPodId) ?? enter(found, rented.spec);
        const isToBeUp = isUp(found) && rented.stopAskedAtMs === undefined;
        if (isToBeUp && pod.upSinceMs === undefined) up(pod, oddityOf(rented));
        if (!isToBeUp && pod.upSinceMs !== undefined) down(pod);
      }
      for (const pod of pods.values()) if (!listed.has(pod.id) && pod.upSinceMs !== undefined) down(pod);
    },
    opened(pod) {
      if ((pod.open.at(-1)?.toMs ?? 0) <= clock.now())
        pod.open.push({ fromMs: clock.now(), toMs: Number.POSITIVE_INFINITY });
    },
    closed,
    endTraining,
    trainingOf: ({ parameters }) => ({
      beganAtMs: clock.now(),
      endsAtMs: clock.now() + loadingMs + epochMs * Number(parameters["max_epochs"]),
    }),
    onChange: (listen) => void listeners.push(listen),
  };
}
