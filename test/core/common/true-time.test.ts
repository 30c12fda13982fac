import { describe, expect, test } from "vitest";
import { createTrueTime, type TimeReading, type TrueTime } from "../../../src/core/common/true-time.ts";
import { createSetMachine, type SetMachine } from "../../support/machine-times.ts";

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

type Bench = { readonly machine: SetMachine; readonly time: TrueTime; date(wrongByMs?: number): void };

/** A process that has just begun on such a machine; `date` is an answer of the provider, with a `Date` that may be wrong. */
function createBench(machine = createSetMachine(), isChecked = true): Bench {
  const time = createTrueTime({ machine, isChecked });
  return { machine, time, date: (wrongByMs = 0) => time.heard(dateAt(machine.trueMs() + wrongByMs)) };
}

/** Whole seconds, as the header has them. */
function dateAt(ms: number): TimeReading {
  return { source: "provider", atMs: Math.floor(ms / second) * second, exactToMs: second, tookMs: 200 };
}

function redisAt(ms: number): TimeReading {
  return { source: "redis", atMs: ms, exactToMs: 0, tookMs: 2 };
}

function confirmedBench(): Bench {
  const bench = createBench();
  bench.date();
  return bench;
}

function errorMs({ machine, time }: Bench): number {
  return time.nowMs() - machine.trueMs();
}

describe("the time at the start", () => {
  test("is doubted until the provider's first answer, which confirms a right clock to the millisecond", () => {
    const bench = createBench();
    expect(bench.time.isConfirmed()).toBe(false);
    bench.date();
    expect(bench.time.isConfirmed()).toBe(true);
    expect(errorMs(bench)).toBe(0);
  });

  test.each([3 * hour, -3 * hour, 40 * second])(
    "follows two answers where the clock is %d ms ahead",
    (ms) => {
      const bench = createBench(createSetMachine(ms));
      bench.date();
      expect(bench.time.isConfirmed()).toBe(false);
      bench.machine.pass(6 * second);
      bench.date();
      expect(bench.time.isConfirmed()).toBe(true);
      expect(Math.abs(errorMs(bench))).toBeLessThan(2 * second);
      expect(Math.abs(bench.time.machineAheadMs() - ms)).toBeLessThan(2 * second);
    },
  );

  test("is taken from this machine where there are no sources", () => {
    const bench = createBench(createSetMachine(), false);
    expect(bench.time.isConfirmed()).toBe(true);
    bench.date(hour);
    expect(errorMs(bench)).toBe(0);
  });
});

describe("a clock that is set", () => {
  test.each([4 * hour, -4 * hour, 5 * second])(
    "by %d ms is not followed, and is doubted until an answer",
    (ms) => {
      const bench = confirmedBench();
      bench.machine.pass(minute);
      bench.machine.setWall(ms);
      expect(bench.time.isConfirmed()).toBe(false);
      expect(errorMs(bench)).toBe(0);
      bench.machine.pass(15 * second);
      bench.date();
      expect(bench.time.isConfirmed()).toBe(true);
      expect(errorMs(bench)).toBe(0);
      expect(bench.time.machineAheadMs()).toBe(ms);
    },
  );

  test("right again is no longer wrong", () => {
    const bench = confirmedBench();
    bench.machine.setWall(hour);
    bench.date();
    bench.machine.setWall(-hour);
    bench.date();
    expect(bench.time.machineAheadMs()).toBe(0);
    expect(bench.time.isConfirmed()).toBe(true);
  });

  test("little by little, as NTP does it, is followed without a doubt", () => {
    const bench = confirmedBench();
    for (let step = 0; step < 100; step += 1) {
      bench.machine.pass(15 * second);
      bench.machine.setWall(5);
      expect(bench.time.isConfirmed()).toBe(true);
    }
    expect(errorMs(bench)).toBe(500);
  });

  test("without any source goes on by the stopwatch, so that no deadline comes early", () => {
    const bench = createBench(createSetMachine(), false);
    bench.machine.setWall(8 * hour);
    expect(errorMs(bench)).toBe(0);
    expect(bench.time.isConfirmed()).toBe(true);
  });
});

describe("a machine that slept", () => {
  test.each([{ isCounted: false }, { isCounted: true }])("is right after one answer (%o)", (how) => {
    const bench = confirmedBench();
    bench.machine.pass(minute);
    bench.machine.sleep(8 * hour, how);
    expect(bench.time.isConfirmed()).toBe(false);
    bench.date();
    expect(bench.time.isConfirmed()).toBe(true);
    expect(errorMs(bench)).toBe(0);
    expect(bench.time.machineAheadMs()).toBe(0);
  });

  test("needs no source where it has counted its sleep and there is none", () => {
    const bench = createBench(createSetMachine(), false);
    bench.machine.sleep(8 * hour, { isCounted: true });
    expect(errorMs(bench)).toBe(0);
  });

  test("and whose clock stood still is put right by two answers, or by one and a pod's uptime", () => {
    const [alone, beside] = [confirmedBench(), confirmedBench()];
    beside.time.heardUptime("pod", hour);
    for (const bench of [alone, beside]) {
      bench.machine.sleep(8 * hour, { isLost: true });
      bench.date();
      expect(bench.time.isConfirmed()).toBe(false);
    }
    beside.time.heardUptime("pod", 9 * hour);
    alone.machine.pass(6 * second);
    alone.date();
    for (const bench of [alone, beside]) {
      expect(bench.time.isConfirmed()).toBe(true);
      expect(Math.abs(errorMs(bench))).toBeLessThan(2 * second);
    }
  });
});

