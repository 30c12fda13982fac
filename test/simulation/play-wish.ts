import { planWorld, type WorldWish } from "./plan.ts";
import { playWorld, type WorldResult } from "./world.ts";

/** Plays a world without its quiet times, and keeps its figures alone. */
export async function playWish(
  wish: WorldWish,
  how: { isSkipping?: boolean; isStoryKept?: boolean } = {},
): Promise<WorldResult> {
  return playWorld({ ...planWorld(wish), isSkipping: true, isStoryKept: false, ...how });
}
