import { wrongsIn, type WrongName } from "./figures.ts";
import { planWorld, type WorldRequest } from "./plan.ts";
import { type Played, playWorlds, type Task } from "./worlds.ts";

/** A failing world with as little in it as still fails. */
export type Shrunk = { readonly story: readonly string[]; readonly command: string };

type Kind = "faults" | "orders" | "sessions";

/** Leaves out faults and then what people do, as long as the first thing that was wrong stays wrong. */
export async function shrinkWorld(task: Task, plant: string | undefined): Promise<Shrunk> {
  const play = async (wish: Task): Promise<Played> => playOne(wish, plant);
  const first = await play(task);
  const [wanted] = wrongsIn(first.figures);
  const least =
    wanted === undefined ? task : await leaveOut(task, async (few) => fails(await play(few), wanted));
  const { story, failure } = await play({ ...least, isStoryKept: true });
  return { story: failure === undefined ? story : [...story, failure], command: commandFor(least, plant) };
}

async function leaveOut(task: Task, stillFails: (few: Task) => Promise<boolean>): Promise<Task> {
  const faults = await shrink(idsOf(task, "faults"), async (ids) => stillFails({ ...task, faults: ids }));
  const fewer = { ...task, faults };
  const orders = await shrink(idsOf(task, "orders"), async (ids) => stillFails({ ...fewer, orders: ids }));
  const fewest = { ...fewer, orders };
  const sessions = await shrink(idsOf(task, "sessions"), async (ids) =>
    stillFails({ ...fewest, sessions: ids }),
  );
  return { ...fewest, sessions };
}

function fails({ figures }: Played, wanted: WrongName): boolean {
  return figures[wanted] > 0;
}

function idsOf(task: WorldRequest, kind: Kind): readonly number[] {
  const { faults, people } = planWorld(task);
  return (kind === "faults" ? faults : people[kind]).map(({ id }) => id);
}

/** Zeller's ddmin: halves, quarters and so on are left out for as long as it still fails. */
export async function shrink(
  all: readonly number[],
  stillFails: (few: readonly number[]) => Promise<boolean>,
): Promise<readonly number[]> {
  let least = all;
  for (let size = Math.ceil(least.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < least.length;) {
      const few = [...least.slice(0, from), ...least.slice(from + size)];
      if (await stillFails(few)) least = few;
      else from += size;
    }
  }
  return least;
}

async function playOne(task: Task, plant: string | undefined): Promise<Played> {
  const results: Played[] = [];
  await playWorlds({
    tasks: [task],
    plant,
    isEnough: () => false,
    played: (_index, result) => void results.push(result),
  });
  const [result] = results;
  if (result === undefined) throw new Error("The world was not played");
  return result;
}

function commandFor(
  { seed, world, faults, orders, sessions }: WorldRequest,
  plant: string | undefined,
): string {
  const only = Object.entries({ faults, orders, sessions }).flatMap(([kind, ids]) =>
    ids === undefined ? [] : [`--only-${kind}`, ids.join(",") || '""'],
  );
  const bug = plant === undefined ? [] : ["--plant", plant];
  return ["npm run simulate --", "--seed", seed, "--world", world, ...only, ...bug].join(" ");
}
