import type { ListedPod } from "../../core/records/machine.ts";
import type { RunpodClient } from "../transport/client.ts";
import type { ReadPod } from "./read-pod.ts";
import { readPages } from "../transport/read-pages.ts";
import { podListSchema } from "../transport/schema.ts";

/** All pods of the account. @throws UserFacingError */
export async function listPods(
  client: RunpodClient,
  readPod: ReadPod,
  signal: AbortSignal,
): Promise<readonly ListedPod[]> {
  const pages = await readPages(client, { path: "/pods", schema: podListSchema }, signal);
  return pages.flatMap(({ pods }) => pods.map(readPod));
}
