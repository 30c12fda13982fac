import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { LowBalance } from "../../../src/core/records/ledger.ts";
import { hoursLeft, lowBalanceCards, nextLowBalance } from "../../../src/core/money/low-balance.ts";

const balances = fc.array(
  fc.record({
    usd: fc.double({ min: -5, max: 40, noNaN: true }),
    usdPerHour: fc.constantFrom(0, 0.0137, 0.36, 0.7),
  }),
  { maxLength: 30 },
);

/** What the job does: an alarm that is over is told as such and forgotten, and the look is made again. */
function look(
  alarm: LowBalance | undefined,
  balance: { usd: number; usdPerHour: number },
  nowMs: number,
): LowBalance | undefined {
  const next = nextLowBalance(alarm, balance, nowMs);
  return next?.isOver === true ? nextLowBalance(undefined, balance, nowMs) : next;
}

test("nextLowBalance() is an alarm by the step that the balance is at, and none above the highest", () => {
  fc.assert(
    fc.property(balances, (found) => {
      let alarm: LowBalance | undefined;
      for (const [nowMs, balance] of found.entries()) {
        alarm = look(alarm, balance, nowMs);

        const left = hoursLeft(balance) ?? Number.POSITIVE_INFINITY;
        const step = [1, 6, 24].find((hours) => left <= hours);
        const told = alarm?.steps.map(({ hours }) => hours) ?? [];
        expect(told.at(-1)).toBe(step);
        expect(told).toEqual([...new Set(told)].toSorted((a, b) => b - a));
      }
    }),
  );
});

test("each step of an alarm has a message of its own, which stays the same until it is over", () => {
  const first = nextLowBalance(undefined, { usd: 7, usdPerHour: 0.7 }, 1000);
  const second = nextLowBalance(first, { usd: 0.5, usdPerHour: 0.7 }, 2000);
  if (first === undefined || second === undefined) throw new Error("the balance is low");

  const before = lowBalanceCards("team", first, { isSpent: true });
  const after = lowBalanceCards("team", second, { isSpent: true });
  const over = lowBalanceCards("team", { ...second, isOver: true }, { isSpent: true });

  expect(after.slice(0, 1)).toEqual(before);
  expect(after.map(({ key }) => key)).toEqual(["balance:1000:24", "balance:1000:1"]);
  expect(over.map(({ key, outcome }) => [key, outcome])).toEqual(after.map(({ key }) => [key, "succeeded"]));
});

test("an alarm that is over begins nothing new before that was told", () => {
  const over: LowBalance = {
    sinceMs: 0,
    steps: [{ hours: 6, atMs: 0, usd: 4, usdPerHour: 0.7 }],
    isOver: true,
  };

  expect(nextLowBalance(over, { usd: 0, usdPerHour: 0.7 }, 1000)).toBe(over);
});
