import { expect, test } from "vitest";
import { RefusedError } from "../../src/chat/board/refused-error.ts";
import { explainCards } from "../../src/chat/slack/explain.ts";
import { UserFacingError } from "../../src/core/common/errors.ts";
import type { Chat } from "../../src/core/ports/chat.ts";
import type { Card } from "../../src/core/records/card.ts";
import { discordFailures } from "../../src/core/words/discord.ts";
import { beginJoin, type Joining } from "../../src/bot/join-platform.ts";
import { createSimulatedChat } from "../../src/simulated/chat.ts";
import { createSimulatedClock } from "../../src/simulated/clock.ts";

const away = new UserFacingError("discord-unreachable", "It is out of reach: try again.", {
  retryable: true,
});
const wrong = new UserFacingError("discord-token", "The token is wrong: correct it.");
const busyForAnHour = new RefusedError("platform", {
  kind: "busy",
  code: "429",
  waitMs: 3_600_000,
  isCertain: true,
});
const card: Card = { key: "k", teamId: "main", tone: "good", outcome: "succeeded", title: "Up", lines: [] };

function prepare(failures: UserFacingError[]) {
  const clock = createSimulatedClock();
  const chats: Chat[] = [];
  const events: string[] = [];
  const recorded: Card[] = [];
  const shown: Card[] = [];
  const sessions: ((why: UserFacingError) => void)[] = [];
  const note = (event: string): void => void events.push(event);
  const joining: Joining = {
    platform: "discord",
    chats,
    clock,
    log: { info: note, warn: note, error: note },
    report: note,
    record: async (each) => recorded.push(each),
    whenNotJoined: (error) => note(error === wrong ? "refused" : "away"),
    whenJoined: () => note("joined"),
    async open() {
      const failure = failures.shift();
      if (failure !== undefined) throw failure;
      const { promise: ended, resolve } = Promise.withResolvers<UserFacingError>();
      sessions.push(resolve);
      return {
        ...createSimulatedChat(),
        ended,
        show: async (each) => void shown.push(each),
        [Symbol.asyncDispose]: async () => note("closed"),
      };
    },
  };
  return { clock, chats, events, recorded, shown, sessions, joining };
}

test("beginJoin() has the platform's chat in its place when it can be joined", async () => {
  const { chats, events, recorded, shown, joining } = prepare([]);

  const join = beginJoin(joining);
  const outcome = await join.first;
  await chats[0]?.show(card);
  await join[Symbol.asyncDispose]();

  expect(outcome).toBe(true);
  expect(chats).toHaveLength(1);
  expect([recorded, shown]).toEqual([[], [card]]);
  expect(events).toContain("joined");
  expect(events.at(-1)).toBe("closed");
});

test("beginJoin() goes on trying when the platform is out of reach, and shows then what came meanwhile", async () => {
  const { clock, chats, events, recorded, shown, joining } = prepare([away, away, away]);

  const join = beginJoin(joining);
  const outcome = await join.first;
  await chats[0]?.show(card);
  const before = [...shown];
  await clock.advance(2 * 60_000);

  expect(outcome).toBe(false);
  expect(events).not.toContain("refused");
  expect([before, recorded, shown]).toEqual([[], [card], [card]]);
  expect(chats).toHaveLength(1);
  await join[Symbol.asyncDispose]();
});

test.for([
  ["Discord", discordFailures.busy],
  ["Slack", () => explainCards(busyForAnHour)],
] as const)("beginJoin() leaves %s alone for as long as it asks for", async ([, explain]) => {
  const { clock, events, joining } = prepare([explain(busyForAnHour)]);

  const join = beginJoin(joining);
  await join.first;
  await clock.advance(3_599_999);
  const early = [...events];
  await clock.advance(1);

  expect(early).not.toContain("joined");
  expect(events).toContain("joined");
  await join[Symbol.asyncDispose]();
});

test("beginJoin() says that the platform can't be joined as it is configured, and joins it when that is mended", async () => {
  const { clock, events, joining } = prepare([wrong, wrong]);

  const join = beginJoin(joining);
  const outcome = await join.first;
  await clock.advance(20 * 60_000);

  expect(outcome).toBe(false);
  expect(events.filter((event) => event === "refused")).toHaveLength(2);
  expect(events).toContain("joined");
  await join[Symbol.asyncDispose]();
});

test("beginJoin() opens a session again that is over for good, closes the old one before, and records what comes meanwhile", async () => {
  const { clock, chats, events, recorded, shown, sessions, joining } = prepare([]);
  const join = beginJoin(joining);
  await join.first;
  await clock.advance(10 * 60_000);

  sessions[0]?.(away);
  await clock.settle();
  await chats[0]?.show(card);
  const before = [...shown];
  await clock.advance(2 * 60_000);

  expect([before, recorded, shown]).toEqual([[], [card], [card]]);
  expect(events.filter((event) => ["joined", "closed", "away"].includes(event))).toEqual([
    "joined",
    "closed",
    "away",
    "joined",
  ]);
  expect(chats).toHaveLength(1);
  await join[Symbol.asyncDispose]();
});

test("beginJoin() does not wait for an old session that never ends", async () => {
  const { clock, events, sessions, joining } = prepare([]);
  const join = beginJoin({
    ...joining,
    open: async () => ({ ...(await joining.open()), [Symbol.asyncDispose]: () => new Promise(() => {}) }),
  });
  await join.first;

  sessions[0]?.(away);
  await clock.advance(10 * 60_000);

  expect(events.filter((event) => event === "joined")).toHaveLength(2);
});

test("beginJoin() ends its tries when it is disposed of", async () => {
  const { clock, events, joining } = prepare([away, away]);
  const join = beginJoin(joining);
  await join.first;

  await join[Symbol.asyncDispose]();
  await clock.advance(20 * 60_000);

  expect(events).not.toContain("joined");
});
