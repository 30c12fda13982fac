import type { StoragePrices } from "../../core/ports/account.ts";
import type { NetworkVolume, VolumeRequest, VolumeChange, VolumeOrder } from "../../core/records/volume.ts";
import type { Field } from "../../core/records/card.ts";
import type { Invocation, Reply } from "../../core/records/invocation.ts";
import { isOwn } from "../../core/records/own-name.ts";
import {
  findVolume,
  fullVolumeName,
  requireUnused,
  shortVolumeName,
  useOfVolume,
  type KnownPods,
} from "../../core/volumes/find-volume.ts";
import { defined } from "../../core/common/defined.ts";
import { volumeCard } from "../../core/cards/volume-card.ts";
import { volumeFailures, volumeWords } from "../../core/words/volume.ts";
import { knownPods } from "../../jobs/known-pods.ts";
import { changeVolume } from "../../jobs/volumes/change-volume.ts";
import { askVolumes, volumeNamed } from "./ask-volumes.ts";
import type { CommandContext } from "../context.ts";
import type { Call, Command, OptionDefinition } from "../define.ts";
import { answer, working } from "../reply.ts";

const which: OptionDefinition = {
  name: "name",
  summary: "Which one, by its name or id in /volume list",
  type: "text",
  isPositional: true,
};

/** In GB, as RunPod takes it. */
const size = { name: "size", type: "integer", min: 10, max: 4_096 } as const;

/** Makes a network volume, after its person has seen what it costs. The work is in `change-volume`. */
export const volumeCreate: Command = {
  path: ["volume", "create"],
  isUse: false,
  summary: "Makes a disk that outlives pods, after you confirm what it costs a month",
  options: [
    { name: "name", summary: "What you call it, such as studies", type: "text" },
    { ...size, summary: "GB, from 10 to 4096; 100 if not given" },
    {
      name: "data-center",
      summary: "Where it lies; its pods run there alone",
      type: "text",
      suggestions: ["US-KS-2", "US-TX-3", "US-IL-1", "US-CA-2", "CA-MTL-3", "EU-RO-1", "EU-CZ-1"],
    },
  ],
  async confirm(call, context) {
    const wish = await readNew(call, context);
    const name = shortVolumeName(wish, context.instanceId);
    return volumeWords.reallyCreate(name, wish, context.provider.storagePrices);
  },
  async run(call, context) {
    const wish = await readNew(call, context);
    return order(call, { name: wish.name, change: { kind: "create", wish } }, context);
  },
};

/** Enlarges a network volume, after its person has seen the new price. The work is in `change-volume`. */
export const volumeGrow: Command = {
  path: ["volume", "grow"],
  isUse: false,
  summary: "Enlarges a network volume, after you confirm the new price; it never shrinks",
  options: [which, { ...size, summary: "GB that it has then, at most 4096" }],
  async confirm(call, context) {
    const before = await ownVolume(call, context);
    const sizes = { before, after: { ...before, sizeGib: readLarger(call, before) } };
    const name = shortVolumeName(before, context.instanceId);
    return volumeWords.reallyGrow(name, sizes, context.provider.storagePrices);
  },
  async run(call, context) {
    const volume = await ownVolume(call, context);
    const sizeGib = readLarger(call, volume);
    return order(call, { ...volume, change: { kind: "grow", volumeId: volume.id, sizeGib } }, context);
  },
};

/** Deletes a network volume with all that is on it, after its person's yes. The work is in `change-volume`. */
export const volumeDelete: Command = {
  path: ["volume", "delete"],
  isUse: false,
  summary: "Deletes a network volume with everything on it, after you confirm",
  options: [which],
  async confirm(call, context) {
    const volume = await unusedVolume(call, context);
    return volumeWords.reallyDelete(shortVolumeName(volume, context.instanceId), volume);
  },
  async run(call, context) {
    const volume = await unusedVolume(call, context);
    return order(call, { ...volume, change: { kind: "delete", volumeId: volume.id } }, context);
  },
};

