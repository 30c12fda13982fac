import * as fc from "fast-check";
import { expect, test } from "vitest";
import { decideIdle, type IdleDecision, type IdlePolicy } from "../../src/core/decide-idle.ts";
import type { Use, WorkKind } from "../../src/core/activity.ts";
import type { Warning } from "../../src/core/pod.ts";

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
  hardLimitMs: fc.integer({ min: 15, max: 90 }).map((count) => count * minute),
});

type Told = { readonly atMs: number; readonly decision: IdleDecision; readonly use: Use };

/** The life of a pod that starts at 0: each tick is read, decided and acted on, up to its stop or the end of the looks. */
function live(found: readonly Look[], policy: IdlePolicy): readonly Told[] {
  let use: Use = { lastUseAtMs: 0, readAtMs: 0, state: "known", work: [] };
  let warning: Warning | undefined;
  const told: Told[] = [];
  for (const [index, look] of found.entries()) {
    const nowMs = (index + 1) * tickMs;
    use = read(use, look, nowMs);
    const decision = decideIdle({ nowMs, startedAtMs: 0, liveAtMs: 0, use, warning, policy });
    told.push({ atMs: nowMs, decision, use });
    if (decision.kind === "stop") break;
    if (decision.kind === "warn") warning = decision;
    else if (decision.isBackInUse) warning = undefined;
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

/** When it was last said that the pod stops for this reason; a warning that was taken back counts no more. */
function warnedAtMs(told: readonly Told[], reason: "idle" | "hard-limit"): number | undefined {
  const news = told.filter(
    ({ decision }) => decision.kind === "warn" || (decision.kind === "keep" && decision.isBackInUse),
  );
  const last = news.at(-1);
  return last?.decision.kind === "warn" && last.decision.reason === reason ? last.atMs : undefined;
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

      const warned = warnedAtMs(told, "idle") ?? Number.NaN;

      expect(end.atMs - warned).toBeGreaterThanOrEqual(policy.graceMs);
    }),
  );
});

test("decideIdle() always stops at the hard limit, whatever goes on, ten minutes after saying so", () => {
  fc.assert(
    fc.property(looks, policies, (found, policy) => {
      const trainingOn = times(policy.hardLimitMs / tickMs, "training");

      const told = live([...found, ...trainingOn], policy);

      const end = told.at(-1);
      expect(end?.decision.kind).toBe("stop");
      expect(end?.atMs).toBeLessThanOrEqual(policy.hardLimitMs);
      fc.pre(isEndOf(end, "hard-limit"));
      expect(warnedAtMs(told, "hard-limit")).toBe(policy.hardLimitMs - 10 * minute);
    }),
  );
});

test("decideIdle() stops an unused pod after the idle time and the grace", () => {
  const end = live(times(200, "unused"), policy).at(-1);

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
        const facts = { nowMs: atMs, startedAtMs: 0, liveAtMs: 0, use, warning: undefined, policy };

        const loaded = decideIdle({ ...facts, use: { ...use, ...load } });

        expect(loaded).toEqual(decideIdle(facts));
      }
    }),
  );
});

const idle = { reason: "idle", stopAtMs: 30 * minute } as const;
const policy = { idleMs: 20 * minute, graceMs: 5 * minute, hardLimitMs: 600 * minute };

test("decideIdle() takes a warning back for a use after it, also when no more than that is known", () => {
  const use: Use = { lastUseAtMs: 26 * minute, readAtMs: 27 * minute, state: "unknown" };

  const decision = decideIdle({
    nowMs: 27 * minute,
    startedAtMs: 0,
    liveAtMs: 0,
    use,
    warning: idle,
    policy,
  });

  expect(decision).toEqual({ kind: "keep", isBackInUse: true });
});

test.each([
  [27 * minute, true],
  [20 * minute, false],
])("decideIdle() goes by work that was read at %i for as long as that is fresh", (readAtMs, isBackInUse) => {
  const use: Use = { lastUseAtMs: 0, readAtMs, state: "known", work: ["scoring"] };
  const facts = { nowMs: 27 * minute, startedAtMs: 0, liveAtMs: 0, use, warning: idle, policy };

  const decision = decideIdle(facts);

  expect(decision).toEqual({ kind: "keep", isBackInUse });
});

test("decideIdle() neither stops nor takes back by a record of an older version, which names no work", () => {
  const use: Use = { lastUseAtMs: 0, readAtMs: 27 * minute, state: "known" };
  const facts = { nowMs: 27 * minute, startedAtMs: 0, liveAtMs: 0, use, policy };

  expect(decideIdle({ ...facts, warning: idle })).toEqual({ kind: "keep", isBackInUse: false });
  expect(decideIdle({ ...facts, warning: undefined })).toMatchObject({ kind: "warn", reason: "idle" });
});
