import type { Collection } from "../core/ports/collection.ts";
import type { Store } from "../core/ports/store.ts";
import { type Codec, createCodec } from "./codec.ts";
import { confirmation, notice, placedCard } from "./schema/card.ts";
import { bill, ledgerEntry, moneyTold } from "./schema/ledger.ts";
import { badDraws } from "./schema/machine.ts";
import { pod } from "./schema/pod.ts";
import { seenDifferences, slot, teamSettings } from "./schema/team.ts";
import { pastTraining, training, trainingEpochs } from "./schema/training.ts";
import { podVersions } from "./versions/pod.ts";
import { trainingVersions } from "./versions/training.ts";
import { unchanged } from "./versions/unchanged.ts";

export type Codecs = {
  readonly [Kind in keyof Store]: Store[Kind] extends Pick<Collection<infer T>, "create"> ? Codec<T> : never;
};

/** Each kind of record with its schema and its way up from every version. */
export const codecs: Codecs = {
  pods: createCodec(pod, podVersions),
  trainings: createCodec(training, trainingVersions),
  epochs: createCodec(trainingEpochs, [unchanged]),
  pastTrainings: createCodec(pastTraining, [unchanged]),
  slots: createCodec(slot, [unchanged]),
  messages: createCodec(placedCard, [unchanged]),
  confirmations: createCodec(confirmation, [unchanged]),
  settings: createCodec(teamSettings, [unchanged]),
  sightings: createCodec(seenDifferences, [unchanged]),
  ledger: createCodec(ledgerEntry, [unchanged]),
  bills: createCodec(bill, [unchanged]),
  moneyTold: createCodec(moneyTold, [unchanged]),
  badDraws: createCodec(badDraws, [unchanged]),
  notices: createCodec(notice, [unchanged]),
};
