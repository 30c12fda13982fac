import type { Offer } from "../records/offer.ts";

/** Makers and series that people write or leave out as they like. */
const brands = /^(?:nvidia|amd|geforce|instinct|rtx)+(?=.)/u;

/** What makes another product of the GPU whose name it stands in. */
const variants: ReadonlySet<string> = new Set(["ti", "super", "sff", "pro", "maxq", "wk"]);

type Named = Pick<Offer, "gpuId" | "gpuName">;

/**
 * Which of the offers a wish such as "4090" means: those of just that id or name, else those whose name has all of its words
 * and says no other variant. Case, blanks, hyphens and brands don't count; a MIG slice is only meant where the wish says so.
 */
export function namedBy(wish: string, offers: readonly Named[]): (offer: Named) => boolean {
  const isExact = (offer: Named): boolean => isIts(offer, wish) && isSpelledOut(offer, wish);
  return offers.some(isExact) ? isExact : (offer) => hasWords(offer, wish) && isSpelledOut(offer, wish);
}

/** A part of a GPU that is sold like a whole one. */
export function isSlice({ gpuId, gpuName }: Named): boolean {
  return /\bMIG\b/i.test(`${gpuId} ${gpuName}`);
}

function isIts({ gpuId, gpuName }: Named, wish: string): boolean {
  return [gpuId, gpuName].some((text) => model(text) === model(wish));
}

function hasWords({ gpuName }: Named, wish: string): boolean {
  const words = wordsOf(gpuName);
  const meant = model(wish);
  const isWhole = (word: string): boolean => !variants.has(word) || meant.includes(word);
  return spells(meant, words) && words.every(isWhole);
}

function isSpelledOut(offer: Named, wish: string): boolean {
  return !isSlice(offer) || model(wish).includes("mig");
}

/** Whether the text is a row of some of these words, each at most once. */
function spells(text: string, words: readonly string[]): boolean {
  return words.some((word, index) => {
    if (!text.startsWith(word)) return false;
    const rest = text.slice(word.length);
    return rest === "" || spells(rest, words.toSpliced(index, 1));
  });
}

function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** In one piece, without a brand before it. */
function model(text: string): string {
  return wordsOf(text).join("").replace(brands, "");
}
