import type { Card } from "../../src/core/records/card.ts";
import type { Chat } from "../../src/core/ports/chat.ts";
import type { Collection } from "../../src/core/ports/collection.ts";

/** As when the process dies right after such a write: it is done, and whoever wrote never goes on. Only once. */
export function dieAfterWrite<T>(collection: Collection<T>, isIt: (value: T) => boolean): void {
  const { replace } = collection;
  collection.replace = async (stored, value) => {
    const written = await replace(stored, value);
    if (!isIt(value)) return written;
    collection.replace = replace;
    return forever();
  };
}

/** As when the process dies right after the next new record is written. */
export function dieAfterCreate<T>(collection: Collection<T>): void {
  const { create } = collection;
  collection.create = async (...record) => {
    collection.create = create;
    await create(...record);
    return forever();
  };
}

/** Lets something happen between the next read of this record and whatever its reader does with it. */
export function afterRead<T>(
  collection: Collection<T>,
  wantedId: string,
  happen: () => Promise<unknown>,
): void {
  const { get } = collection;
  collection.get = async (teamId, id) => {
    const found = await get(teamId, id);
    if (id !== wantedId) return found;
    collection.get = get;
    await happen();
    return found;
  };
}

/** As when the process dies right before such a card is shown. Only once. */
export function dieBeforeCard(chat: Chat, isIt: (card: Card) => boolean): void {
  const { show } = chat;
  chat.show = async (card) => {
    if (!isIt(card)) return show(card);
    chat.show = show;
    return forever();
  };
}

function forever<T>(): Promise<T> {
  const { promise } = Promise.withResolvers<T>();
  return promise;
}
