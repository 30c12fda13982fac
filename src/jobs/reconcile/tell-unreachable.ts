import { unreachableCard } from "../../core/cards/pod-alarms.ts";
import { update } from "../../core/ports/store.ts";
import { placeOf } from "../../core/records/place-of.ts";
import { type Pod, withRun } from "../../core/records/pod.ts";
import type { JobContext } from "../context.ts";

const unreachableMs = 10 * 60_000;

/** Told once: it is billed, and nobody can say whether it is used. */
export async function tellUnreachable(pod: Pod, up: ReadonlySet<string>, context: JobContext): Promise<void> {
  const sinceMs = pod.run.use?.silentSinceMs;
  if (pod.phase !== "live" || sinceMs === undefined) return;
  const isDue = context.clock.now() - sinceMs >= unreachableMs;
  if (!isDue || !up.has(pod.providerPodId ?? "")) return;
  const place = placeOf(pod);
  const stored = await update(context.store.pods, place, (current) =>
    isSilentSince(current, sinceMs) && current.run.unreachable === undefined
      ? withRun(current, { unreachable: { sinceMs } })
      : undefined,
  );
  if (stored !== undefined && isSilentSince(stored.value, sinceMs))
    await context.chat.show(unreachableCard(stored.value, sinceMs, true));
}

function isSilentSince({ phase, run: { use } }: Pod, sinceMs: number): boolean {
  return phase === "live" && use?.silentSinceMs === sinceMs;
}
