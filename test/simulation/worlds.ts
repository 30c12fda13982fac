import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { Figures } from "./figures.ts";
import type { WorldRequest } from "./plan.ts";

export type Task = WorldRequest & {
  readonly isSkipping: boolean;
  readonly isStoryKept: boolean;
  /** Whether a world ends with the first thing that is wrong in it. */
  readonly isUntilWrong?: true;
};
export type Played = {
  readonly figures: Figures;
  readonly story: readonly string[];
  readonly failure?: string;
};

export type WorldsOptions = {
  readonly tasks: readonly Task[];
  /** A bug of `plants.ts` that all of them have. */
  readonly plant: string | undefined;
  /** Told of each world that is over, in any order. */
  played(index: number, result: Played): void;
  /** Whether the rest need not be played. */
  isEnough(): boolean;
};

/** Plays worlds on as many threads as there are cores; each is the same on whichever thread it is played. */
export async function playWorlds({ tasks, plant, played, isEnough }: WorldsOptions): Promise<void> {
  const rest = tasks.entries();
  const threads = Math.min(availableParallelism(), tasks.length);
  await Promise.all(
    Array.from({ length: threads }, async () => playOnThread(rest, { plant, played, isEnough })),
  );
}

type Rest = IterableIterator<[number, Task]>;

async function playOnThread(
  rest: Rest,
  { plant, played, isEnough }: Omit<WorldsOptions, "tasks">,
): Promise<void> {
  const worker = new Worker(new URL("world-thread.ts", import.meta.url), { workerData: { plant } });
  try {
    for (const [index, task] of rest) {
      if (isEnough()) return;
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
      worker.postMessage(task);
      played(index, await answerOf(worker));
    }
  } finally {
    await worker.terminate();
  }
}

function answerOf(worker: Worker): Promise<Played> {
  return new Promise((resolve, reject) => {
    worker.once("error", reject);
    worker.once("message", (played: Played) => {
      worker.off("error", reject);
      resolve(played);
    });
  });
}
