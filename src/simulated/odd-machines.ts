import type { Clock } from "../core/common/clock.ts";

/** What is otherwise about a machine than was asked for, until its next start. */
export type Oddity = {
  readonly gpuCount?: 0;
  readonly gpuId?: string;
  readonly dataCenterId?: string;
  readonly cloud?: "community";
  readonly hasAddress?: false;
  /** For so long its image is pulled, while it counts as running; infinite for a container that never starts. */
  readonly pullMs?: number;
};

/** How machines turn out, as a test asks for it. */
export type OddMachines = {
  /** For the next create or start that comes to be; several are met in their order. */
  twist(oddity: Oddity): void;
  /** Until then the hosts of stopped pods have no free GPU. */
  fillHosts(untilMs: number): void;
};

export type OddMachinesReader = OddMachines & {
  /** Of the machine that is made or started now; empty where it is as asked for. */
  next(): Oddity;
  areHostsFull(): boolean;
};

export function createOddMachines({ now }: Pick<Clock, "now">): OddMachinesReader {
  const oddities: Oddity[] = [];
  let fullUntilMs = 0;
  return {
    twist: (oddity) => void oddities.push(oddity),
    fillHosts(untilMs) {
      fullUntilMs = untilMs;
    },
    next: () => oddities.shift() ?? {},
    areHostsFull: () => now() < fullUntilMs,
  };
}
