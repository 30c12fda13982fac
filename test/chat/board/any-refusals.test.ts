import * as fc from "fast-check";
import { expect, test } from "vitest";
import { createMessageBoard, type MessageBoard } from "../../../src/chat/board/message-board.ts";
import type { RefusalKind } from "../../../src/chat/board/refused-error.ts";
import type { Card } from "../../../src/core/records/card.ts";
import { createSimulatedClock } from "../../../src/simulated/clock.ts";
import { createSimulatedStore } from "../../../src/simulated/store.ts";
import { sampleCard } from "../../support/chat-bench.ts";
import { createTestLog } from "../../support/log.ts";
import { createNotedHealth } from "../../support/noted-health.ts";
import { mostWithin } from "../../support/requests.ts";
import { createSimulatedTransport, type Fate, type SeenRequest } from "../../support/simulated-transport.ts";

const hour = 3_600_000;

type Step =
  | { readonly show: Card }
  | { readonly waitMs: number }
  | { readonly isRestart: true }
  | { readonly deleted: number };

const cards = fc
  .record({
    key: fc.constantFrom("a", "b", "c", "d"),
    tone: fc.constantFrom("working", "warning", "bad", "good"),
    outcome: fc.constantFrom("open", "failed", "succeeded"),
    title: fc.string({ minLength: 1, maxLength: 3 }),
  } as const)
  .map((card) => sampleCard(card));
const waits = fc.constantFrom(0, 500, 3000, 20_000, 90_000, 600_000, 2 * hour);
const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: cards.map((show) => ({ show })) },
  { weight: 5, arbitrary: waits.map((waitMs) => ({ waitMs })) },
  { weight: 1, arbitrary: fc.constant({ isRestart: true } as const) },
  { weight: 1, arbitrary: fc.nat(3).map((deleted) => ({ deleted })) },
);
const kinds: readonly RefusalKind[] = [
  "away",
  "busy",
  "token",
  "channel",
  "rights",
  "unexpected",
  "old-edits",
  "content",
];
const refusals = fc
  .record({
    kind: fc.constantFrom(...kinds),
    waitMs: fc.constantFrom(undefined, undefined, 7000, 300_000),
    isCertain: fc.boolean(),
    madeAfterMs: fc.constantFrom(undefined, 0, 400, 30_000),
  })
  .map(({ kind, waitMs, isCertain, madeAfterMs }): Fate => {
    const mayBeMade = !isCertain && (kind === "away" || kind === "unexpected");
    const refusal = { kind, code: "some_code", waitMs, isCertain: !mayBeMade };
    return mayBeMade && madeAfterMs !== undefined ? { refusal, madeAfterMs } : { refusal };
  });
const fates = fc.oneof(
  { weight: 3, arbitrary: refusals },
  { weight: 3, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: fc.constantFrom("gone" as const, "fixed" as const) },
);

/** What a platform says of a request: what finds and removes messages is refused only for a while, or nothing could be known. */
function fitting(fate: Fate, { kind }: SeenRequest): Fate {
  if (typeof fate === "string") return kind === "edit" ? fate : undefined;
  const isLook = kind === "find" || kind === "remove";
  return isLook && fate?.refusal.kind !== "away" && fate?.refusal.kind !== "busy" ? undefined : fate;
}

test("whatever a platform refuses, each card is shown once as it is now or given up for a reason, within the limits", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(steps, { maxLength: 30 }), fc.array(fates, { maxLength: 40 }), play),
    { numRuns: 200 },
  );
}, 60_000);

async function play(script: readonly Step[], given: readonly Fate[]): Promise<void> {
  const clock = createSimulatedClock();
  const log = createTestLog();
  const transport = createSimulatedTransport(clock);
  const { messages } = createSimulatedStore();
  const left = [...given];
  transport.knowsNonces = false;
  transport.canFind = true;
  transport.fateOf = (request) => fitting(left.shift(), request);
  const parts = { transport, messages, clock, log, health: createNotedHealth(), minEditGapMs: 4000 };
  let board = createMessageBoard(parts);

  async function close(closing: MessageBoard): Promise<void> {
    const closed = closing[Symbol.asyncDispose]();
    await clock.advance(10_000);
    await closed;
  }

  for (const step of script) {
    if ("show" in step) await board.show(step.show);
    else if ("waitMs" in step) await clock.advance(step.waitMs);
    else if ("deleted" in step) transport.deleteByHand(`m${step.deleted + 1}`);
    else {
      await close(board);
      // A new life knows nothing of the requests of the one before.
      await clock.advance(20_000);
      board = createMessageBoard(parts);
      await board.resume();
    }
  }
  await clock.advance(3 * hour);
  left.length = 0;
  await clock.advance(3 * hour);
  await close(board);

  const placed = (await messages.list()).map(({ value }) => value);
  const isRefused =
    given.filter((fate) => typeof fate === "object" && fate.refusal.kind === "content").length >= 3;
  const mayBeAbandoned = isRefused || isTwiceLost(script, given);
  expect(await messages.listOpen()).toEqual([]);
  expect(placed.filter(({ wanted, delivered }) => wanted !== delivered && !mayBeAbandoned)).toEqual([]);
  // One that was deleted by hand after its last state is not known to be.
  const shown = placed.filter(
    ({ messageId, wanted, delivered }) => wanted === delivered && transport.posted.has(messageId ?? ""),
  );
  expect(shown.map(({ messageId }) => transport.posted.get(messageId ?? ""))).toEqual(
    shown.map(({ card }) => card),
  );
  const known = new Set(placed.map(({ messageId }) => messageId));
  expect([...transport.posted.keys()].filter((id) => !known.has(id))).toEqual([]);
  keepsLimits(transport.seen);
}

function isTwiceLost(script: readonly Step[], given: readonly Fate[]): boolean {
  const lost = given.filter((fate) => typeof fate === "string").length;
  return lost + script.filter((step) => "deleted" in step).length >= 2;
}

function keepsLimits(seen: readonly SeenRequest[]): void {
  const of = (...wanted: readonly string[]): readonly SeenRequest[] =>
    seen.filter(({ kind }) => wanted.includes(kind));
  expect(mostWithin(of("post"), 5000)).toBeLessThanOrEqual(5);
  expect(mostWithin(of("edit"), 5000)).toBeLessThanOrEqual(5);
  expect(mostWithin(of("find", "remove"), 5000)).toBeLessThanOrEqual(5);
  expect(
    mostWithin(
      seen.filter(({ isOld }) => isOld),
      20_000,
    ),
  ).toBeLessThanOrEqual(1);
}
