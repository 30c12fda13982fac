import { planWorld, type WorldRequest } from "./plan.ts";
import { playWorld, type WorldResult } from "./world.ts";

/** Plays a world without its quiet times, and keeps its figures alone. */
export async function playRequest(
  wish: WorldRequest,
  how: { isSkipping?: boolean; isStoryKept?: boolean } = {},
): Promise<WorldResult> {
  return playWorld({ ...planWorld(wish), isSkipping: true, isStoryKept: false, ...how });
}