describe("a source that is wrong", () => {
  test("once moves nothing, and ends the doubt with its next right answer", () => {
    const bench = confirmedBench();
    bench.date(3 * hour);
    expect(errorMs(bench)).toBe(0);
    expect(bench.time.isConfirmed()).toBe(false);
    bench.machine.pass(15 * second);
    bench.date();
    expect(bench.time.isConfirmed()).toBe(true);
  });

  test.each([
    ["says the same second for ever", dateAt(Date.UTC(2026, 0, 1, 9))],
    ["tells no time at all", { ...dateAt(0), atMs: Number.NaN }],
  ])("and %s is not followed, and no source after ten minutes of that", (_how, reading) => {
    const bench = confirmedBench();
    bench.machine.setWall(3 * hour);
    const confirmed: boolean[] = [];
    for (let look = 0; look < 60; look += 1) {
      bench.machine.pass(15 * second);
      bench.time.heard(reading);
      confirmed.push(bench.time.isConfirmed());
    }
    expect(confirmed.slice(0, 39)).not.toContain(true);
    expect(confirmed.slice(40)).not.toContain(false);
    expect(errorMs(bench)).toBe(0);
  });

  test("is no reason to believe a wrong clock because nobody had told the time for long", () => {
    const bench = createBench(createSetMachine(-6 * hour));
    bench.time.heard({ ...dateAt(0), atMs: Number.NaN });
    bench.machine.pass(40 * minute);
    bench.date();
    expect(bench.time.isConfirmed()).toBe(false);
    bench.machine.pass(15 * second);
    bench.date();
    expect(bench.time.isConfirmed()).toBe(true);
    expect(Math.abs(errorMs(bench))).toBeLessThan(2 * second);
  });

  test("is refused while the uptime of a pod speaks against it", () => {
    const bench = confirmedBench();
    bench.time.heardUptime("pod", hour);
    for (let look = 1; look < 50; look += 1) {
      bench.machine.pass(15 * second);
      bench.date(3 * hour);
      bench.time.heardUptime("pod", hour + look * 15 * second);
      expect(bench.time.isConfirmed()).toBe(true);
    }
    expect(errorMs(bench)).toBe(0);
  });

  test("took too long to say anything", () => {
    const bench = createBench();
    bench.time.heard({ ...dateAt(bench.machine.trueMs()), tookMs: 11 * second });
    bench.time.heard({ ...dateAt(bench.machine.trueMs()), tookMs: Number.NaN });
    bench.time.heard({ ...dateAt(bench.machine.trueMs()), atMs: Number.NaN });
    expect(bench.time.isConfirmed()).toBe(false);
    expect(errorMs(bench)).toBe(0);
  });
});

describe("the uptime of a pod", () => {
  test.each([
    ["set", (machine: SetMachine) => machine.setWall(3 * hour), 0],
    ["slept", (machine: SetMachine) => machine.sleep(3 * hour), 3 * hour],
  ] as const)(
    "tells what became of the clock that was %s, where no answer has a Date",
    (_how, happen, slept) => {
      const bench = confirmedBench();
      bench.time.heardUptime("pod", hour);
      happen(bench.machine);
      bench.time.heardUptime("pod", hour + slept);
      expect(bench.time.isConfirmed()).toBe(true);
      expect(errorMs(bench)).toBe(0);
    },
  );

  test("says nothing once its container has begun anew", () => {
    const bench = confirmedBench();
    bench.time.heardUptime("pod", hour);
    bench.machine.sleep(8 * hour);
    bench.time.heardUptime("pod", 4 * hour);
    bench.time.heardUptime("another", minute);
    expect(bench.time.isConfirmed()).toBe(false);
  });
});

describe("Redis' TIME", () => {
  test("that agrees with the wall says nothing: it may be this machine's", () => {
    const bench = confirmedBench();
    bench.machine.setWall(3 * hour);
    bench.time.heard(redisAt(bench.machine.wallMs()));
    expect(bench.time.isConfirmed()).toBe(false);
  });

  test("that has not jumped with the wall confirms the stopwatch", () => {
    const bench = confirmedBench();
    bench.machine.setWall(3 * hour);
    bench.time.heard(redisAt(bench.machine.trueMs()));
    expect(bench.time.isConfirmed()).toBe(true);
    expect(errorMs(bench)).toBe(0);
  });

  test("never moves the time by itself, and makes no doubt", () => {
    const bench = confirmedBench();
    bench.time.heard(redisAt(bench.machine.trueMs() + hour));
    expect(bench.time.isConfirmed()).toBe(true);
    bench.machine.setWall(-3 * hour);
    for (let look = 0; look < 9; look += 1) {
      bench.machine.pass(15 * second);
      bench.time.heard(redisAt(bench.machine.trueMs() + hour));
    }
    expect(errorMs(bench)).toBe(0);
    expect(bench.time.isConfirmed()).toBe(false);
  });
});
