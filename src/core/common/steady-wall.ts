/** What a machine says of the time by itself. */
export type MachineTimes = {
  /** In milliseconds since 1970; anybody may set it. */
  wallMs(): number;
  /** A stopwatch, which nobody can set; it may stand still while the machine sleeps. */
  runningMs(): number;
  /** Another one, which may count the sleep as well, or be coarse; may take a moment to read. */
  sinceBootMs(): number;
};

export type WallReading = {
  readonly wallMs: number;
  /** How far the wall clock has gone since the reading before beyond the time that has passed; 0 while it goes as it should. */
  readonly jumpedMs: number;
  /** Whether it jumped, or slept: what it says has to be confirmed. */
  readonly isDoubtful: boolean;
};

/** Less is a clock that is being set right as it should, and more than the whole seconds of some stopwatches. */
const jumpMs = 2_000;
const sampleEveryMs = 10_000;

/** The wall clock beside the stopwatches of its machine. */
export function createSteadyWall(machine: MachineTimes): { read(): WallReading } {
  let last = { wallMs: machine.wallMs(), runningMs: machine.runningMs() };
  let sample = { ...last, sinceBootMs: machine.sinceBootMs() };

  return {
    read() {
      const now = { wallMs: machine.wallMs(), runningMs: machine.runningMs() };
      const aheadMs = now.wallMs - last.wallMs - (now.runningMs - last.runningMs);
      last = now;
      const isDoubtful = Math.abs(aheadMs) > jumpMs;
      if (!isDoubtful && now.runningMs - sample.runningMs < sampleEveryMs)
        return { wallMs: now.wallMs, jumpedMs: 0, isDoubtful };
      const before = sample;
      sample = { ...now, sinceBootMs: machine.sinceBootMs() };
      const passedMs = Math.max(now.runningMs - before.runningMs, sample.sinceBootMs - before.sinceBootMs);
      const jumpedMs = now.wallMs - before.wallMs - passedMs;
      return {
        wallMs: now.wallMs,
        jumpedMs: isDoubtful && Math.abs(jumpedMs) > jumpMs ? jumpedMs : 0,
        isDoubtful,
      };
    },
  };
}
