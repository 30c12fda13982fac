import * as fc from "fast-check";
import { expect, test } from "vitest";
import { decideIdle, type IdleDecision } from "../../../src/core/idle/decide-idle.ts";
import type { IdlePolicy, LimitNotice, Warning } from "../../../src/core/records/pod-end.ts";
import type { Use, WorkKind } from "../../../src/core/records/use.ts";

const minute = 60_000;
const tickMs = 15_000;

/** What a look at the pod finds; `away` is a bot that does not look at all. */
type Look = "unused" | "used" | WorkKind | "unknown" | "away";

const anyLook: readonly Look[] = [
  "unused",
  "used",
  "training",
  "batch-inference",
  "scoring",
  "unknown",
  "away",
];

function times(count: number, look: Look): readonly Look[] {
  return Array.from({ length: count }, () => look);
}

/** Stretches of one kind of look, in ticks, so that long idle times and long trainings come up. */
const looks = fc
  .array(
    fc.record({
      look: fc.constantFrom(...anyLook),
      ticks: fc.integer({ min: 1, max: 60 }),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((stretches) => stretches.flatMap(({ look, ticks }) => times(ticks, look)));

const policies = fc.record<IdlePolicy>({
  idleMs: fc.integer({ min: 5, max: 40 }).map((count) => count * minute),
  graceMs: fc.integer({ min: 1, max: 15 }).map((count) => count * minute),
  limitAtMs: fc.integer({ min: 15, max: 200 }).map((count) => count * minute),
});

type Told = { readonly atMs: number; readonly decision: IdleDecision; readonly use: Use };

/** The life of a pod that starts at 0: each tick is read, decided and acted on, up to its stop or the end of the looks. */
function live(found: readonly Look[], policy: IdlePolicy, warningShownAtMs?: number): readonly Told[] {
  let use: Use = { lastUseAtMs: 0, readAtMs: 0, state: "known", work: [] };
  let warning: Warning | undefined;
  const told: Told[] = [];
  for (const [index, look] of found.entries()) {
    const nowMs = (index + 1) * tickMs;
    use = read(use, look, nowMs);
    const atThat = { nowMs, startedAtMs: 0, liveAtMs: 0, warningShownAtMs };
    const decision = decideIdle({ ...atThat, use, warning, policy });
    told.push({ atMs: nowMs, decision, use });
    if (decision.kind === "stop") break;
    ({ warning } = decision);
  }
  return told;
}

function read(use: Use, look: Look, nowMs: number): Use {
  if (look === "away") return use;
  const work = look === "training" || look === "batch-inference" || look === "scoring" ? [look] : [];
  return {
    ...use,
    lastUseAtMs: look === "used" || work.length > 0 ? nowMs : use.lastUseAtMs,
    work,
    readAtMs: nowMs,
    state: look === "unknown" ? "unknown" : "known",
  };
}

function isEndOf(told: Told | undefined, reason: "idle" | "hard-limit"): told is Told {
  return told?.decision.kind === "stop" && told.decision.reason === reason;
}

/** When the message that stood at the end was first said; a warning that was taken back counts no more. */
function saidAtMs(
  told: readonly Told[],
  pick: (decision: IdleDecision & { kind: "go-on" }) => boolean,
): number | undefined {
  const goOn = told.filter(({ decision }) => decision.kind === "go-on");
  const isSaid = ({ decision }: Told): boolean => decision.kind === "go-on" && pick(decision);
  const before = goOn.findLastIndex((look) => !isSaid(look));
  return goOn[before + 1]?.atMs;
}

test("decideIdle() stops for idleness only what is known to be unused for the idle time, and doesn't work by itself", () => {
  fc.assert(
    fc.property(looks, policies, (found, policy) => {
      const idleEnds = live(found, policy).filter((told) => isEndOf(told, "idle"));

      expect(idleEnds.map(({ use }) => [use.state, use.work])).toEqual(idleEnds.map(() => ["known", []]));
      for (const { atMs, use } of idleEnds)
        expect(atMs - use.lastUseAtMs).toBeGreaterThanOrEqual(policy.idleMs + policy.graceMs);
    }),
  );
});

test("decideIdle() stops for idleness only after a warning that stood for the whole grace", () => {
  fc.assert(
    fc.property(looks, policies, (found, policy) => {
      const told = live(found, policy);
      const end = told.at(-1);
      fc.pre(isEndOf(end, "idle"));

      const warned = saidAtMs(told, ({ warning }) => warning !== undefined) ?? Number.NaN;

      expect(end.atMs - warned).toBeGreaterThanOrEqual(policy.graceMs);
    }),
  );
});

test("decideIdle() always stops at the hard limit, whatever goes on, an hour and ten minutes after saying so", () => {
  fc.assert(
    fc.property(looks, policies, (found, policy) => {
      const trainingOn = times(policy.limitAtMs / tickMs, "training");

      const told = live([...found, ...trainingOn], policy);

      const end = told.at(-1);
      expect(end?.decision.kind).toBe("stop");
      expect(end?.atMs).toBeLessThanOrEqual(policy.limitAtMs);
      fc.pre(isEndOf(end, "hard-limit"));
      const tenBefore = saidAtMs(told, ({ notice }) => notice?.leadMs === 10 * minute);
      const first = saidAtMs(told, ({ notice }) => notice !== undefined);
      const isLong = policy.limitAtMs >= 120 * minute;
      expect(tenBefore).toBe(policy.limitAtMs - 10 * minute);
      expect(first).toBe(policy.limitAtMs - (isLong ? 60 : 10) * minute);
    }),
  );
});

test("decideIdle() stops an unused pod after the idle time and the grace", () => {
  const end = live(times(200, "unused"), policy, 0).at(-1);

  expect(end).toMatchObject({ atMs: 25 * minute, decision: { kind: "stop", reason: "idle" } });
});

const figures = fc.record(
  { gpuPercent: fc.double({ min: 0, max: 100 }), cpuPercent: fc.double({ min: 0, max: 100 }) },
  { requiredKeys: [] },
);

test("decideIdle() answers the same whatever GPU and CPU do", () => {
  fc.assert(
    fc.property(looks, policies, figures, (found, policy, load) => {
      for (const { atMs, use } of live(found, policy)) {
        const unwarned = { warning: undefined, warningShownAtMs: undefined };
        const facts = { nowMs: atMs, startedAtMs: 0, liveAtMs: 0, use, ...unwarned, policy };

        const loaded = decideIdle({ ...facts, use: { ...use, ...load } });

        expect(loaded).toEqual(decideIdle(facts));
      }
    }),
  );
});

const warning: Warning = { stopAtMs: 30 * minute };
const policy = { idleMs: 20 * minute, graceMs: 5 * minute, limitAtMs: 600 * minute };
const facts = {
  nowMs: 27 * minute,
  startedAtMs: 0,
  liveAtMs: 0,
  warning,
  warningShownAtMs: 25 * minute,
  policy,
};

test("decideIdle() takes a warning back for a use after it, also when no more than that is known", () => {
  const use: Use = { lastUseAtMs: 26 * minute, readAtMs: 27 * minute, state: "unknown" };

  const decision = decideIdle({ ...facts, use });

  expect(decision).toEqual({ kind: "go-on", warning: undefined, notice: undefined });
});

test.each([
  [27 * minute, undefined],
  [20 * minute, warning],
])("decideIdle() goes by work that was read at %i for as long as that is fresh", (readAtMs, left) => {
  const use: Use = { lastUseAtMs: 0, readAtMs, state: "known", work: ["scoring"] };

  const decision = decideIdle({ ...facts, use });

  expect(decision).toMatchObject({ kind: "go-on", warning: left });
});

const unused: Use = { lastUseAtMs: 0, readAtMs: 27 * minute, state: "known" };

test("decideIdle() neither stops nor takes back by a record of an older version, which names no work", () => {
  const warned = decideIdle({ ...facts, use: unused });
  const unwarned = decideIdle({ ...facts, use: unused, warning: undefined });

  expect(warned).toMatchObject({ kind: "go-on", warning });
  expect(unwarned).toMatchObject({ kind: "go-on", warning: { stopAtMs: 32 * minute } });
});

test.each([
  [27 * minute + 59_000, undefined],
  [28 * minute, true],
])("decideIdle() makes the last call two minutes before the stop: at %i", (nowMs, isLastCall) => {
  const use: Use = { ...unused, readAtMs: nowMs };

  const decision = decideIdle({ ...facts, nowMs, use });

  expect(decision.kind === "go-on" && decision.warning?.isLastCall).toBe(isLastCall);
});

test("decideIdle() doesn't warn of a stop that the end of the maximum lifetime comes before", () => {
  const near = { ...policy, limitAtMs: 31 * minute };

  const decision = decideIdle({ ...facts, use: unused, warning: undefined, policy: near });

  const notice: LimitNotice = { stopAtMs: 31 * minute, leadMs: 10 * minute };
  expect(decision).toEqual({ kind: "go-on", warning: undefined, notice });
});

test("decideIdle() tells of another end of the maximum lifetime anew when it was put off", () => {
  const putOff = { ...policy, limitAtMs: 200 * minute };

  const before = decideIdle({ ...facts, nowMs: 195 * minute, use: unused, policy: putOff });
  const after = decideIdle({
    ...facts,
    nowMs: 195 * minute,
    use: unused,
    policy: { ...putOff, limitAtMs: 400 * minute },
  });

  expect(before).toMatchObject({ notice: { stopAtMs: 200 * minute, leadMs: 10 * minute } });
  expect(after).toMatchObject({ notice: undefined });
});
