import type { StoragePrices } from "../ports/account.ts";
import type { NetworkVolume, VolumeOrder } from "../records/volume.ts";
import type { Card } from "../records/card.ts";
import type { Line } from "../records/text.ts";
import { volumeWords } from "../words/volume.ts";

/** How far a change of a network volume is; `note` says why it takes longer. */
export type VolumeState =
  | { readonly kind: "open"; readonly note?: string }
  | { readonly kind: "done"; readonly volume?: NetworkVolume }
  | { readonly kind: "failed"; readonly sentence: string };

const looks = {
  open: { tone: "working", outcome: "open" },
  done: { tone: "good", outcome: "succeeded" },
  failed: { tone: "bad", outcome: "failed" },
} as const;

/** Tells the team of a change of a network volume, since it costs money or deletes what is on it. */
export function volumeCard(order: VolumeOrder, state: VolumeState, prices: StoragePrices | undefined): Card {
  const { id, teamId, name, change, by } = order;
  return {
    ...looks[state.kind],
    key: `volume:${id}`,
    teamId,
    title: volumeWords.title(name, change.kind, state.kind),
    lines: [...linesOf(order, state, prices), volumeWords.askedFor(by)],
  };
}

function linesOf(
  { change, name }: VolumeOrder,
  state: VolumeState,
  prices: StoragePrices | undefined,
): readonly Line[] {
  if (state.kind === "failed") return [[state.sentence]];
  if (state.kind === "open") return state.note === undefined ? [] : [[state.note]];
  if (change.kind === "delete") return [volumeWords.deleted()];
  const what = state.volume === undefined ? [] : [[`${volumeWords.what(state.volume, prices)}.`]];
  return [...what, change.kind === "create" ? volumeWords.made(name) : volumeWords.larger()];
}
