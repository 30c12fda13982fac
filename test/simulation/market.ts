import type { Offer } from "../../src/core/records/offer.ts";
import { isOwn } from "../../src/core/records/own-name.ts";
import type { Pod } from "../../src/core/records/pod.ts";
import type { Oddity } from "../../src/simulated/odd-machines.ts";
import { simulatedOffers, type SimulatedProvider } from "../../src/simulated/provider.ts";
import type { WorldClock } from "./clock.ts";
import type { PodInUse, PodsInUse } from "./pods-in-use.ts";
import { secondMs } from "./units.ts";

/** Made up, as the others: machines of other people, which may lack an address. */
export const worldOffers: readonly Offer[] = [
  ...simulatedOffers,
  {
    gpuId: "NVIDIA GeForce RTX 3090",
    gpuName: "RTX 3090",
    memoryGib: 24,
    cloud: "community",
    usdPerHour: 0.22,
    availability: "medium",
    dataCenterIds: [],
  },
];

/** What is free at the provider, and what becomes of machines without the bot. */
export type Market = {
  fillHosts(lastsMs: number): void;
  /** All of the stock, or only what most teams want. */
  runOut(lastsMs: number, isAll: boolean): void;
  /** The next machine is not as it was asked for. */
  twist(choice: number): void;
  /** Somebody deletes a pod of the team in the provider's console, or the next one that the bot gives up. */
  remove(choice: number): void;
  gaveUp(pod: PodInUse): void;
  /** Whether such a pod would look in vain for as long as nothing changes. */
  isInVain(pod: Pod): boolean;
};

type Deps = {
  readonly clock: WorldClock;
  readonly provider: SimulatedProvider;
  readonly pods: PodsInUse;
  readonly instanceId: string;
  removeOutside(pod: PodInUse): Promise<void>;
};

const oddities: readonly Oddity[] = [
  { gpuCount: 0 },
  { gpuCount: 0 },
  { gpuId: "NVIDIA A30" },
  { dataCenterId: "EU-RO-1" },
  { hasAddress: false },
];

export function createMarket({ clock, provider, pods, instanceId, removeOutside }: Deps): Market {
  const outs = new Map<symbol, boolean>();
  let fullUntilMs = 0;
  let isAwaitingGivenUp = false;

  function restock(): void {
    const isAll = [...outs.values()].includes(true);
    const isOut = (index: number): boolean => isAll || (index === 0 && outs.size > 0);
    const now = worldOffers.map((offer, index) =>
      isOut(index) ? { ...offer, availability: "none" as const } : offer,
    );
    provider.stock.splice(0, provider.stock.length, ...now);
  }

  return {
    fillHosts(lastsMs) {
      fullUntilMs = Math.max(fullUntilMs, clock.now() + lastsMs);
      provider.fillHosts(fullUntilMs);
      // Whoever leaves out quiet time stops there.
      clock.at(fullUntilMs, () => {});
    },
    runOut(lastsMs, isAll) {
      const out = Symbol("out");
      outs.set(out, isAll);
      restock();
      clock.at(clock.now() + lastsMs, () => {
        outs.delete(out);
        restock();
      });
    },
    twist: (choice) => provider.twist(oddities[Math.floor(choice * oddities.length)] ?? {}),
    remove(choice) {
      isAwaitingGivenUp ||= choice < 0.5;
      const [found] = choice < 0.5 ? [] : provider.listed().filter((listed) => isOwn(listed, instanceId));
      const pod = found && pods.get(found.providerPodId);
      if (pod !== undefined) void removeOutside(pod);
    },
    gaveUp(pod) {
      if (!isAwaitingGivenUp) return;
      isAwaitingGivenUp = false;
      clock.at(clock.now() + secondMs, () => void removeOutside(pod));
    },
    isInVain({ providerPodId, request, uncertainSinceMs, run }) {
      if (uncertainSinceMs !== undefined || run.givenUp !== undefined) return false;
      if (providerPodId === undefined)
        return provider.stock.every(({ availability }) => availability === "none");
      return request.volumeId === undefined && clock.now() < fullUntilMs;
    },
  };
}
