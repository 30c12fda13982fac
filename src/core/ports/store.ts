import type { Card } from "../records/card.ts";
import { ConflictError } from "../common/errors.ts";
import type { Bill, LedgerEntry, MoneyTold } from "../records/ledger.ts";
import type { Pod } from "../records/pod.ts";
import type { Collection, OpenCollection, Stored } from "./collection.ts";
import type { SeenDifferences } from "../records/seen-differences.ts";
import type { TeamSettings } from "../records/settings.ts";
import type { Person } from "../records/text.ts";
import type { Training, TrainingEpochs } from "../records/training.ts";

/** What must survive a restart. */
export type Store = {
  readonly pods: OpenCollection<Pod>;
  readonly trainings: OpenCollection<Training>;
  /** Under the training's id: what each look at it would else write again. */
  readonly epochs: Collection<TrainingEpochs>;
  /**
   * The team's one place for a pod (`pod`) and for a training (`training`), taken before anything is rented or begun; and
   * `volume-<name>` while a network volume is being made.
   */
  readonly slots: Collection<Slot>;
  readonly messages: Collection<PlacedCard>;
  readonly confirmations: Collection<Confirmation>;
  /** What teams have changed themselves. */
  readonly settings: Collection<TeamSettings>;
  /** What was seen at each provider that is not as the records say; its id is the provider's. */
  readonly sightings: Collection<SeenDifferences>;
  /** What pods cost, by their runs. */
  readonly ledger: Collection<LedgerEntry>;
  /** What the provider says it charged. */
  readonly bills: Collection<Bill>;
  /** One record per team. */
  readonly moneyTold: Collection<MoneyTold>;
  /** Pods without this instance's id that were reported already, and who did what. */
  readonly notices: Collection<Notice>;
};

/** `holderId` is the pod, training or volume that has the place, `takenAtMs` when the call began that it was taken for. */
export type Slot = { readonly holderId: string; readonly takenAtMs?: number };

/** A card as wanted and as last delivered on one platform; its id is `platform/card key`. */
export type PlacedCard = {
  readonly card: Card;
  /** Where the platform keeps it; absent until it was posted. */
  readonly messageId?: string;
  /** Fingerprint of what was delivered last; equal to the wanted card's when nothing is left to do. */
  readonly delivered?: string;
};

/** A command that waits for its person to say yes. */
export type Confirmation = {
  readonly person: Person;
  readonly commandLine: string;
  readonly question: string;
  readonly expiresAtMs: number;
};

/** One line of the audit: who did what when, or which stranger was seen. */
export type Notice = {
  readonly atMs: number;
  readonly kind: "command" | "stranger";
  readonly text: string;
  readonly person?: Person;
};

const attempts = 8;

/**
 * Changes a record by compare-and-set, reading and deciding again when somebody else was faster.
 * `change` returns the new value, or undefined to leave it; the result is what is stored now.
 * @throws ConflictError when it was overtaken eight times in a row.
 */
export async function update<T>(
  collection: Collection<T>,
  where: { readonly teamId: string; readonly id: string },
  change: (value: T) => T | undefined,
): Promise<Stored<T> | undefined> {
  return put(collection, where, (value) => (value === undefined ? undefined : change(value)));
}

/** As `update`, also for a record that is not there yet: `change` is given undefined then. @throws as `update` */
export async function put<T>(
  collection: Collection<T>,
  where: { readonly teamId: string; readonly id: string },
  change: (value: T | undefined) => T | undefined,
): Promise<Stored<T> | undefined> {
  const { teamId, id } = where;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const stored = await collection.get(teamId, id);
    const next = change(stored?.value);
    if (next === undefined) return stored;
    try {
      if (stored === undefined) return await collection.create(teamId, id, next);
      return await collection.replace(stored, next);
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
    }
  }
  throw new ConflictError(`${teamId}/${id} is changed too often`);
}
