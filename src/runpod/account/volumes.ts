import type { z } from "zod";
import type { Volumes } from "../../core/ports/account.ts";
import type { NetworkVolume, VolumeRequest } from "../../core/records/volume.ts";
import type { UserFacingError } from "../../core/common/errors.ts";
import { runpodFailures } from "../../core/words/runpod.ts";
import { volumeFailures } from "../../core/words/volume.ts";
import { dataCentersSchema, volumeListSchema, volumeSchema } from "./schema.ts";
import type { RunpodClient } from "../transport/client.ts";
import type { HttpReply } from "../transport/http.ts";
import { readPages } from "../transport/read-pages.ts";
import { isNotFound, isRefused, isSuccess, saysNoMoney, toFailure } from "../transport/refusals.ts";

const createMs = 30_000;
/** The kind whose price is known. */
const kind = "STANDARD";

/** Network volumes of a RunPod account. */
export function createRunpodVolumes(client: RunpodClient): Volumes {
  const list: Volumes["list"] = (signal) => listVolumes(client, signal);
  return {
    list,
    async places(signal) {
      const request = { method: "GET", path: "/catalog/datacenters", isRepeatable: true } as const;
      const { dataCenters } = await client.read(request, dataCentersSchema, signal);
      return dataCenters.flatMap((place) => (place?.networkVolumeTypes.includes(kind) ? [place.id] : []));
    },
    async create(wished, signal) {
      const known = await findByName(client, wished.name, signal);
      return known ?? make(client, wished, signal);
    },
    async grow(id, sizeGib, signal) {
      const volume = (await list(signal)).find((other) => other.id === id);
      if (volume === undefined) throw volumeFailures.gone();
      if (sizeGib < volume.sizeGib) throw volumeFailures.onlyGrows(volume.sizeGib);
      if (sizeGib === volume.sizeGib) return volume;
      const body = { size: sizeGib };
      const request = { method: "PATCH", path: pathOf(id), body, isRepeatable: true } as const;
      const reply = await client.exchange(request, signal);
      if (!isSuccess(reply)) throw toVolumeFailure(reply);
      const grown = readVolume(reply);
      if (grown === undefined) throw runpodFailures.unreadable();
      if (grown.sizeGib < sizeGib) throw volumeFailures.stillSmaller();
      return grown;
    },
    async remove(id, signal) {
      const request = { method: "DELETE", path: pathOf(id), isRepeatable: true } as const;
      const reply = await client.exchange(request, signal);
      if (isSuccess(reply) || isNotFound(reply, "volume")) return;
      // Which of them says that a pod has it is not documented.
      throw reply.status === 409 || reply.status === 400 ? volumeFailures.inUse() : toFailure(reply);
    },
  };
}

/** It is sent once: without an answer it is looked for by its name. */
async function make(
  client: RunpodClient,
  wished: VolumeRequest,
  signal: AbortSignal,
): Promise<NetworkVolume> {
  signal.throwIfAborted();
  const { name, sizeGib, dataCenterId } = wished;
  const body = { name, size: sizeGib, dataCenter: dataCenterId, type: kind };
  const request = { method: "POST", path: "/network-volumes", body, timeoutMs: createMs } as const;
  const asked = client.exchange({ ...request, isRepeatable: false }, signal);
  const reply = await asked.catch(() => undefined);
  if (reply !== undefined && isRefused(reply)) throw toVolumeFailure(reply);
  return (reply && readVolume(reply)) ?? findMade(client, name, signal);
}

/** @throws UnknownCreateError when it is not to be found */
async function findMade(client: RunpodClient, name: string, signal: AbortSignal): Promise<NetworkVolume> {
  let found: NetworkVolume | undefined;
  try {
    found = await findByName(client, name, signal);
  } catch (error) {
    throw volumeFailures.createUnknown(error);
  }
  if (found === undefined) throw volumeFailures.createUnknown();
  return found;
}

async function findByName(
  client: RunpodClient,
  name: string,
  signal: AbortSignal,
): Promise<NetworkVolume | undefined> {
  return (await listVolumes(client, signal)).find((other) => other.name === name);
}

async function listVolumes(client: RunpodClient, signal: AbortSignal): Promise<readonly NetworkVolume[]> {
  const pages = await readPages(client, { path: "/network-volumes", schema: volumeListSchema }, signal);
  return pages.flatMap(({ networkVolumes }) => networkVolumes.map(toVolume));
}

/** Undefined where the answer can't be understood, or is no success. */
function readVolume(reply: HttpReply): NetworkVolume | undefined {
  const parsed = isSuccess(reply) ? volumeSchema.safeParse(reply.body) : undefined;
  return parsed?.data && toVolume(parsed.data);
}

function toVolume({ id, name, size, dataCenter, type }: z.infer<typeof volumeSchema>): NetworkVolume {
  const isFast = type !== undefined && type !== kind;
  return { id, name, sizeGib: size, dataCenterId: dataCenter, ...(isFast ? { isFast } : {}) };
}

const volumeRefusals: Readonly<Record<number, () => UserFacingError>> = {
  400: volumeFailures.refused,
  422: volumeFailures.refused,
};

function toVolumeFailure(reply: HttpReply): UserFacingError {
  if (saysNoMoney(reply)) return volumeFailures.noMoney();
  if (isNotFound(reply, "volume")) return volumeFailures.gone();
  return volumeRefusals[reply.status]?.() ?? toFailure(reply);
}

function pathOf(id: string): string {
  return `/network-volumes/${encodeURIComponent(id)}`;
}
