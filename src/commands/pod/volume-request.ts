import type { Pod } from "../../core/records/pod.ts";
import type { PodRequest } from "../../core/records/pod-request.ts";
import { volumeFailures } from "../../core/words/volume.ts";
import { volumeNamed } from "../volume/ask-volumes.ts";
import type { CommandContext } from "../context.ts";

/** The request of a new pod with the volume's id, and its data center as the only one. @throws UserFacingError */
export async function placeOnVolume(request: PodRequest, context: CommandContext): Promise<PodRequest> {
  if (request.volumeId === undefined) return request;
  if (request.cloud !== "secure") throw volumeFailures.needsSecure();
  const { id, dataCenterId } = await volumeNamed(request.volumeId, context);
  return { ...request, volumeId: id, dataCenterIds: [dataCenterId] };
}

/** The request of a pod without the data center that its volume has bound it to. */
export function unplaced(request: PodRequest | undefined): PodRequest | undefined {
  if (request?.volumeId === undefined) return request;
  const { dataCenterIds: _, ...rest } = request;
  return rest;
}

/** The request of a pod that starts again, whose disk is fixed. @throws UserFacingError where another one is wished */
export async function keepVolume(
  request: PodRequest,
  { request: { volumeId: kept } }: Pod,
  context: CommandContext,
): Promise<PodRequest> {
  if (request.volumeId === kept) return request;
  const wanted = request.volumeId && (await volumeNamed(request.volumeId, context)).id;
  if (wanted === undefined || wanted !== kept) throw volumeFailures.fixed();
  return { ...request, volumeId: kept };
}
