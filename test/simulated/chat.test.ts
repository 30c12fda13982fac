import { expect, test } from "vitest";
import { createSimulatedChat } from "../../src/simulated/chat.ts";

const card = { key: "one", teamId: "team", tone: "working", outcome: "open", lines: [] } as const;

test("latest() gives the card as it looks now", async () => {
  const chat = createSimulatedChat();
  await chat.show({ ...card, title: "First" });
  await chat.show({ ...card, title: "Second" });
  expect(chat.latest("one")?.title).toBe("Second");
  expect(chat.latest("two")).toBeUndefined();
});

test("shown keeps every state of a card, in order", async () => {
  const chat = createSimulatedChat();
  for (const title of ["First", "Second", "Second", "First"]) await chat.show({ ...card, title });
  expect(chat.shown.map(({ title }) => title)).toEqual(["First", "Second", "First"]);
});

test("two teams' cards of the same key are two messages", async () => {
  const chat = createSimulatedChat();
  await chat.show({ ...card, title: "Ours" });
  await chat.show({ ...card, teamId: "other", title: "Theirs" });
  expect(chat.messages().map(({ title }) => title)).toEqual(["Ours", "Theirs"]);
});
