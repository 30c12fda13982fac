import { expect, test } from "vitest";
import { leaseTerms, memoOf } from "../../../src/core/pods/lease-terms.ts";
import { withRun } from "../../../src/core/records/pod.ts";
import { askedPod } from "../../support/asked-pod.ts";

const minute = 60_000;
const policy = { idleMs: 60 * minute, graceMs: 15 * minute, limitAtMs: 700 * minute };

test("leaseTerms() leaves the time of the warning to the bot, and counts the rest from now", () => {
  const use = { lastUseAtMs: 40 * minute, keepUntilMs: 130 * minute };

  const terms = leaseTerms({ policy, use }, 15 * minute, 100 * minute);

  expect(terms).toEqual({ leaseS: 900, idleS: 4500, keepS: 1800, limitS: 36_000 });
});

test("leaseTerms() of what has passed is 0", () => {
  const use = { lastUseAtMs: 1, keepUntilMs: 1 };

  const terms = leaseTerms({ policy, use }, 15 * minute, 800 * minute);

  expect(terms).toMatchObject({ keepS: 0, limitS: 0 });
});

test("leaseTerms() keeps a pod for its idle time after a use that only the bot knows of, such as a command", () => {
  const terms = leaseTerms({ policy, use: { lastUseAtMs: 90 * minute } }, 15 * minute, 100 * minute);

  expect(terms).toMatchObject({ idleS: 4500, keepS: 65 * 60 });
});

test("leaseTerms() keeps a pod until the stop that was announced last, such as one that was put off", () => {
  const use = { lastUseAtMs: 25 * minute };

  const terms = leaseTerms({ policy, use, warning: { stopAtMs: 115 * minute } }, 15 * minute, 101 * minute);

  expect(terms).toMatchObject({ idleS: 4500, keepS: 14 * 60 });
});

test("memoOf() tells since when the machine is paid for, so that a record made anew counts the same life", () => {
  const asked = askedPod(5 * minute);

  expect(memoOf(asked).run).toEqual({ number: 1, startedAtMs: 5 * minute });
  expect(memoOf(withRun(asked, { paidFromMs: 90 * minute, liveAtMs: 95 * minute })).run).toEqual({
    number: 1,
    startedAtMs: 5 * minute,
    paidFromMs: 90 * minute,
    liveAtMs: 95 * minute,
  });
});
