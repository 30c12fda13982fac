import { expect, onTestFinished, test } from "vitest";
import { createTrueTime } from "../../src/core/common/true-time.ts";
import type { Provider } from "../../src/core/ports/provider.ts";
import { learnTime, watchClock } from "../../src/bot/watch-clock.ts";
import { createSimulatedChat } from "../../src/simulated/chat.ts";
import { createSimulatedClock } from "../../src/simulated/clock.ts";
import { createSimulatedProvider } from "../../src/simulated/provider.ts";
import { createTestLog } from "../support/log.ts";
import { createSetMachine } from "../support/machine-times.ts";
import { textOf } from "../support/simulated-team.ts";

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

type Given = { readonly wrongByMs?: number; readonly isChecked?: boolean };

/** A bot on a machine whose clock can be set, with a provider that tells the time with each list. */
function createBench({ wrongByMs = 0, isChecked = true }: Given = {}) {
  const machine = createSetMachine(wrongByMs);
  const timers = createSimulatedClock();
  const time = createTrueTime({ machine, isChecked });
  const clock = { ...timers, ...time, now: time.nowMs };
  const rented = createSimulatedProvider({ clock: timers });
  let isAway = false;
  const list: Provider["pods"]["list"] = async (signal) => {
    if (isAway) throw new Error("away");
    clock.heard({ source: "provider", atMs: machine.trueMs(), exactToMs: 0, tookMs: 100 });
    return rented.pods.list(signal);
  };
  const providers = new Map([["rented", { ...rented, pods: { ...rented.pods, list } }]]);
  const [chat, log] = [createSimulatedChat(), createTestLog()];
  const reported: string[] = [];
  const options = {
    clock,
    providers,
    log,
    chat,
    isChecked,
    teamId: "team",
    bootId: "boot",
    redisTimeMs: async () => machine.wallMs(),
    report: (line: string) => void reported.push(line),
  };
  return {
    machine,
    clock,
    log,
    options,
    reported,
    isAway(value: boolean) {
      isAway = value;
    },
    texts: () => chat.messages().map(textOf),
    async pass(ms: number) {
      for (let left = ms; left > 0; left -= second) {
        machine.pass(second);
        await timers.advance(second);
      }
    },
    errorMs: () => Math.abs(time.nowMs() - machine.trueMs()),
  };
}

test.each([0, 5 * hour, -5 * hour])(
  "a start on a clock that is %d ms ahead learns the time first",
  async (wrongByMs) => {
    const bench = createBench({ wrongByMs });
    const learnt = learnTime(bench.options, new AbortController().signal);
    await bench.pass(10 * second);
    await learnt;
    expect(bench.clock.isConfirmed()).toBe(true);
    expect(bench.errorMs()).toBeLessThan(2 * second);
  },
);

test("a start goes on where nobody tells the time, and says so", async () => {
  const bench = createBench();
  bench.isAway(true);
  await learnTime(bench.options, new AbortController().signal);
  expect(bench.clock.isConfirmed()).toBe(false);
  expect(bench.log.entries.map(({ event }) => event)).toEqual([
    "nobody has told the time yet, so nothing ends by it",
  ]);
});

test("a clock that is set is told once, and once that it is right again", async () => {
  const bench = createBench();
  await learnTime(bench.options, new AbortController().signal);
  const watch = watchClock(bench.options);
  onTestFinished(() => watch[Symbol.asyncDispose]());
  await bench.pass(minute);
  expect(bench.texts()).toEqual([]);

  bench.machine.setWall(3 * hour);
  await bench.pass(10 * minute);
  expect(bench.texts()).toEqual([
    expect.stringContaining("3 h ahead of the time that RunPod tells, and labelpod goes by RunPod's"),
  ]);
  expect(bench.reported).toHaveLength(1);

  bench.machine.setWall(-3 * hour);
  await bench.pass(10 * minute);
  expect(bench.texts()).toEqual([expect.stringContaining("right again")]);
  expect(bench.errorMs()).toBe(0);
});

test("a machine that slept is asked about within seconds, and nobody hears of it", async () => {
  const bench = createBench();
  await learnTime(bench.options, new AbortController().signal);
  const watch = watchClock(bench.options);
  onTestFinished(() => watch[Symbol.asyncDispose]());
  bench.machine.sleep(8 * hour);
  expect(bench.clock.isConfirmed()).toBe(false);
  await bench.pass(6 * second);
  expect(bench.clock.isConfirmed()).toBe(true);
  expect(bench.errorMs()).toBe(0);
  expect(bench.texts()).toEqual([]);
});

test("without anybody to ask, a clock that is set is told with what to do", async () => {
  const bench = createBench({ isChecked: false });
  const watch = watchClock(bench.options);
  onTestFinished(() => watch[Symbol.asyncDispose]());
  bench.machine.setWall(-hour);
  await bench.pass(minute);
  expect(bench.texts()).toEqual([expect.stringContaining("set to 1 h behind the time that has passed")]);
});
