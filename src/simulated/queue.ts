import type { Clock } from "../core/common/clock.ts";
import type { JobQueue, JobRef, Lane } from "../core/ports/queue.ts";
import { createJobTable, type JobTable, type SimulatedEntry } from "./job-table.ts";

/** A queue in memory with the same promises as the real one; `simulated/workers.ts` runs what is in it. */
export type SimulatedQueue = JobQueue &
  Omit<JobTable, "put" | "promote"> & {
    /** The next run of the job of this name is made twice at the same moment. */
    doubleNext(name: string): void;
    /** Whether that was wished for this job; true once. */
    takeDoubled(name: string): boolean;
    /** As after a loss of its memory: jobs and schedules are gone, and how what runs ends counts for nothing. */
    wipe(): void;
    /** Lets nothing that waits fall due before then. */
    postpone(untilMs: number): void;
  };

const slackMs = 1_000;

type Schedule = { readonly intervalMs: number; readonly nextAtMs: number; readonly entry: SimulatedEntry };

export function createSimulatedQueue({ clock }: { clock: Clock }): SimulatedQueue {
  const table = createJobTable(clock);
  const schedules = new Map<string, Schedule>();
  const doubled = new Set<string>();

  /** A tick does nothing while the job of the tick before is not over. */
  function tick(name: string, schedule: Schedule): void {
    schedules.set(name, { ...schedule, nextAtMs: clock.now() + schedule.intervalMs });
    table.put({ ...schedule.entry, dueAtMs: clock.now() });
  }

  return {
    ...table,
    async add(job, payload, { delayMs = 0 } = {}) {
      table.put(newEntry(job, payload, clock.now() + delayMs));
    },
    async every(job, payload, intervalMs) {
      const known = schedules.get(job.name);
      // As in `src/queue/schedules.ts`: the clock that it waits by was put back.
      const isTooFar = (known?.nextAtMs ?? 0) - clock.now() > intervalMs + slackMs;
      if (isTooFar) table.promote();
      else if (isAsBefore(known, intervalMs, job.lane)) return;
      tick(job.name, { intervalMs, nextAtMs: clock.now(), entry: newEntry(job, payload, clock.now()) });
      table.announce();
    },
    takeDue(room) {
      for (const [name, schedule] of schedules) if (schedule.nextAtMs <= clock.now()) tick(name, schedule);
      return table.takeDue(room);
    },
    nextDueAtMs: (room) => earliest(table.nextDueAtMs(room), schedules),
    wipe() {
      schedules.clear();
      table.wipe();
    },
    postpone(untilMs) {
      for (const [name, schedule] of schedules)
        if (schedule.nextAtMs < untilMs) schedules.set(name, { ...schedule, nextAtMs: untilMs });
      table.postpone(untilMs);
    },
    doubleNext: (name) => doubled.add(name),
    takeDoubled: (name) => doubled.delete(name),
  };
}

function earliest(jobsMs: number | undefined, schedules: ReadonlyMap<string, Schedule>): number | undefined {
  const ticks = schedules.values().map(({ nextAtMs }) => nextAtMs);
  const firstMs = Math.min(jobsMs ?? Number.POSITIVE_INFINITY, ...ticks);
  return firstMs === Number.POSITIVE_INFINITY ? undefined : firstMs;
}

function isAsBefore(known: Schedule | undefined, intervalMs: number, lane: Lane): boolean {
  return known?.intervalMs === intervalMs && known.entry.lane === lane;
}

function newEntry<P>(job: JobRef<P>, payload: P, dueAtMs: number): SimulatedEntry {
  const id = JSON.stringify([job.name, job.key(payload)]);
  return { id, name: job.name, lane: job.lane, payloadJson: JSON.stringify(payload), dueAtMs, faults: 0 };
}
