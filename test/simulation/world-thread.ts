import { parentPort, workerData } from "node:worker_threads";
import { plantBug } from "./plant-bug.ts";
import type { Played, Task } from "./worlds.ts";

// The bug has to be in place before the bot's source is loaded.
const { plant }: { readonly plant?: string } = workerData;
if (plant !== undefined) plantBug(plant);
const { planWorld } = await import("./plan.ts");
const { playWorld } = await import("./world.ts");
const { emptyFigures } = await import("./figures.ts");

async function play(task: Task): Promise<Played> {
  try {
    return await playWorld({
      ...planWorld(task),
      isSkipping: task.isSkipping,
      isStoryKept: task.isStoryKept,
      isUntilWrong: task.isUntilWrong === true,
    });
  } catch (error) {
    const failure = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { figures: { ...emptyFigures(), days: task.days }, story: [], failure };
  }
}

async function answer(task: Task): Promise<void> {
  const played = await play(task);
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  parentPort?.postMessage(played);
}

parentPort?.on("message", (task: Task) => {
  void answer(task);
});
