import { endCards, endAnnounced, isSameEnd } from "../../core/cards/end-cards.ts";
import type { Pod } from "../../core/records/pod.ts";
import type { Chat } from "../../core/ports/chat.ts";
import { type Store, update } from "../../core/ports/store.ts";
import { placeOf } from "../../core/records/place-of.ts";

type Teller = { readonly chat: Chat; readonly store: Pick<Store, "pods"> };

/**
 * Says what the record says of the pod's end and has not been said. The record remembers what was, so that a crash on the
 * way keeps no message back.
 */
export async function announceEnd(pod: Pod, { chat, store }: Teller): Promise<void> {
  const cards = endCards(pod);
  if (cards.length === 0) return;
  for (const card of cards) await chat.show(card);
  await update(store.pods, placeOf(pod), (current) =>
    current.run.number === pod.run.number && isSameEnd(current.run, pod.run)
      ? endAnnounced(current, pod.run)
      : undefined,
  );
}
