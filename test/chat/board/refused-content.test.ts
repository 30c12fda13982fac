import { expect, it } from "vitest";
import type { Refusal } from "../../../src/chat/board/refused-error.ts";
import { setUpBoard } from "../../support/board-bench.ts";
import { sampleCard } from "../../support/chat-bench.ts";

const minute = 60_000;
const hour = 60 * minute;
const failed = "cards discord-unreachable";
const content: Refusal = { kind: "content", code: "200000", isCertain: true };

it("a platform that refuses each card in any way is in trouble until it takes one", async () => {
  const { board, clock, health, transport } = setUpBoard();
  transport.fateOf = () => ({ refusal: content });
  await board.show(sampleCard({ key: "first" }));
  await clock.advance(minute);
  const first = health.noted.length;
  for (let card = 0; card < 5; card += 1) {
    await board.show(sampleCard({ key: `card ${card}` }));
    await clock.advance(minute);
  }
  const since = health.noted.slice(first - 1);
  transport.fateOf = () => undefined;
  await board.show(sampleCard({ key: "last" }));
  await clock.advance(minute);

  expect(since).toEqual(Array.from({ length: 6 }, () => failed));
  expect(health.noted.at(-1)).toBe("cards works");
});

it("an answer about one card's content ends a trouble, and not one that somebody still waits in", async () => {
  const { board, clock, health, transport } = setUpBoard();
  transport.fateOf = () => ({ refusal: { kind: "away", code: "503", isCertain: true } });
  await board.show(sampleCard({ key: "card" }));
  await clock.advance(minute);
  const during = health.noted.at(-1);
  transport.fateOf = () => {
    transport.fateOf = () => undefined;
    return { refusal: content };
  };
  const before = health.noted.length;
  await clock.advance(2 * minute);

  expect(during).toBe(failed);
  expect(health.noted.slice(before)).toEqual(["cards works", "cards works"]);
});

it("a warning that is refused in any way is tried for as long as it is wanted, less and less often", async () => {
  const { board, clock, messages, transport } = setUpBoard();
  transport.fateOf = () => ({ refusal: content });
  const warning = sampleCard({ tone: "warning" });
  await board.show(warning);
  for (let shown = 0; shown < 120; shown += 1) {
    await board.show(warning);
    await clock.advance(30_000);
  }
  const inAnHour = transport.seen.length;
  await clock.advance(23 * hour);
  const inADay = transport.seen.length;
  transport.fateOf = () => undefined;
  await clock.advance(hour);

  expect(inAnHour).toBeGreaterThan(15);
  expect(inAnHour).toBeLessThan(35);
  expect(inADay).toBeLessThan(90);
  expect([...transport.plain]).toEqual(["m1"]);
  expect(await messages.listOpen()).toEqual([]);
});

it("newer content of such a warning is sent at once", async () => {
  const { board, clock, transport } = setUpBoard();
  transport.fateOf = ({ title }) => (title === "1" ? { refusal: content } : undefined);
  await board.show(sampleCard({ tone: "warning", title: "1" }));
  await clock.advance(10 * minute);
  await board.show(sampleCard({ tone: "warning", title: "2" }));
  await clock.advance(10_000);

  expect([...transport.posted.values()].map(({ title }) => title)).toEqual(["2"]);
});

it("a warning that is refused in any way is not asked for once more when the bot ends", async () => {
  const { board, clock, transport } = setUpBoard();
  transport.fateOf = () => ({ refusal: content });
  await board.show(sampleCard({ tone: "warning" }));
  await clock.advance(10_000);
  const startedAtMs = clock.now();
  await board[Symbol.asyncDispose]();

  expect(clock.now()).toBe(startedAtMs);
  expect(transport.seen.length).toBe(3);
});
