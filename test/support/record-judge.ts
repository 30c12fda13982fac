import { isTransition } from "../../src/core/common/transition.ts";
import { isSame } from "../../src/core/common/is-same.ts";
import { podTransitions } from "../../src/core/pods/transitions.ts";
import { trainingTransitions } from "../../src/core/training/transitions.ts";
import type { Collection } from "../../src/core/ports/collection.ts";
import type { Store } from "../../src/core/ports/store.ts";
import type { Pod } from "../../src/core/records/pod.ts";
import type { Training } from "../../src/core/records/training.ts";
import { type Codec } from "../../src/store/codec.ts";
import { codecs } from "../../src/store/codecs.ts";

/** What is wrong with a pod's way from what it was to what it is; undefined where nothing is. */
export function wrongPod(before: Pod | undefined, after: Pod): string | undefined {
  return isTransition(podTransitions, before?.phase, after.phase)
    ? undefined
    : `pod ${after.id} went from ${before?.phase ?? "nothing"} to ${after.phase}`;
}

/** The same of a training and its states. */
export function wrongTraining(before: Training | undefined, after: Training): string | undefined {
  return isTransition(trainingTransitions, before?.state, after.state)
    ? undefined
    : `training ${after.id} went from ${before?.state ?? "nothing"} to ${after.state}`;
}

/** Whether the record says the same when it is read again. */
export function wrongRecord<T>(kind: string, codec: Codec<T>, value: T): string | undefined {
  try {
    if (isSame(codec.decode(codec.encode(value), kind), value)) return undefined;
    return `a record of ${kind} says something that is lost when it is read again`;
  } catch (error) {
    return `a record of ${kind} can't be read again: ${String(error instanceof Error ? error.cause : error)}`;
  }
}

const readFirst = 200;
const readEvery = 50;

type Wrong<T> = (before: T | undefined, after: T) => string | undefined;

/** Tells of each record that is written, after it was. */
export function watchRecords<T>(
  collection: Collection<T>,
  recorded: (before: T | undefined, after: T) => void,
): void {
  const { create, replace } = collection;
  collection.create = async (teamId, id, value) => {
    const stored = await create(teamId, id, value);
    recorded(undefined, value);
    return stored;
  };
  collection.replace = async (stored, value) => {
    const written = await replace(stored, value);
    recorded(stored.value, value);
    return written;
  };
}

/** Notes what is wrong with each record that is written. */
function watch<T>(collection: Collection<T>, wrong: readonly Wrong<T>[], found: string[]): void {
  watchRecords(collection, (before, after) => {
    found.push(...wrong.map((rule) => rule(before, after)).filter((fault) => fault !== undefined));
  });
}

/** Reading each again would take longer than the story where one is written thousands of times. */
function kept<T>(kind: string, codec: Codec<T>): Wrong<T> {
  let writes = 0;
  return (_, after) =>
    (writes += 1) <= readFirst || writes % readEvery === 0 ? wrongRecord(kind, codec, after) : undefined;
}

/** Judges all that is written into a store from now on; returns what was found wrong so far. */
export function judgeRecords(store: Store): readonly string[] {
  const found: string[] = [];
  watch(store.pods, [wrongPod, kept("pods", codecs.pods)], found);
  watch(store.trainings, [wrongTraining, kept("trainings", codecs.trainings)], found);
  watch(store.epochs, [kept("epochs", codecs.epochs)], found);
  watch(store.pastTrainings, [kept("pastTrainings", codecs.pastTrainings)], found);
  watch(store.slots, [kept("slots", codecs.slots)], found);
  watch(store.messages, [kept("messages", codecs.messages)], found);
  watch(store.confirmations, [kept("confirmations", codecs.confirmations)], found);
  watch(store.settings, [kept("settings", codecs.settings)], found);
  watch(store.sightings, [kept("sightings", codecs.sightings)], found);
  watch(store.ledger, [kept("ledger", codecs.ledger)], found);
  watch(store.bills, [kept("bills", codecs.bills)], found);
  watch(store.moneyTold, [kept("moneyTold", codecs.moneyTold)], found);
  watch(store.badDraws, [kept("badDraws", codecs.badDraws)], found);
  watch(store.notices, [kept("notices", codecs.notices)], found);
  return found;
}
