import type { ListedPod } from "../core/pod.ts";
import { runpodFailures } from "../core/words/runpod.ts";
import type { RunpodClient } from "./client.ts";
import type { ReadPod } from "./machine.ts";
import { podListSchema } from "./schema.ts";

/** Far more than an account holds; a list that goes on after that goes in circles. */
const maxPages = 100;

/** All pods of the account, page by page where there are pages. @throws UserFacingError */
export async function listPods(
  client: RunpodClient,
  readPod: ReadPod,
  signal: AbortSignal,
): Promise<readonly ListedPod[]> {
  const found: ListedPod[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < maxPages; page += 1) {
    const query = cursor === undefined ? {} : { cursor };
    const request = { method: "GET", path: "/pods", query, isRepeatable: true } as const;
    const { pods, pagination } = await client.read(request, podListSchema, signal);
    found.push(...pods.map(readPod));
    cursor = pagination?.nextCursor;
    if (cursor === undefined) return found;
  }
  throw runpodFailures.unreadable();
}
