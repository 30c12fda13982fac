import { leaseMs } from "../../src/core/pods/lease-terms.ts";
import { startEpisode } from "./episodes.ts";
import { type Fault, holdsForALease, holdsUp, isCallFault } from "./faults.ts";
import { judgeBooks } from "./books.ts";
import { type Figures, wrongsIn } from "./figures.ts";
import { createLives, type BotLives } from "./lives.ts";
import { type Money, readMoney } from "./money.ts";
import { giveOrder } from "./orders.ts";
import { skipQuiet } from "./skip.ts";
import { worldStartMs } from "./story.ts";
import { noteFault } from "./note-fault.ts";
import type { PodInUse } from "./pods-in-use.ts";
import { hourMs, minuteMs, secondMs } from "./units.ts";
import { createWorldParts, type WorldParts, type WorldPlan } from "./world-parts.ts";

export type WorldResult = {
  readonly figures: Figures;
  readonly story: readonly string[];
  readonly money: Money;
};

/** After the last day, whatever is up has to end by itself within this time. */
const afterMs = 40 * hourMs;
/** In which a bot that can act takes note of what has become of its pods. */
const settlesMs = 5 * minuteMs;

type Playing = { readonly isSkipping: boolean; readonly isUntilWrong?: boolean };

/** Plays the days of one team, and on until nothing is up any more. */
export async function playWorld(plan: WorldPlan & Playing): Promise<WorldResult> {
  const parts = createWorldParts(plan);
  const lives = createLives(parts);
  for (const fault of plan.faults) parts.clock.at(fault.atMs, () => happen(fault, parts, lives));
  for (const order of plan.people.orders) parts.clock.at(order.atMs, () => giveOrder(order, parts, lives));
  for (const { fromMs } of plan.people.sessions) parts.clock.at(fromMs, () => parts.judge.beforeUse());
  await lives.start();
  const { isSkipping, isUntilWrong = false } = plan;
  await pass(parts, lives, { endMs: worldStartMs + plan.days * 24 * hourMs, isSkipping, isUntilWrong });
  parts.judge.figures.days = plan.days;
  parts.judge.end();
  // Nobody had the time to bring those up to date where it ended in between.
  if (!isUntilWrong || wrongsIn(parts.judge.figures).length === 0)
    await judgeBooks(parts, lives.current() !== undefined);
  return { figures: parts.judge.figures, story: parts.story.lines(), money: await readMoney(parts) };
}

type Span = { readonly endMs: number } & Required<Playing>;

/** From one moment at which something happens to the next. */
async function pass(
  parts: WorldParts,
  lives: BotLives,
  { endMs, isSkipping, isUntilWrong }: Span,
): Promise<void> {
  const { machine, clock, judge, pods, queue } = parts;
  let quietSinceMs: number | undefined;
  for (;;) {
    await clock.settle();
    await lives.current()?.runDue();
    if (isUntilWrong && wrongsIn(judge.figures).length > 0) return;
    if (clock.now() < endMs || pods.up().length > 0) quietSinceMs = undefined;
    else if (quietSinceMs === undefined) {
      quietSinceMs = judge.ableMs();
      clock.at(clock.now() + settlesMs, () => {});
    } else if (judge.ableMs() - quietSinceMs >= settlesMs) return;
    if (isSkipping) await skipQuiet(parts, lives, endMs);
    const dueMs = lives.current() === undefined ? undefined : queue.nextDueAtMs();
    const nextMs = Math.min(
      clock.nextAtMs() ?? Number.POSITIVE_INFINITY,
      (dueMs ?? Number.POSITIVE_INFINITY) - machine.aheadMs,
    );
    if (nextMs > endMs + afterMs) return;
    await clock.moveTo(Math.max(nextMs, clock.now()));
  }
}

function happen(fault: Fault, parts: WorldParts, lives: BotLives): void {
  if (isCallFault(fault)) {
    parts.board.arm(fault);
    return;
  }
  parts.judge.figures.faults += 1;
  noteFault(parts.story, fault);
  if (holdsUp(fault)) lives.hold(fault.lastsMs);
  if (holdsForALease(fault)) holdForALease(fault.lastsMs, parts);
  startEpisode(fault, {
    ...parts,
    changed: lives.changed,
    kill: lives.kill,
    wipeRedis: () => void lives.wipeRedis(),
    evict: (kind) => void lives.evict(kind),
    setClock: lives.setClock,
    sleep: lives.sleep,
    lostDisk: (pod) => lostDisk(pod, parts),
    balanceUntold: parts.judge.balanceUntold,
  });
}

/** Its watchdog can't tell that from a start, which it gives its time once in a while. */
function lostDisk(pod: PodInUse, { clock, judge }: WorldParts): void {
  judge.outage({ fromMs: clock.now(), toMs: clock.now() + pod.firstTerms.leaseS * secondMs });
}

/** What can't be read, or not be noted, is not stopped, until the watchdog has not heard of the bot for the time of a lease. */
function holdForALease(lastsMs: number, { clock, judge }: WorldParts): void {
  judge.outage({ fromMs: clock.now(), toMs: clock.now() + Math.min(lastsMs, leaseMs) });
}
