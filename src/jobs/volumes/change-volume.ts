import type { VolumeId } from "../../core/records/ids.ts";
import { z } from "zod";
import type { Volumes } from "../../core/ports/account.ts";
import type { NetworkVolume, VolumeOrder } from "../../core/records/volume.ts";
import { describeError, isPassing, UnknownCreateError, UserFacingError } from "../../core/common/errors.ts";
import { unlistedMs } from "../../core/pods/may-be-unlisted.ts";
import { requireUnused } from "../../core/volumes/find-volume.ts";
import { volumeCard, type VolumeState } from "../../core/cards/volume-card.ts";
import { failures } from "../../core/words/errors.ts";
import { accountFailures } from "../../core/words/account.ts";
import { volumeFailures } from "../../core/words/volume.ts";
import { claimVolume, releaseVolume } from "./claim-volume.ts";
import type { JobContext } from "../context.ts";
import type { Again, Job } from "../define.ts";
import { defined } from "../../core/common/defined.ts";
import { knownPods } from "../known-pods.ts";

const callMs = 50_000;
const againMs = 10_000;
/** What was confirmed is not done hours later, when nobody expects it any more. */
const patienceMs = 10 * 60_000;

const payloadSchema = z.object({
  id: z.string(),
  teamId: z.string(),
  provider: z.string(),
  name: z.string(),
  change: z.discriminatedUnion("kind", [
    z.object({
      kind: z.literal("create"),
      wish: z.object({ name: z.string(), sizeGib: z.number(), dataCenterId: z.string() }),
    }),
    z.object({ kind: z.literal("grow"), volumeId: z.string(), sizeGib: z.number() }),
    z.object({ kind: z.literal("delete"), volumeId: z.string() }),
  ]),
  by: z.object({ platform: z.enum(["discord", "slack", "web"]), id: z.string(), name: z.string() }),
  askedAtMs: z.number(),
  key: z.string().exactOptional(),
});

/** Makes, enlarges or deletes a network volume; each can be done twice, and is tried until the provider confirms it. */
export const changeVolume: Job<VolumeOrder> = {
  name: "change-volume",
  lane: "work",
  isTimed: true,
  parse: (payload) => payloadSchema.parse(payload),
  key: ({ teamId, id }) => `${teamId}.${id}`,
  async run(order, context) {
    const { askedAtMs } = order;
    const signal = context.clock.deadline(callMs, context.shutdown);
    try {
      if (context.clock.now() - askedAtMs > patienceMs) throw volumeFailures.late();
      await show(order, { kind: "open" }, context);
      const volume = await carryOut(order, context, signal);
      await show(order, { kind: "done", ...defined({ volume }) }, context);
      context.log.info("network volume changed", { kind: order.change.kind, reference: order.id });
      return undefined;
    } catch (error) {
      context.shutdown.throwIfAborted();
      const isCutShort = signal.aborted && !(error instanceof UserFacingError);
      return settle(order, isCutShort ? volumeFailures.noAnswer() : error, context);
    }
  },
};

async function carryOut(
  order: VolumeOrder,
  context: JobContext,
  signal: AbortSignal,
): Promise<NetworkVolume | undefined> {
  const { change } = order;
  const provider = context.providers.get(order.provider);
  if (provider?.volumes === undefined) throw failures.providerMissing(order.provider);
  // What another account lacks is not deleted, and what it has is not what was confirmed.
  if (order.key !== undefined && order.key !== provider.asker?.key) throw accountFailures.volumeOfAnother();
  const { pods, volumes } = provider;
  if (change.kind === "create") {
    if (!(await claimVolume(order, context))) return look(volumes, change.wish.name, signal);
    const made = await volumes.create(change.wish, signal);
    await releaseVolume(order, context);
    return made;
  }
  if (change.kind === "grow") return volumes.grow(change.volumeId, change.sizeGib, signal);
  const listed = await pods.list(signal);
  const known = await knownPods(listed, { ...context, teamId: order.teamId });
  const records = known.filter(({ teamId }) => teamId === order.teamId);
  requireUnused(change.volumeId, { records, listed });
  await remove(volumes, change.volumeId, signal);
  return undefined;
}

/** What another run has asked for. @throws UnknownCreateError for whatever keeps it from being seen: the claim is that run's */
async function look(volumes: Volumes, name: string, signal: AbortSignal): Promise<NetworkVolume> {
  const listed = await volumes.list(signal).catch((error: unknown) => {
    throw volumeFailures.createUnknown(error);
  });
  const made = listed.find((volume) => volume.name === name);
  if (made === undefined) throw volumeFailures.createUnknown();
  return made;
}

/** It counts once it is listed no more. */
async function remove(volumes: Volumes, volumeId: VolumeId, signal: AbortSignal): Promise<void> {
  await volumes.remove(volumeId, signal);
  const listed = await volumes.list(signal);
  if (listed.some(({ id }) => id === volumeId)) throw volumeFailures.stillThere();
}

/** Again a little later where that may help; a new volume that is not to be seen may be hidden, and is not made twice. */
async function settle(order: VolumeOrder, error: unknown, context: JobContext): Promise<Again | undefined> {
  const { kind } = order.change;
  if (kind === "create" && !(error instanceof UnknownCreateError)) await releaseVolume(order, context);
  context.log.warn("network volume not changed", { kind, reference: order.id, ...describeError(error) });
  const { userMessage } = error instanceof UserFacingError ? error : failures.internal(order.id);
  if (isPassing(error)) {
    await show(order, { kind: "open", note: userMessage }, context);
    return { againInMs: error instanceof UnknownCreateError ? unlistedMs : againMs };
  }
  await show(order, { kind: "failed", sentence: userMessage }, context);
  return undefined;
}

async function show(order: VolumeOrder, state: VolumeState, context: JobContext): Promise<void> {
  await context.chat.show(volumeCard(order, state, context.providers.get(order.provider)?.storagePrices));
}
