import type { VolumeId } from "../core/records/ids.ts";
import type { Volumes } from "../core/ports/account.ts";
import type { NetworkVolume, VolumeRequest } from "../core/records/volume.ts";
import type { Clock } from "../core/common/clock.ts";
import { volumeFailures } from "../core/words/volume.ts";
import type { SimulatedAccounts } from "./accounts.ts";
import type { FaultGate } from "./faults.ts";

export type VolumeCall = "list-volumes" | "places" | "create-volume" | "grow-volume" | "remove-volume";

/** A network volume of the twin with the sizes that it is charged for, oldest first. */
export type KeptVolume = {
  readonly volume: NetworkVolume;
  readonly sizes: readonly { readonly gib: number; readonly fromMs: number }[];
  readonly goneAtMs?: number;
};

export type SimulatedVolumes = Volumes & {
  /** Those that are gone, too. */
  kept(): readonly KeptVolume[];
  hasVolume(id: string): boolean;
};

type Options = {
  readonly clock: Clock;
  readonly gate: FaultGate<VolumeCall>;
  readonly places: readonly string[];
  readonly accounts: SimulatedAccounts;
  /** Whether a pod has it. */
  isMounted(volumeId: VolumeId): boolean;
};

/** Network volumes in memory. */
export function createSimulatedVolumes(options: Options): SimulatedVolumes {
  const { gate, places } = options;
  const { volumes, there, find, create, grow, remove } = createShelf(options);
  return {
    kept: () => [...volumes.values()],
    hasVolume: (id) => find(id) !== undefined,
    list: (signal) => gate.pass("list-volumes", signal, there),
    places: (signal) => gate.pass("places", signal, () => places),
    create: (wished, signal) => gate.pass("create-volume", signal, () => create(wished)),
    grow: (id, sizeGib, signal) => gate.pass("grow-volume", signal, () => grow(id, sizeGib)),
    remove: (id, signal) => gate.pass("remove-volume", signal, () => remove(id)),
  };
}

type Shelf = {
  readonly volumes: ReadonlyMap<string, KeptVolume>;
  there(): readonly NetworkVolume[];
  find(id: string): KeptVolume | undefined;
  create(wished: VolumeRequest): NetworkVolume;
  grow(id: string, sizeGib: number): NetworkVolume;
  remove(id: string): void;
};

function createShelf({ clock, places, accounts, isMounted }: Options): Shelf {
  const volumes = new Map<string, KeptVolume>();
  const isThere = ({ volume, goneAtMs }: KeptVolume): boolean =>
    goneAtMs === undefined && accounts.isOwn(volume.id);
  const there = (): readonly NetworkVolume[] =>
    [...volumes.values()].filter(isThere).map(({ volume }) => volume);

  function create(wished: VolumeRequest): NetworkVolume {
    if (!places.includes(wished.dataCenterId)) throw volumeFailures.badPlace(places);
    const known = there().find(({ name }) => name === wished.name);
    if (known !== undefined) return known;
    const volume = { ...wished, id: `volume-${volumes.size + 1}` };
    volumes.set(volume.id, { volume, sizes: [{ gib: wished.sizeGib, fromMs: clock.now() }] });
    accounts.own(volume.id);
    return volume;
  }

  function find(id: string): KeptVolume | undefined {
    const kept = volumes.get(id);
    return kept !== undefined && isThere(kept) ? kept : undefined;
  }

  function grow(id: string, sizeGib: number): NetworkVolume {
    const kept = find(id);
    if (kept === undefined) throw volumeFailures.gone();
    if (sizeGib < kept.volume.sizeGib) throw volumeFailures.onlyGrows(kept.volume.sizeGib);
    const volume = { ...kept.volume, sizeGib };
    volumes.set(id, { ...kept, volume, sizes: [...kept.sizes, { gib: sizeGib, fromMs: clock.now() }] });
    return volume;
  }

  function remove(id: string): void {
    const kept = find(id);
    if (kept === undefined) return;
    if (isMounted(id)) throw volumeFailures.inUse();
    volumes.set(id, { ...kept, goneAtMs: clock.now() });
  }

  return { volumes, there, find, create, grow, remove };
}
