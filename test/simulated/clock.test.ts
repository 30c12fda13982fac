import { expect, test } from "vitest";
import { createSimulatedClock } from "../../src/simulated/clock.ts";
import { describeClockContract } from "../contracts/clock.ts";

describeClockContract("memory clock", () => {
  const clock = createSimulatedClock();
  return { clock, pass: clock.advance };
});

test("advance() lets whoever wakes sleep again within the same stretch of time", async () => {
  const clock = createSimulatedClock(0);
  const wakes: number[] = [];
  async function tick(): Promise<void> {
    for (let count = 0; count < 5; count += 1) {
      await clock.sleep(10);
      wakes.push(clock.now());
    }
  }
  const ticking = tick();
  await clock.advance(35);
  expect(wakes).toEqual([10, 20, 30]);
  expect(clock.now()).toBe(35);
  await clock.advance(15);
  await ticking;
  expect(wakes).toEqual([10, 20, 30, 40, 50]);
});

test("no time passes by itself", async () => {
  const clock = createSimulatedClock(0);
  let isAwake = false;
  void clock.sleep(1).then(() => (isAwake = true));
  await clock.settle();
  expect({ isAwake, now: clock.now() }).toEqual({ isAwake: false, now: 0 });
});
