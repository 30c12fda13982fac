import { readArguments, type RunOptions, usage } from "./arguments.ts";
import { addFigures, emptyFigures, type Figures, toJson, wrongsIn } from "./figures.ts";
import { writeTable } from "./report.ts";
import { shrinkWorld } from "./shrink.ts";
import { tryPlants } from "./try-plants.ts";
import { type Played, playWorlds, type Task } from "./worlds.ts";

/** Failing worlds of which the story is shown, each shrunk first. */
const storiesShown = 3;

async function main(): Promise<number> {
  const options = readArguments(process.argv.slice(2));
  if (options.plants) return tryPlants(options, say);
  say(`seed ${options.seed}, ${options.days} days`);
  const beganAtMs = performance.now();
  const { figures, failed } = await play(options);
  say(`${((performance.now() - beganAtMs) / 1000).toFixed(1)} s`);
  for (const task of failed.slice(0, storiesShown)) await explain(task, options);
  if (!options.isJson) process.stdout.write(writeTable(figures));
  process.stdout.write(`${toJson(figures)}\n`);
  return failed.length > 0 ? 1 : 0;
}

type Sum = { readonly figures: Figures; readonly failed: readonly Task[] };

async function play(options: RunOptions): Promise<Sum> {
  const tasks = tasksOf(options);
  const results: Played[] = [];
  let toldAtMs = performance.now();
  await playWorlds({
    tasks,
    plant: options.plant,
    isEnough: () => false,
    played(index, result) {
      results[index] = result;
      if (performance.now() - toldAtMs < 5000) return;
      toldAtMs = performance.now();
      say(`${Object.keys(results).length} of ${tasks.length} worlds`);
    },
  });
  for (const { failure } of results) if (failure !== undefined) say(failure);
  if (options.isStory) say(results.flatMap(({ story }) => story).join("\n"));
  const isFailed = (_task: Task, index: number): boolean => wrongs(results[index]);
  return {
    figures: results.map(({ figures }) => figures).reduce(addFigures, emptyFigures()),
    failed: tasks.filter(isFailed),
  };
}

function wrongs(result: Played | undefined): boolean {
  return result === undefined || result.failure !== undefined || wrongsIn(result.figures).length > 0;
}

function tasksOf({
  seed,
  days,
  daysPerWorld,
  world,
  isSkipping,
  isStory,
  ...only
}: RunOptions): readonly Task[] {
  const { faults, orders, sessions } = only;
  const parts = {
    ...(faults === undefined ? {} : { faults }),
    ...(orders === undefined ? {} : { orders }),
    ...(sessions === undefined ? {} : { sessions }),
  };
  const shared = { seed, isSkipping, isStoryKept: isStory, ...parts };
  if (world !== undefined) return [{ ...shared, world, days: daysPerWorld }];
  const count = Math.ceil(days / daysPerWorld);
  return Array.from({ length: count }, (_, index) => ({
    ...shared,
    world: index,
    days: Math.min(daysPerWorld, days - index * daysPerWorld),
  }));
}

/** Says what happened in a failing world, with as little as it takes, and how to have it again. */
async function explain(task: Task, { plant, isStory }: RunOptions): Promise<void> {
  if (isStory) return;
  const { story, command } = await shrinkWorld(task, plant);
  say(`\n${story.join("\n")}\n\nAgain: ${command}\n`);
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof RangeError || error instanceof TypeError)) throw error;
  say(`${error.message}\n\n${usage}`);
  process.exitCode = 2;
}
