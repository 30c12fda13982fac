import { expect, test } from "vitest";
import type { Card } from "../../src/core/records/card.ts";
import { createSimulatedClock } from "../../src/simulated/clock.ts";
import { openTerminalChat } from "../../src/bot/open-terminal-chat.ts";

const eraser = "\u001B[J";
const card: Card = { key: "k", teamId: "main", tone: "working", outcome: "open", title: "Pod k", lines: [] };

function open() {
  const written: string[] = [];
  const stdout = { isTTY: true, columns: 80, write: (text: string) => written.push(text) };
  return { written, screen: openTerminalChat(stdout, createSimulatedClock()) };
}

test("a card on a terminal is drawn over its former state", async () => {
  const { written, screen } = open();

  await screen.show(card);
  await screen.show({ ...card, title: "Pod k is live" });

  expect(written.at(-1)).toContain(eraser);
});

test("cards that are shown again and again without news are not written again", async () => {
  const { written, screen } = open();
  const other = { ...card, key: "other" };
  await screen.show(card);
  await screen.show(other);
  const before = written.length;

  await screen.show({ ...card });
  await screen.show({ ...other });

  expect(written).toHaveLength(before);
});

test("a line between two states of a card stays", async () => {
  const { written, screen } = open();

  await screen.show(card);
  screen.report("> /pod down");
  await screen.show({ ...card, title: "Pod k is being stopped" });

  expect(written.join("")).toContain("· > /pod down\n");
  expect(written.at(-1)).not.toContain(eraser);
});
