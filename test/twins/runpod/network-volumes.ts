import { randomBytes } from "node:crypto";
import { problem, Refusal } from "./answer.ts";
import type { CreateVolumeRequest, UpdateVolumeRequest } from "./requests.ts";
import { DATA_CENTERS } from "./stock.ts";

export type VolumeType = "STANDARD" | "HIGH_PERFORMANCE";

/** A size and from when on it counted. */
type SizeSince = { readonly gib: number; readonly fromMs: number };

/** A network volume as the twin keeps it, with all sizes it had. */
export type VolumeRecord = {
  readonly id: string;
  readonly dataCenterId: string;
  readonly type: VolumeType;
  readonly sizes: readonly SizeSince[];
  readonly name: string;
  readonly deletedAtMs?: number;
};

/** Storage of the account that outlives pods. Whatever takes an id throws a Refusal 404 for an unknown one. */
export type NetworkVolumes = {
  create(request: CreateVolumeRequest): VolumeRecord;
  find(id: string): VolumeRecord;
  update(id: string, request: UpdateVolumeRequest): VolumeRecord;
  remove(id: string): void;
  listed(): readonly VolumeRecord[];
  /** With those that are gone. */
  all(): readonly VolumeRecord[];
};

/** @param isMounted whether a pod still has it */
export function createNetworkVolumes(now: () => number, isMounted: (id: string) => boolean): NetworkVolumes {
  const records = new Map<string, VolumeRecord>();

  function find(id: string): VolumeRecord {
    const record = records.get(id);
    if (record === undefined || record.deletedAtMs !== undefined)
      throw new Refusal(problem(404, "network volume not found"));
    return record;
  }

  function put(record: VolumeRecord): VolumeRecord {
    records.set(record.id, record);
    return record;
  }

  return {
    find,
    create: (request) => put(newRecord(request, now())),
    update(id, { name, size }) {
      const record = find(id);
      const sizes = size === undefined ? record.sizes : grown(record, size, now());
      return put({ ...record, name: name ?? record.name, sizes });
    },
    remove(id) {
      const record = find(id);
      // What the live service answers for a volume in use is not documented; this is a guess.
      if (isMounted(id)) throw new Refusal(problem(409, "network volume is in use"));
      put({ ...record, deletedAtMs: now() });
    },
    listed: () => [...records.values()].filter(({ deletedAtMs }) => deletedAtMs === undefined),
    all: () => [...records.values()],
  };
}

function newRecord({ name, size, dataCenter, type }: CreateVolumeRequest, nowMs: number): VolumeRecord {
  const place = DATA_CENTERS.find(({ id }) => id === dataCenter);
  const types = place?.volumeTypes ?? [];
  const wished = type ?? types[0];
  if (wished === undefined || !types.includes(wished))
    throw new Refusal(problem(400, "this data center has no such network volumes"));
  return {
    id: randomBytes(5).toString("hex"),
    name,
    dataCenterId: dataCenter,
    type: wished,
    sizes: [{ gib: size, fromMs: nowMs }],
  };
}

function grown({ sizes }: VolumeRecord, gib: number, nowMs: number): readonly SizeSince[] {
  if (gib < (sizes.at(-1)?.gib ?? 0)) throw new Refusal(problem(400, "a network volume can only grow"));
  return [...sizes, { gib, fromMs: nowMs }];
}

/** The network volume of REST v2. */
export function showVolume({ id, name, sizes, dataCenterId, type }: VolumeRecord): Record<string, unknown> {
  return { id, name, size: sizes.at(-1)?.gib, dataCenter: dataCenterId, type };
}
