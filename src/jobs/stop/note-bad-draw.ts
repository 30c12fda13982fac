import { withBadDraw } from "../../core/market/bad-draws.ts";
import { defined } from "../../core/common/defined.ts";
import { badDrawsId } from "../../core/records/bad-draw.ts";
import type { Pod } from "../../core/records/pod.ts";
import { put } from "../../core/ports/store.ts";
import type { JobContext } from "../context.ts";

/** The next searches of its team take another machine than this one, which was paid for and did not get ready. */
export async function noteBadDraw(
  { teamId, offer }: Pod,
  dataCenterId: string | undefined,
  { store, clock }: JobContext,
): Promise<void> {
  if (offer === undefined) return;
  const { gpuName, cloud } = offer;
  const draw = { gpuName, cloud, atMs: clock.now(), ...defined({ dataCenterId }) };
  await put(store.badDraws, { teamId, id: badDrawsId }, (known) => withBadDraw(known, draw));
}
