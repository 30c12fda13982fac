import type { Pod } from "../../core/records/pod.ts";
import type { PodRequest } from "../../core/records/pod-request.ts";
import { volumeFailures } from "../../core/words/volume.ts";
import { volumeNamed } from "../volume/ask-volumes.ts";
import type { CommandContext } from "../context.ts";

/** The wishes of a new pod with the volume's id, and its data center as the only one. @throws UserFacingError */
export async function placeOnVolume(wishes: PodRequest, context: CommandContext): Promise<PodRequest> {
  if (wishes.volumeId === undefined) return wishes;
  if (wishes.cloud !== "secure") throw volumeFailures.needsSecure();
  const { id, dataCenterId } = await volumeNamed(wishes.volumeId, context);
  return { ...wishes, volumeId: id, dataCenterIds: [dataCenterId] };
}

/** The wishes of a pod without the data center that its volume has bound it to. */
export function unplaced(wishes: PodRequest | undefined): PodRequest | undefined {
  if (wishes?.volumeId === undefined) return wishes;
  const { dataCenterIds: _, ...rest } = wishes;
  return rest;
}

/** The wishes of a pod that starts again, whose disk is fixed. @throws UserFacingError where another one is wished */
export async function keepVolume(
  wishes: PodRequest,
  { wishes: { volumeId: kept } }: Pod,
  context: CommandContext,
): Promise<PodRequest> {
  if (wishes.volumeId === kept) return wishes;
  const wanted = wishes.volumeId && (await volumeNamed(wishes.volumeId, context)).id;
  if (wanted === undefined || wanted !== kept) throw volumeFailures.fixed();
  return { ...wishes, volumeId: kept };
}
