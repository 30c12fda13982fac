import type { ProviderPodId, VolumeId } from "../core/records/ids.ts";
import { NoCapacityError } from "../core/common/errors.ts";
import type { Offer, PodSpec } from "../core/records/offer.ts";
import type { ListedPod, Machine } from "../core/records/machine.ts";
import type { Pods } from "../core/ports/provider.ts";
import type { Clock } from "../core/common/clock.ts";
import { choosingFailures } from "../core/words/choosing.ts";
import { failures } from "../core/words/errors.ts";
import { volumeFailures } from "../core/words/volume.ts";
import type { SimulatedAccounts } from "./accounts.ts";
import type { OddMachinesReader, Oddity } from "./odd-machines.ts";
import type { FaultGate } from "./faults.ts";
import type { SimulatedMeter } from "./meter.ts";
import { describePod, podIdOf, type PodTimes, type RentedPod } from "./rented-pod.ts";

export type PodCall = "list" | "get" | "create" | "start" | "stop" | "remove";

export type SimulatedPods = Pods & {
  /** What there is in all accounts, without a call that could fail. */
  listed(): readonly ListedPod[];
  rented(providerPodId: ProviderPodId): RentedPod | undefined;
  isUp(machine: Machine): boolean;
  /** Its container ends and is started again, which some providers take for another start of the pod. */
  restartContainer(providerPodId: ProviderPodId, isNewStart: boolean): void;
  /** By somebody in the provider's console. */
  rename(providerPodId: ProviderPodId, name: string): void;
  /** The same, and by the pod itself, whatever key is at hand. */
  readonly outside: {
    stop(providerPodId: ProviderPodId): void;
    remove(providerPodId: ProviderPodId): void;
  };
};

export type SimulatedPodsOptions = PodTimes & {
  readonly clock: Clock;
  readonly offers: readonly Offer[];
  readonly gate: FaultGate<PodCall>;
  readonly meter: SimulatedMeter;
  hasVolume(volumeId: VolumeId): boolean;
  readonly fate: OddMachinesReader;
  readonly accounts: SimulatedAccounts;
};

/** Pods that come up and stop as time passes. */
export function createSimulatedPods({ gate, accounts, ...options }: SimulatedPodsOptions): SimulatedPods {
  const rentals = createRentals(options);
  const { isOwn } = accounts;
  return {
    listed: rentals.list,
    rented: rentals.rented,
    restartContainer: rentals.restartContainer,
    rename: rentals.rename,
    outside: { stop: rentals.stop, remove: rentals.remove },
    isUp: ({ providerPodId, startId }) => rentals.get(providerPodId)?.machine?.startId === startId,
    list: async (signal) =>
      gate.pass("list", signal, () => rentals.list().filter(({ providerPodId }) => isOwn(providerPodId))),
    get: async (id, signal) => gate.pass("get", signal, () => (isOwn(id) ? rentals.get(id) : undefined)),
    create: async (spec, signal) =>
      gate.pass("create", signal, () => {
        accounts.checkMoney();
        const made = rentals.rent(spec);
        accounts.own(made.providerPodId);
        return made;
      }),
    start: async (id, signal) => gate.pass("start", signal, () => rentals.start(isOwn(id) ? id : "")),
    stop: async (id, signal) => gate.pass("stop", signal, () => rentals.stop(isOwn(id) ? id : "")),
    remove: async (id, signal) => gate.pass("remove", signal, () => rentals.remove(isOwn(id) ? id : "")),
  };
}

type Rentals = {
  rented(providerPodId: ProviderPodId): RentedPod | undefined;
  list(): readonly ListedPod[];
  get(providerPodId: ProviderPodId): ListedPod | undefined;
  rent(spec: PodSpec): ListedPod;
  start(providerPodId: ProviderPodId): void;
  stop(providerPodId: ProviderPodId): void;
  remove(providerPodId: ProviderPodId): void;
  restartContainer(providerPodId: ProviderPodId, isNewStart: boolean): void;
  rename(providerPodId: ProviderPodId, name: string): void;
};

type RentalOptions = Omit<SimulatedPodsOptions, "gate" | "accounts">;

function createRentals({ clock, offers, meter, fate, hasVolume, ...times }: RentalOptions): Rentals {
  const rented = new Map<string, RentedPod>();
  let count = 0;
  const describe = (pod: RentedPod): ListedPod => describePod(pod, clock.now(), times);
  const list = (): readonly ListedPod[] => [...rented.values()].map(describe);

  return {
    rented: (providerPodId) => rented.get(providerPodId),
    list,
    get: (providerPodId) => list().find((pod) => pod.providerPodId === providerPodId),
    rent(spec) {
      checkSpec(spec, { offers, hasVolume });
      count += 1;
      const pod: RentedPod = { number: count, spec, runs: 1, startedAtMs: clock.now(), oddity: fate.next() };
      rented.set(podIdOf(pod), pod);
      meter.up(podIdOf(pod), spec, clock.now());
      return describe(pod);
    },
    start(providerPodId) {
      const pod = rented.get(providerPodId);
      if (pod === undefined) throw failures.machineVanished();
      if (pod.stopAskedAtMs === undefined) return;
      if (fate.areHostsFull()) throw noCapacity();
      rented.set(providerPodId, nextRun(pod, clock.now(), fate.next()));
      meter.up(providerPodId, pod.spec, clock.now());
    },
    stop(providerPodId) {
      alter(rented, providerPodId, (pod) => ({ stopAskedAtMs: clock.now(), ...pod }));
      meter.down(providerPodId, clock.now() + times.stopMs);
    },
    remove(providerPodId) {
      rented.delete(providerPodId);
      meter.gone(providerPodId, clock.now());
    },
    restartContainer: (id, isNewStart) =>
      alter(rented, id, (pod) => withNewContainer(pod, clock.now(), isNewStart)),
    rename: (id, renamed) => alter(rented, id, (pod) => ({ ...pod, renamed })),
  };
}

function alter(
  rented: Map<string, RentedPod>,
  id: ProviderPodId,
  change: (pod: RentedPod) => RentedPod,
): void {
  const pod = rented.get(id);
  if (pod !== undefined) rented.set(id, change(pod));
}

/** @throws UserFacingError for what can't be had */
function checkSpec(spec: PodSpec, { offers, hasVolume }: Pick<RentalOptions, "offers" | "hasVolume">): void {
  const { networkVolumeId } = spec;
  if (!isFree(offers, spec)) throw noCapacity();
  if (networkVolumeId !== undefined && !hasVolume(networkVolumeId)) throw volumeFailures.gone();
}

function isFree(offers: readonly Offer[], { offer }: PodSpec): boolean {
  return offers.some(({ gpuId, availability }) => gpuId === offer.gpuId && availability !== "none");
}

function nextRun(pod: RentedPod, startedAtMs: number, oddity: Oddity): RentedPod {
  const { stopAskedAtMs: _, container: _c, ...rest } = pod;
  return { ...rest, runs: pod.runs + 1, startedAtMs, oddity };
}

function withNewContainer(pod: RentedPod, nowMs: number, isNewStart: boolean): RentedPod {
  const newStarts = (pod.container?.newStarts ?? 0) + (isNewStart ? 1 : 0);
  return { ...pod, container: { startedAtMs: nowMs, newStarts } };
}

function noCapacity(): NoCapacityError {
  const { code, userMessage } = choosingFailures.noneFree();
  return new NoCapacityError(code, userMessage);
}
