import type { Card } from "../records/card.ts";
import { ConflictError } from "../common/errors.ts";
import type { Bill, LedgerEntry, MoneyTold } from "../records/ledger.ts";
import type { BadDraws } from "../records/bad-draw.ts";
import type { PastTraining } from "../records/past-training.ts";
import type { Pod } from "../records/pod.ts";
import type { Collection, OpenCollection, Stored } from "./collection.ts";
import type { SeenDifferences } from "../records/seen-differences.ts";
import type { TeamSettings } from "../records/settings.ts";
import type { RecordPlace } from "../records/place-of.ts";
import type { Person } from "../records/text.ts";
import type { Training, TrainingEpochs } from "../records/training.ts";

/** What must survive a restart. How each kind of record ends stands beside it; where nothing else is said, the job `tidy` does it. */
export type Store = {
  /** Removed 90 days after a pod is gone, its end told. */
  readonly pods: OpenCollection<Pod>;
  /** Turned into one of `pastTrainings` after 90 days. */
  readonly trainings: OpenCollection<Training>;
  /** Under the training's id: what each look at it would else write again. Removed with the training. */
  readonly epochs: Collection<TrainingEpochs>;
  /** Removed after 400 days. */
  readonly pastTrainings: Collection<PastTraining>;
  /**
   * The team's one place for a pod (`pod`) and for a training (`training`), taken before anything is rented or begun, and
   * freed by what ends those; and `volume-<name>` while a network volume is being made, removed after a day if that was lost.
   */
  readonly slots: Collection<Slot>;
  /** Removed 90 days after a card was shown last; its message stays where it is. */
  readonly messages: OpenCollection<PlacedCard>;
  /** Removed when answered, else some hours after they expire. */
  readonly confirmations: Collection<Confirmation>;
  /** What teams have changed themselves; one record per team. */
  readonly settings: Collection<TeamSettings>;
  /** What was seen at each provider that is not as the records say, by the provider's id; each sweep writes only what it sees. */
  readonly sightings: Collection<SeenDifferences>;
  /** What pods cost, by their runs. Removed 400 days after a stretch has ended. */
  readonly ledger: Collection<LedgerEntry>;
  /** What the provider says it charged. Removed after 400 days. */
  readonly bills: Collection<Bill>;
  /** One record per team. */
  readonly moneyTold: Collection<MoneyTold>;
  /** Machines that did not get ready lately, for the next search; one record per team. */
  readonly badDraws: Collection<BadDraws>;
  /** Pods without this instance's id that were reported already, and who did what. Removed after 90 days. */
  readonly notices: Collection<Notice>;
};

/** `holderId` is the pod, training or volume that has the place, `takenAtMs` when the call began that it was taken for. */
export type Slot = { readonly holderId: string; readonly takenAtMs?: number };

/** A card as wanted and as last delivered on one platform; its id is `platform/card key`. */
export type PlacedCard = {
  readonly card: Card;
  /** Where the platform keeps it; absent until it was posted. */
  readonly messageId?: string;
  /** Fingerprint of the card as wanted; absent in a record of an older version until the card is shown again. */
  readonly wanted?: string;
  /** Fingerprint of what was delivered last; equal to the wanted card's when nothing is left to do. */
  readonly delivered?: string;
  /** Somebody deleted the message, and it was posted again; who deletes it twice does not want to see it. */
  readonly isPostedAgain?: true;
  /** When it was shown last, to a day. */
  readonly shownAtMs?: number;
  /** When its first message was posted; absent in a record of an older version. */
  readonly postedAtMs?: number;
  /** Fingerprint of what nobody is shown and that is not tried any more; nothing is left to do for it. */
  readonly abandoned?: string;
  /** Nonces of posts of which nobody knows how often they were made: there may be messages too many. */
  readonly noncesInDoubt?: readonly string[];
  /** A message that can't be changed and was posted again: it is still there, too many. */
  readonly replacedId?: string;
};

/** Whether its platform may show something else, or a second message. */
export function isUndelivered({ wanted, delivered, abandoned, ...doubles }: PlacedCard): boolean {
  const isShown = wanted !== undefined && (wanted === delivered || wanted === abandoned);
  return !isShown || doubles.noncesInDoubt !== undefined || doubles.replacedId !== undefined;
}

/** A command that waits for its person to say yes. */
export type Confirmation = {
  readonly person: Person;
  readonly commandLine: string;
  readonly question: string;
  readonly expiresAtMs: number;
};

/** One line of the audit: who did what when, or which stranger was seen. */
export type Notice = {
  /** Of a stranger, when it was seen last, to a day. */
  readonly atMs: number;
  readonly kind: "command" | "stranger";
  readonly text: string;
  readonly person?: Person;
};

/** What is stored now, and whether this very call has written it. */
export type Updated<T> = Stored<T> & { readonly isChanged: boolean };

const attempts = 8;

/**
 * Changes a record by compare-and-set, reading and deciding again when somebody else was faster.
 * `change` returns the new value, or undefined or the very same one to leave it; the result is what is stored now.
 * @throws ConflictError when it was overtaken eight times in a row.
 */
export async function update<T>(
  collection: Collection<T>,
  where: RecordPlace,
  change: (value: T) => T | undefined,
): Promise<Updated<T> | undefined> {
  return put(collection, where, (value) => (value === undefined ? undefined : change(value)));
}

/** As `update`, also for a record that is not there yet: `change` is given undefined then. @throws as `update` */
export async function put<T>(
  collection: Collection<T>,
  where: RecordPlace,
  change: (value: T | undefined) => T | undefined,
): Promise<Updated<T> | undefined> {
  const { teamId, id } = where;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const stored = await collection.get(teamId, id);
    const next = change(stored?.value);
    if (next === undefined || next === stored?.value) return stored && { ...stored, isChanged: false };
    try {
      const written =
        stored === undefined
          ? await collection.create(teamId, id, next)
          : await collection.replace(stored, next);
      return { ...written, isChanged: true };
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
    }
  }
  throw new ConflictError(`${teamId}/${id} is changed too often`);
}
