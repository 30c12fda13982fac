import * as fc from "fast-check";
import { expect, test } from "vitest";
import { decideIdle, type IdleFacts, isAudienceDue } from "../../../src/core/idle/decide-idle.ts";
import type { Warning } from "../../../src/core/records/pod-end.ts";
import type { Use } from "../../../src/core/records/use.ts";

const minute = 60_000;
const stopAtMs = 80 * minute;
const warning: Warning = { stopAtMs, isLastCall: true };
const unused: Use = { lastUseAtMs: 0, readAtMs: stopAtMs, state: "known", work: [] };
const facts: IdleFacts = {
  nowMs: stopAtMs,
  startedAtMs: 0,
  liveAtMs: 0,
  use: unused,
  warning,
  warningShownAtMs: undefined,
  policy: { idleMs: 65 * minute, graceMs: 15 * minute, limitAtMs: 600 * minute },
};
const stop = { kind: "stop", reason: "idle" };

test("a stop that nobody was warned of is put off by the grace", () => {
  const decision = decideIdle(facts);

  expect(decision).toEqual({
    kind: "go-on",
    warning: { stopAtMs: 95 * minute, isPutOff: true },
    notice: undefined,
  });
});

test.each([
  ["two minutes before the stop", { graceMs: 15 * minute, leftMs: 2 * minute, counts: true }],
  ["later than that", { graceMs: 15 * minute, leftMs: 2 * minute - 1, counts: false }],
  ["when half of a short grace is left", { graceMs: minute, leftMs: minute / 2, counts: true }],
  ["when less of it is left", { graceMs: minute, leftMs: minute / 2 - 1, counts: false }],
  ["at the stop", { graceMs: 15 * minute, leftMs: 0, counts: false }],
])("a warning that was shown %s counts or not", (_when, { graceMs, leftMs, counts }) => {
  const policy = { ...facts.policy, graceMs };

  const decision = decideIdle({ ...facts, policy, warningShownAtMs: stopAtMs - leftMs });

  expect(decision.kind).toBe(counts ? "stop" : "go-on");
});

test("what was put off once is stopped, whoever was shown that", () => {
  const again: Warning = { stopAtMs, isPutOff: true };

  const decision = decideIdle({ ...facts, warning: again });

  expect(decision).toEqual(stop);
});

test("a bot that was away between warning and stop puts it off from then on", () => {
  const nowMs = 300 * minute;

  const decision = decideIdle({ ...facts, nowMs, use: { ...unused, readAtMs: nowMs } });

  expect(decision).toMatchObject({ kind: "go-on", warning: { stopAtMs: 315 * minute, isPutOff: true } });
});

test("it is put off to the end of the maximum lifetime at most, and says so until an admin puts that off", () => {
  const near = { ...facts.policy, limitAtMs: 90 * minute };
  const nowMs = 85 * minute;

  const decision = decideIdle({ ...facts, policy: near });
  const put: Warning = { stopAtMs: 90 * minute, isPutOff: true, isAtLimit: true };
  const later = { ...facts, nowMs, use: { ...unused, readAtMs: nowMs }, warning: put };
  const moved = decideIdle({ ...later, policy: { ...near, limitAtMs: 200 * minute } });
  const atLimit = decideIdle({ ...later, nowMs: 90 * minute, policy: near });

  expect(decision).toMatchObject({ warning: put });
  expect(moved).toMatchObject({ warning: { stopAtMs: 90 * minute, isPutOff: true } });
  expect(moved).not.toMatchObject({ warning: { isAtLimit: true } });
  expect(atLimit).toEqual({ kind: "stop", reason: "hard-limit" });
});

test("the last call of a stop that was put off is made, and leaves it put off", () => {
  const nowMs = 93 * minute;

  const decision = decideIdle({
    ...facts,
    nowMs,
    use: { ...unused, readAtMs: nowMs },
    warning: { stopAtMs: 95 * minute, isPutOff: true },
  });

  expect(decision).toMatchObject({
    warning: { stopAtMs: 95 * minute, isPutOff: true, isLastCall: true },
  });
});

test("a use after a stop was put off takes the warning back, and the next row of idleness is put off once more", () => {
  const nowMs = 90 * minute;
  const again: Warning = { stopAtMs: 95 * minute, isPutOff: true };
  const used: Use = { ...unused, lastUseAtMs: nowMs, readAtMs: nowMs };
  const lateMs = 300 * minute;

  const back = decideIdle({ ...facts, nowMs, use: used, warning: again });
  const next = decideIdle({
    ...facts,
    nowMs: lateMs,
    use: { ...used, readAtMs: lateMs },
    warning: { stopAtMs: lateMs },
  });

  expect(back).toMatchObject({ kind: "go-on", warning: undefined });
  expect(next).toMatchObject({ warning: { stopAtMs: 315 * minute, isPutOff: true } });
});

test("a use that can't be read neither stops nor puts off", () => {
  const decision = decideIdle({ ...facts, use: { ...unused, state: "unknown" } });

  expect(decision).toMatchObject({ kind: "go-on", warning });
});

test("who was shown a warning is asked for at its stop alone, and not of one that was put off", () => {
  expect(isAudienceDue(undefined, stopAtMs)).toBe(false);
  expect(isAudienceDue(warning, stopAtMs - 1)).toBe(false);
  expect(isAudienceDue(warning, stopAtMs)).toBe(true);
  expect(isAudienceDue({ ...warning, isPutOff: true }, stopAtMs)).toBe(false);
});

test("an unused pod that nobody can be told of stops two graces after its idle time, or at the end of its maximum lifetime", () => {
  const policies = fc.record({
    idleMs: minutes(5, 90),
    graceMs: minutes(1, 60),
    limitAtMs: minutes(30, 400),
  });
  fc.assert(
    fc.property(policies, (policy) => {
      const end = endOf(policy);

      const unlimitedMs = policy.idleMs + 2 * policy.graceMs;
      expect(end.atMs).toBe(Math.min(unlimitedMs, policy.limitAtMs));
      expect(end.warnings).toBeLessThanOrEqual(2);
    }),
  );
});

function minutes(min: number, max: number): fc.Arbitrary<number> {
  return fc.integer({ min, max }).map((count) => count * minute);
}

/** The end of a pod that is used never again after its start, looked at each minute. */
function endOf(policy: IdleFacts["policy"]): { readonly atMs: number; readonly warnings: number } {
  const stops = new Set<number>();
  let current: Warning | undefined;
  for (let nowMs = 0; ; nowMs += minute) {
    const use = { ...unused, readAtMs: nowMs };
    const decision = decideIdle({ ...facts, nowMs, use, warning: current, policy });
    if (decision.kind === "stop") return { atMs: nowMs, warnings: stops.size };
    current = decision.warning;
    if (current !== undefined) stops.add(current.stopAtMs);
  }
}
