import { expect, test } from "vitest";
import { renderCard as renderForDiscord } from "../../../src/chat/discord/render.ts";
import { renderCard as renderForSlack } from "../../../src/chat/slack/render.ts";
import { renderForTerminal } from "../../../src/chat/terminal/render.ts";
import { revealCard } from "../../../src/core/access/reveal-keys.ts";
import type { Inline } from "../../../src/core/records/text.ts";
import { createSimulatedKeys } from "../../../src/simulated/keys.ts";
import { cardEvent } from "../../../src/say/schema.ts";
import { sampleCard } from "../../support/chat-bench.ts";

const keys = createSimulatedKeys();
const lock = { podId: "k7", run: 1, rotation: 0 };
const base = "http://203.0.113.7:10003";
const url: Inline = { kind: "server-url", base, lock, path: "" };
const page: Inline = { kind: "server-url", base, lock, path: "/ohif/" };
const card = sampleCard({
  lines: [
    ["Server URL: ", url],
    ["OHIF at ", page, ", in a browser"],
  ],
  fields: [{ name: "Server URL", value: [url] }],
});

test("revealCard() puts the key into each URL, and nothing else changes", () => {
  const key = keys.ofPeople(lock);

  expect(revealCard(card, keys)).toEqual({
    ...card,
    lines: [
      ["Server URL: ", { kind: "code", text: `${base}/${key}` }],
      ["OHIF at ", { kind: "code", text: `${base}/${key}/ohif/` }, ", in a browser"],
    ],
    fields: [{ name: "Server URL", value: [{ kind: "code", text: `${base}/${key}` }] }],
  });
  expect(revealCard(sampleCard(), keys)).toEqual(sampleCard());
});

test("revealCard() of a revealed card is the same card", () => {
  const once = revealCard(card, keys);

  expect(revealCard(once, keys)).toEqual(once);
});

test.each([
  ["Discord", JSON.stringify(renderForDiscord(card))],
  ["Slack", JSON.stringify(renderForSlack(card))],
  ["a terminal", renderForTerminal(card, { nowMs: 0 })],
])("on %s a card that was not revealed shows the address without a key", (_platform, text) => {
  expect(text).toContain(base);
  expect(text).not.toMatch(/:10003\/[\w-]/);
});

test("a card that was not revealed is understood by say", () => {
  expect(cardEvent.parse({ card: JSON.parse(JSON.stringify(card)) })).toEqual({ card });
});
