/** Numbers that look random and follow from a seed alone. */
export type Random = {
  /** From 0 to 1, without 1. */
  next(): number;
  /** A whole number from `from` to `to`, both included. */
  int(from: number, to: number): number;
  chance(probability: number): boolean;
  pick<T>(from: readonly T[]): T;
};

/** Another one for each purpose, so that less of one thing leaves the others as they are. */
export function createRandom(seed: number, ...purpose: readonly (string | number)[]): Random {
  let state = hash([seed, ...purpose].join("/"));

  // mulberry32, by Tommy Ettinger, in the public domain.
  function next(): number {
    state = Math.trunc(state + 0x6d_2b_79_f5);
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  return {
    next,
    int: (from, to) => from + Math.floor(next() * (to - from + 1)),
    chance: (probability) => next() < probability,
    pick(from) {
      const found = from[Math.floor(next() * from.length)];
      if (found === undefined) throw new RangeError("there is nothing to pick from");
      return found;
    },
  };
}

/** FNV-1a. */
function hash(text: string): number {
  let state = 0x81_1c_9d_c5;
  for (let index = 0; index < text.length; index += 1)
    state = Math.imul(state ^ (text.codePointAt(index) ?? 0), 0x01_00_01_93);
  return state;
}
