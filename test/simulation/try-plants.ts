import type { RunOptions } from "./arguments.ts";
import { type WrongName, wrongsIn } from "./figures.ts";
import type { Plant } from "./plant.ts";
import { plants } from "./plants.ts";
import { playWorlds } from "./worlds.ts";

/** In which each of them has to be caught. */
export const caughtWithinDays = 1000;
const daysPerWorld = 5;

type Catch = { readonly days: number; readonly figures: readonly WrongName[] } | undefined;

/** Plays until each planted bug is caught; the exit code is 1 when one is not. */
export async function tryPlants({ seed, plant }: RunOptions, say: (line: string) => void): Promise<number> {
  const rows: string[] = [];
  let missed = 0;
  for (const entry of plants.filter(({ name }) => plant === undefined || name === plant)) {
    const found = await tryPlant(entry, seed);
    if (found === undefined) missed += 1;
    const row = `${entry.name.padEnd(32)} ${found === undefined ? `NOT CAUGHT in ${caughtWithinDays} days` : `${found.figures.join(", ").padEnd(36)} day ${found.days}`}`;
    say(row);
    rows.push(row);
  }
  process.stdout.write(`${JSON.stringify({ plants: rows.length, missed })}\n`);
  return missed === 0 ? 0 : 1;
}

/** By the end of the first world, in their order, in which something is wrong. */
export async function tryPlant({ name }: Pick<Plant, "name">, seed: number): Promise<Catch> {
  const caught: { days: number; figures: readonly WrongName[] }[] = [];
  const count = caughtWithinDays / daysPerWorld;
  await playWorlds({
    tasks: Array.from({ length: count }, (_, world) => ({
      seed,
      world,
      days: daysPerWorld,
      isSkipping: true,
      isStoryKept: false,
      isUntilWrong: true,
    })),
    plant: name,
    isEnough: () => caught.length > 0,
    played(index, { figures, failure }) {
      const wrongs = failure === undefined ? wrongsIn(figures) : (["overBound"] as const);
      if (wrongs.length > 0) caught.push({ days: (index + 1) * daysPerWorld, figures: wrongs });
    },
  });
  return caught.toSorted((a, b) => a.days - b.days)[0];
}
