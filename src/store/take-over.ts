import type { Collection, Stored } from "../core/ports/collection.ts";
import { put, type Store } from "../core/ports/store.ts";

/**
 * Copies every record of one store into another, over what is there: of a copy that was cut short, nobody has changed anything.
 * The kinds are those that there were when all instances had the same keys.
 */
export async function copyAll(from: Store, to: Store): Promise<void> {
  await copy(await from.trainings.list(), to.trainings);
  await copy(await from.slots.list(), to.slots);
  await copy(await from.messages.list(), to.messages);
  await copy(await from.confirmations.list(), to.confirmations);
  await copy(await from.settings.list(), to.settings);
  await copy(await from.sightings.list(), to.sightings);
  await copy(await from.ledger.list(), to.ledger);
  await copy(await from.bills.list(), to.bills);
  await copy(await from.moneyTold.list(), to.moneyTold);
  await copy(await from.notices.list(), to.notices);
  await copy(await from.pods.list(), to.pods);
}

type Owner = { readonly isOwn: (pod: { readonly name: string }) => boolean };

/**
 * Moves the pods of one instance and what says whose it is: their trainings, costs and cards, and the places that they hold. The
 * team's settings are copied with them. The rest stays where it is, as nothing tells whose it was.
 */
export async function moveOwn(from: Store, to: Store, { isOwn }: Owner): Promise<void> {
  const pods = (await from.pods.list()).filter(({ value }) => isOwn(value));
  if (pods.length === 0) return;
  const podIds = new Set(pods.map(({ id }) => id));
  const trainings = (await from.trainings.list()).filter(({ value }) => podIds.has(value.podId));
  const ids = podIds.union(new Set(trainings.map(({ id }) => id)));
  await copy(await from.settings.list(), to.settings);
  await move(trainings, from.trainings, to.trainings);
  await move(
    only(await from.slots.list(), ({ value }) => ids.has(value.holderId)),
    from.slots,
    to.slots,
  );
  await move(
    only(await from.ledger.list(), ({ value }) => podIds.has(value.podId)),
    from.ledger,
    to.ledger,
  );
  const cards = only(await from.messages.list(), ({ value }) => isAbout(value.card.key, ids));
  await move(cards, from.messages, to.messages);
  await move(pods, from.pods, to.pods);
}

/** A card's key has the id of its pod or training between colons. */
function isAbout(cardKey: string, ids: ReadonlySet<string>): boolean {
  return cardKey.split(":").some((part) => ids.has(part));
}

function only<T>(
  records: readonly Stored<T>[],
  isTaken: (record: Stored<T>) => boolean,
): readonly Stored<T>[] {
  return records.filter(isTaken);
}

async function move<T>(records: readonly Stored<T>[], from: Collection<T>, to: Collection<T>): Promise<void> {
  await copy(records, to);
  for (const record of records) await from.remove(record);
}

async function copy<T>(records: readonly Stored<T>[], to: Collection<T>): Promise<void> {
  for (const { teamId, id, value } of records) await put(to, { teamId, id }, () => value);
}
