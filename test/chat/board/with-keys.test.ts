import { expect, test } from "vitest";
import { createMessageBoard } from "../../../src/chat/board/message-board.ts";
import { chatWithKeys, withKeys } from "../../../src/chat/board/with-keys.ts";
import type { Card } from "../../../src/core/records/card.ts";
import { revealCard } from "../../../src/core/access/reveal-keys.ts";
import { createSimulatedChat } from "../../../src/simulated/chat.ts";
import { createSimulatedClock } from "../../../src/simulated/clock.ts";
import { createSimulatedKeys } from "../../../src/simulated/keys.ts";
import { createSimulatedStore } from "../../../src/simulated/store.ts";
import { sampleCard } from "../../support/chat-bench.ts";
import { createTestLog } from "../../support/log.ts";
import { createNotedHealth } from "../../support/noted-health.ts";
import { createSimulatedTransport } from "../../support/simulated-transport.ts";
import { readCards, startWeb } from "../../support/web-bench.ts";

const keys = createSimulatedKeys();

function cardWith(rotation: number): Card {
  const lock = { podId: "k7", run: 1, rotation };
  return sampleCard({ lines: [[{ kind: "server-url", base: "http://203.0.113.7:10003", lock, path: "" }]] });
}

test("a board posts and edits with the key of now, and records none", async () => {
  const clock = createSimulatedClock();
  const transport = createSimulatedTransport(clock);
  const { messages } = createSimulatedStore();
  const parts = { messages, clock, log: createTestLog(), health: createNotedHealth(), minEditGapMs: 4000 };
  await using board = createMessageBoard({ ...parts, transport: withKeys(transport, keys) });

  await board.show(cardWith(0));
  await clock.settle();
  const posted = transport.posted.get("m1");
  await board.show(cardWith(1));
  await clock.advance(10_000);

  expect(posted).toEqual(revealCard(cardWith(0), keys));
  expect(transport.posted.get("m1")).toEqual(revealCard(cardWith(1), keys));
  expect(JSON.stringify(await messages.list())).not.toContain("fake-");
});

test("a terminal shows the key", async () => {
  const chat = createSimulatedChat();

  await chatWithKeys(chat, keys).show(cardWith(0));

  expect(chat.messages()).toEqual([revealCard(cardWith(0), keys)]);
});

test("the web page's stream has the key, for cards of an earlier life too, and the record has none", async () => {
  const { web, deps } = await startWeb();
  await web.show(cardWith(0));
  const live = await readCards(web.url);
  await web[Symbol.asyncDispose]();

  const { web: next } = await startWeb({ messages: deps.messages });

  expect(live).toEqual([revealCard(cardWith(0), keys)]);
  expect(await readCards(next.url)).toEqual(live);
  expect(JSON.stringify(await deps.messages.list())).not.toContain("fake-");
});
