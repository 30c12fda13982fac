import { describeError } from "../../core/common/errors.ts";
import { type Pod, withNews, withRun } from "../../core/records/pod.ts";
import type { LabelCount } from "../../core/records/run.ts";
import { isReached } from "../../core/records/server-address.ts";
import { serverAddress } from "../../core/access/keyed-address.ts";
import { update } from "../../core/ports/store.ts";
import type { JobContext } from "../context.ts";
import { placeOf } from "../../core/records/place-of.ts";

const callMs = 20_000;
const retryMs = 5 * 60_000;

/** Counts the labels of a live pod at first and whenever one was submitted since, for the summary of its run. */
export async function countLabels(pod: Pod, context: JobContext): Promise<void> {
  const { labelServer, keys, clock, shutdown, log, store } = context;
  const countedAtMs = clock.now();
  if (!isReached(pod) || !isDue(pod, countedAtMs)) return;
  try {
    const { labelled } = await labelServer.info(serverAddress(pod, keys), clock.deadline(callMs, shutdown));
    await update(store.pods, placeOf(pod), (current) =>
      current.run.number === pod.run.number ? withCount(current, { now: labelled, countedAtMs }) : undefined,
    );
  } catch (error) {
    shutdown.throwIfAborted();
    log.info("labels can't be counted now", { podId: pod.id, ...describeError(error) });
    await update(store.pods, placeOf(pod), (current) => withRun(current, { labelsFailedAtMs: countedAtMs }));
  }
}

/** A server whose PACS is away is not asked with every look. */
function isDue({ run: { labels, labelsFailedAtMs, use } }: Pod, nowMs: number): boolean {
  if (labelsFailedAtMs !== undefined && nowMs - labelsFailedAtMs < retryMs) return false;
  return labels === undefined || (use?.acts?.submitting ?? 0) >= labels.countedAtMs;
}

function withCount(pod: Pod, found: Pick<LabelCount, "now" | "countedAtMs">): Pod {
  const atFirst = pod.run.labels?.atFirst ?? found.now;
  return withNews(pod, { labels: { atFirst, ...found } });
}