/** Shows all network volumes of the account. */
export const volumeList: Command = {
  path: ["volume", "list"],
  isUse: false,
  summary: "Lists the network volumes with size, place, price and the pod that has them",
  options: [],
  async run({ invocation }, context) {
    const all = await askVolumes(context, (volumes, signal) => volumes.list(signal));
    const pods = await podsOf(invocation, context);
    const { storagePrices } = context.provider;
    return answer(invocation, {
      title: volumeWords.listTitle(),
      lines: all.length === 0 ? [volumeWords.none()] : [volumeWords.howTo()],
      fields: all.map((volume) => describe(volume, { pods, storagePrices, ...context })),
    });
  },
};

export const volumeCommands: readonly Command[] = [volumeCreate, volumeList, volumeGrow, volumeDelete];

function describe(volume: NetworkVolume, { pods, storagePrices, instanceId }: Listing): Field {
  const parts = [
    volumeWords.what(volume, storagePrices),
    volumeWords.use(useOfVolume(volume.id, pods)),
    ...(isOwn(volume, instanceId) ? [] : [volumeWords.foreign()]),
  ];
  return { name: shortVolumeName(volume, instanceId), value: [`${parts.join("; ")}.`] };
}

type Listing = Pick<CommandContext, "instanceId"> & {
  readonly pods: KnownPods;
  readonly storagePrices: StoragePrices | undefined;
};

async function podsOf({ teamId }: Invocation, context: CommandContext): Promise<KnownPods> {
  const listed = await askVolumes(context, (_volumes, signal) => context.provider.pods.list(signal));
  const known = await knownPods(listed, { ...context, teamId });
  return { records: known.filter((pod) => pod.teamId === teamId), listed };
}

/** @throws UserFacingError naming the option that is wrong */
async function readNew({ options }: Call, context: CommandContext): Promise<VolumeRequest> {
  const { name: chosen = "", size: sizeGib = 100 } = options;
  const place = options["data-center"];
  if (typeof chosen !== "string" || !/^(?!none$)[a-z0-9][a-z0-9-]{0,29}$/u.test(chosen))
    throw volumeFailures.badName();
  const { listed, places } = await askVolumes(context, async (volumes, signal) => ({
    places: await volumes.places(signal),
    listed: await volumes.list(signal),
  }));
  if (findVolume(listed, chosen, context.instanceId) !== undefined) throw volumeFailures.taken();
  if (typeof place !== "string" || !places.includes(place)) throw volumeFailures.badPlace(places);
  return {
    name: fullVolumeName(chosen, context.instanceId),
    sizeGib: Number(sizeGib),
    dataCenterId: place,
  };
}

async function ownVolume({ options }: Call, context: CommandContext): Promise<NetworkVolume> {
  const volume = await volumeNamed(String(options["name"] ?? ""), context);
  if (!isOwn(volume, context.instanceId)) throw volumeFailures.foreign();
  return volume;
}

async function unusedVolume(call: Call, context: CommandContext): Promise<NetworkVolume> {
  const volume = await ownVolume(call, context);
  requireUnused(volume.id, await podsOf(call.invocation, context));
  return volume;
}

function readLarger({ options }: Call, { sizeGib }: NetworkVolume): number {
  const { size: wanted } = options;
  if (typeof wanted !== "number" || wanted <= sizeGib) throw volumeFailures.onlyGrows(sizeGib);
  return wanted;
}

/** The job shows the card in the team's channel. */
async function order(
  { invocation }: Call,
  { name, change }: { readonly name: string; readonly change: VolumeChange },
  context: CommandContext,
): Promise<Reply> {
  const { teamId, person: by } = invocation;
  const { clock, instanceId, newId, provider, queue } = context;
  const ordered: VolumeOrder = {
    id: newId(),
    teamId,
    provider: provider.id,
    name: shortVolumeName({ name }, instanceId),
    change,
    by,
    askedAtMs: clock.now(),
    ...defined({ key: provider.asker?.key }),
  };
  await queue.add(changeVolume, ordered);
  return working(volumeCard(ordered, { kind: "open" }, provider.storagePrices), volumeWords.ordered());
}
