import { sweepEveryMs } from "../../src/jobs/sweep.ts";
import type { BotLives } from "./lives.ts";
import { findQuiet } from "./quiet.ts";
import { minuteMs, secondMs } from "./units.ts";
import { settings, teamId, type WorldParts } from "./world-parts.ts";

/** With a pod up, its lease is renewed and its use read at least so often. */
const capMs = 5 * minuteMs;
/** So long before anything may happen to a pod that is up, the bot looks as often as it really does. */
const leadMs = 75 * secondMs;
/** And so long after it: a difference is seen by two sweeps. */
const trailMs = 45 * secondMs;

/** Lets a bot that has nothing to do but to look do so later, at one of its usual moments. */
export async function skipQuiet(parts: WorldParts, lives: BotLives, endMs: number): Promise<void> {
  const { board, clock, machine, market, pods, presence, queue, store } = parts;
  const nextMs = queue.nextDueAtMs();
  const time = lives.current()?.time;
  if (time === undefined || nextMs === undefined || clock.now() < clock.rangAtMs() + trailMs) return;
  if (!time.isConfirmed()) return;
  if (board.isTense(usualCalls(parts))) return;
  const nowMs = time.now();
  const quiet = await findQuiet({ store, queue, settings, teamId, nowMs, isInVain: market.isInVain });
  if (quiet === undefined || (quiet.isWaiting && board.isTense(callsForWaiting))) return;
  const happensMs = Math.min(
    clock.nextAtMs() ?? Number.POSITIVE_INFINITY,
    clock.now() < endMs ? endMs : Number.POSITIVE_INFINITY,
    quiet.isWarned ? presence.nextActMs(clock.now()) : Number.POSITIVE_INFINITY,
    ...pods.up().map((pod) => endOfTraining(pod, clock.now())),
  );
  const untilMs = Math.min(quiet.untilMs - nowMs, happensMs - clock.now());
  const isUp = pods.up().length > 0;
  const cappedMs = isUp ? Math.min(untilMs - leadMs, capMs) : untilMs;
  const ticks = Math.floor((machine.wallMs() + cappedMs - nextMs) / sweepEveryMs);
  if (ticks > 0) queue.postpone(nextMs + ticks * sweepEveryMs);
}

const callsForPod = [
  "queue.add",
  "chat.show",
  "store.pods.get",
  "store.pods.replace",
  "store.settings.get",
  "software.activity",
  "software.renew",
];

/** Beside that, of a pod that waits for a free GPU. */
const callsForWaiting = [...callsForPod, "market.offers", "pods.start", "pods.get", "volumes.list"];

/** What a bot that has nothing to do asks for again and again. */
function usualCalls({ pods, clock }: WorldParts): readonly string[] {
  const up = pods.up();
  const isTraining = up.some((pod) => endOfTraining(pod, clock.now()) < Number.POSITIVE_INFINITY);
  return [
    "store.pods.listOpen",
    "store.trainings.listOpen",
    "store.sightings.get",
    "store.slots.get",
    "store.moneyTold.get",
    "pods.list",
    ...(up.length > 0 ? callsForPod : []),
    ...(isTraining
      ? ["labelServer.tasks", "software.stats", "store.trainings.get", "store.trainings.replace"]
      : []),
  ];
}

function endOfTraining(
  { training }: { readonly training?: { readonly endsAtMs: number } },
  nowMs: number,
): number {
  return training === undefined || training.endsAtMs < nowMs ? Number.POSITIVE_INFINITY : training.endsAtMs;
}
