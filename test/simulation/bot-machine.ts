import { KeyRefusedError } from "../../src/core/common/errors.ts";
import type { Clock } from "../../src/core/common/clock.ts";
import type { MachineTimes } from "../../src/core/common/steady-wall.ts";
import { createTrueTime, type TimeWitness } from "../../src/core/common/true-time.ts";
import type { Pods, Provider } from "../../src/core/ports/provider.ts";
import type { WorldClock } from "./clock.ts";
import { secondMs } from "./units.ts";

/** The clocks of the machine that the bot runs on, which are none of the world's. */
export type BotMachine = MachineTimes & {
  /** How far its wall clock is ahead, which anybody may set. */
  aheadMs: number;
  /** For how long its stopwatches stood still. */
  sleptMs: number;
  /** By its wall clock, as BullMQ waits. */
  readonly clock: Clock;
};

export function createBotMachine(clock: WorldClock): BotMachine {
  const machine: BotMachine = {
    aheadMs: 0,
    sleptMs: 0,
    wallMs: () => clock.now() + machine.aheadMs,
    runningMs: () => clock.now() - machine.sleptMs,
    sinceBootMs: () => clock.now() - machine.sleptMs,
    clock: { ...clock, now: () => clock.now() + machine.aheadMs },
  };
  return machine;
}

/** What one life of the bot takes for the time. */
export type BotTime = Clock & TimeWitness;

export function createBotTime(clock: WorldClock, machine: MachineTimes): BotTime {
  const { nowMs, ...time } = createTrueTime({ machine, isChecked: true });
  return { ...clock, ...time, now: () => Math.round(nowMs()) };
}

/** The provider with the `Date` and the uptimes of what it answers, as they are heard by the bot. */
export function withDate(provider: Provider, clock: WorldClock, witness: TimeWitness): Provider {
  async function dated<T>(answer: Promise<T>): Promise<T> {
    const askedAtMs = clock.now();
    try {
      const answered = await answer;
      hear(askedAtMs);
      return answered;
    } catch (error) {
      // A refusal is an answer, with its `Date`.
      if (error instanceof KeyRefusedError) hear(askedAtMs);
      throw error;
    }
  }

  function hear(askedAtMs: number): void {
    const atMs = Math.floor(askedAtMs / secondMs) * secondMs;
    witness.heard({ source: "provider", atMs, exactToMs: secondMs, tookMs: clock.now() - askedAtMs });
  }

  const { list, get, create, start, stop, remove } = provider.pods;
  const pods: Pods = {
    async list(signal) {
      const listed = await dated(list(signal));
      for (const { providerPodId, uptimeMs } of listed)
        if (uptimeMs !== undefined) witness.heardUptime(providerPodId, uptimeMs);
      return listed;
    },
    get: async (id, signal) => dated(get(id, signal)),
    create: async (spec, signal) => dated(create(spec, signal)),
    start: async (id, signal) => dated(start(id, signal)),
    stop: async (id, signal, attempt) => dated(stop(id, signal, attempt)),
    remove: async (id, signal, attempt) => dated(remove(id, signal, attempt)),
  };
  return { ...provider, pods };
}
