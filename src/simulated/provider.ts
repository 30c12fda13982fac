import type { ProviderPodId, VolumeId } from "../core/records/ids.ts";
import type { StoragePrices } from "../core/ports/account.ts";
import type { Offer } from "../core/records/offer.ts";
import type { Access } from "../core/records/pod-request.ts";
import type { ListedPod, Machine } from "../core/records/machine.ts";
import type { Asker, Provider } from "../core/ports/provider.ts";
import type { Clock } from "../core/common/clock.ts";
import { createSimulatedAccounts, type SimulatedAccounts, type SimulatedLogin } from "./accounts.ts";
import { type BillingCall, createSimulatedBilling, type SimulatedBilling } from "./billing.ts";
import { createOddMachines, type OddMachines } from "./odd-machines.ts";
import { createFaultGate, type Faults } from "./faults.ts";
import { createSimulatedMeter, type SimulatedMeter } from "./meter.ts";
import { createSimulatedPods, type PodCall, type SimulatedPods } from "./pods.ts";
import type { PodTimes, RentedPod } from "./rented-pod.ts";
import { createSimulatedShell, type SimulatedProgram, type SimulatedShell } from "./shell.ts";
import { createSimulatedVolumes, type SimulatedVolumes, type VolumeCall } from "./volumes.ts";

export type ProviderCall = PodCall | VolumeCall | BillingCall | "offers";

/** A provider in memory: its pods come up and stop as time passes, its machines are tiny. */
export type SimulatedProvider = Provider &
  Faults<ProviderCall> &
  OddMachines & {
    readonly shell: SimulatedShell;
    readonly asker: Asker;
    readonly volumes: SimulatedVolumes;
    readonly billing: SimulatedBilling;
    readonly storagePrices: StoragePrices;
    /** What can be rented; a test may change it while time passes. */
    readonly stock: Offer[];
    /** By another key from now on. @default `firstLogin` */
    signIn(login: SimulatedLogin): void;
    /** What there is in all accounts, without a call that could fail. */
    listed(): readonly ListedPod[];
    /** What it knows of a pod beyond what it lists. */
    rented(providerPodId: ProviderPodId): RentedPod | undefined;
    /** Whether this very run of the machine is up. */
    isUp(machine: Machine): boolean;
    /** Its container ends and is started again, which some providers take for another start of the pod. */
    restartContainer(providerPodId: ProviderPodId, isNewStart: boolean): void;
    /** By somebody in the provider's console, or by the pod itself, whatever key is at hand. */
    readonly outside: SimulatedPods["outside"];
    rename(providerPodId: ProviderPodId, name: string): void;
  };

export type SimulatedProviderOptions = Partial<PodTimes> & {
  readonly clock: Clock;
  readonly id?: string;
  readonly offers?: readonly Offer[];
  readonly accesses?: readonly Access[];
  readonly programs?: Readonly<Record<string, SimulatedProgram>>;
};

const usual = { cloud: "secure", availability: "high", dataCenterIds: ["US-TX-3"] } as const;

/** Made-up prices. */
export const simulatedOffers: readonly Offer[] = [
  { ...usual, gpuId: "NVIDIA GeForce RTX 4090", gpuName: "RTX 4090", memoryGib: 24, usdPerHour: 0.69 },
  { ...usual, gpuId: "NVIDIA RTX A5000", gpuName: "RTX A5000", memoryGib: 24, usdPerHour: 0.36 },
  { ...usual, gpuId: "NVIDIA L4", gpuName: "L4", memoryGib: 24, usdPerHour: 0.43 },
];

/** Made up as well, and like RunPod's. */
const storagePrices: StoragePrices = { running: 0.1, stopped: 0.2, networkVolume: 0.07 };
const volumePlaces = ["US-TX-3", "US-KS-2"];

const allAccesses: readonly Access[] = ["http", "https", "proxy"];

/** @default id is "memory"; a start takes 20 s, a stop 5 s */
export function createSimulatedProvider(options: SimulatedProviderOptions): SimulatedProvider {
  const { clock, id = "memory", accesses = allAccesses, programs = {} } = options;
  const times = { clock, startMs: options.startMs ?? 20_000, stopMs: options.stopMs ?? 5000 };
  const accounts = createSimulatedAccounts();
  const gate = accounts.guard(createFaultGate<ProviderCall>());
  const meter = createSimulatedMeter();
  const fate = createOddMachines(clock);
  const isMounted = mountedBy(meter);
  const volumes = createSimulatedVolumes({ clock, gate, accounts, places: volumePlaces, isMounted });
  const { hasVolume } = volumes;
  const stock = [...(options.offers ?? simulatedOffers)];
  const pods = createSimulatedPods({ ...times, offers: stock, gate, meter, fate, hasVolume, accounts });
  const paid = paidBy(accounts, meter, volumes);
  const billing = createSimulatedBilling({ clock, gate, prices: storagePrices, ...paid });
  return {
    id,
    pods,
    market: { offers: (_wishes, signal) => gate.pass("offers", signal, () => [...stock]) },
    shell: createSimulatedShell({ clock, isUp: pods.isUp, programs }),
    accesses,
    volumes,
    billing,
    storagePrices,
    stock,
    listed: pods.listed,
    rented: pods.rented,
    isUp: pods.isUp,
    restartContainer: pods.restartContainer,
    rename: pods.rename,
    outside: pods.outside,
    asker: accounts.asker,
    signIn: accounts.signIn,
    failNext: gate.failNext,
    ...fate,
  };
}

/** What the present account pays. */
function paidBy(
  { isOwn }: SimulatedAccounts,
  meter: SimulatedMeter,
  volumes: SimulatedVolumes,
): { pods: SimulatedMeter["all"]; volumes: SimulatedVolumes["kept"] } {
  return {
    pods: () => meter.all().filter(({ providerPodId }) => isOwn(providerPodId)),
    volumes: () => volumes.kept().filter(({ volume }) => isOwn(volume.id)),
  };
}

/** Whether a pod that is still there has the volume. */
function mountedBy({ all }: SimulatedMeter): (volumeId: VolumeId) => boolean {
  return (volumeId) =>
    all().some(({ spec, life }) => spec.networkVolumeId === volumeId && life.toMs === undefined);
}
