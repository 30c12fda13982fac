import { describe, expect, it } from "vitest";
import type { Refusal } from "../../../src/chat/board/refused-error.ts";
import { setUpBoard } from "../../support/board-bench.ts";
import { sampleCard } from "../../support/chat-bench.ts";
import { mostWithin } from "../../support/requests.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const away: Refusal = { kind: "away", code: "http_503", isCertain: true };
const token: Refusal = { kind: "token", code: "401", isCertain: true };

function titles(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `card ${index}`);
}

describe("a platform that refuses", () => {
  it("is asked by one card for all, with growing pauses", async () => {
    const { board, clock, transport } = setUpBoard();
    transport.fateOf = () => ({ refusal: token });
    for (const key of titles(10)) await board.show(sampleCard({ key, title: key }));
    await clock.advance(hour);

    const atOnce = transport.seen.filter(({ atMs }) => atMs === transport.seen[0]?.atMs).length;
    const after = transport.seen.slice(atOnce).map(({ atMs }) => atMs);
    expect(atOnce).toBeLessThanOrEqual(5);
    expect(after.length).toBeLessThan(70);
    expect(new Set(after).size).toBe(after.length);
  });

  it("is asked by the card that must be seen most, and by another one in turn", async () => {
    const { board, clock, transport } = setUpBoard();
    transport.fateOf = () => ({ refusal: away });
    for (const key of titles(5)) await board.show(sampleCard({ key, title: key }));
    await board.show(sampleCard({ key: "warning", title: "warning", tone: "warning" }));
    await clock.advance(20_000);

    expect(transport.seen.slice(2).map(({ title }) => title)).toEqual([
      "warning",
      "card 2",
      "warning",
      "card 3",
    ]);
  });

  it("gets all hundred cards when it takes them again, those that must be seen first, within its limits", async () => {
    const { board, clock, transport } = setUpBoard();
    transport.fateOf = () => ({ refusal: away });
    for (const key of titles(90)) await board.show(sampleCard({ key, title: key }));
    for (const key of titles(10))
      await board.show(sampleCard({ key: `bad ${key}`, title: `bad ${key}`, tone: "bad" }));
    await clock.advance(hour);
    const refusals = transport.seen.length;

    transport.fateOf = () => undefined;
    await clock.advance(3 * minute);

    const posts = transport.seen.slice(refusals).filter(({ kind }) => kind === "post");
    expect(transport.posted.size).toBe(100);
    expect(mostWithin(posts, 5000)).toBe(5);
    const firstBad = posts.findIndex(({ title }) => title.startsWith("bad"));
    expect(firstBad).toBeLessThanOrEqual(1);
    expect(posts.slice(firstBad, firstBad + 10).every(({ title }) => title.startsWith("bad"))).toBe(true);
  });

  it("keeps no others back for a card that it alone fails of", async () => {
    const { board, clock, transport } = setUpBoard();
    const broken: Refusal = { kind: "unexpected", code: "internal_error", isCertain: true };
    transport.fateOf = ({ title }) => (title === "broken" ? { refusal: broken } : undefined);
    await board.show(sampleCard({ key: "broken", title: "broken", tone: "bad" }));
    let lateMs = 0;
    for (const key of titles(100)) {
      await board.show(sampleCard({ key, title: key }));
      const shownAtMs = clock.now();
      await clock.advance(minute);
      const postedAtMs = transport.seen.find(({ title }) => title === key)?.atMs ?? Infinity;
      lateMs = Math.max(lateMs, postedAtMs - shownAtMs);
    }

    expect(lateMs).toBeLessThanOrEqual(3000);
  });

  it("is left alone by hundreds of cards of an earlier life but for one", async () => {
    const { messages, start, clock, transport } = setUpBoard();
    for (const key of titles(100))
      await messages.create("t1", `discord/${key}`, { card: sampleCard({ key, title: key }) });
    transport.fateOf = () => ({ refusal: away });

    await start().resume();
    await clock.advance(hour);

    expect(transport.seen.length).toBeLessThan(75);
  });
});

describe("a wait that is asked for", () => {
  const busy: Refusal = { kind: "busy", code: "429", waitMs: 10 * minute, isCertain: true };

  it("is kept by all posts, over attempts, while edits go on", async () => {
    const { board, clock, transport } = setUpBoard();
    await board.show(sampleCard({ key: "old", title: "1" }));
    await clock.advance(10_000);
    transport.fateOf = ({ kind }) => (kind === "post" ? { refusal: busy } : undefined);
    await board.show(sampleCard({ key: "a", title: "a" }));
    await clock.advance(minute);
    await board.show(sampleCard({ key: "b", title: "b", outcome: "failed", tone: "bad" }));
    await board.show(sampleCard({ key: "old", title: "2" }));
    await clock.advance(21 * minute);

    const fromMs = transport.seen.find(({ title }) => title === "a")?.atMs ?? 0;
    const posts = transport.seen.filter(({ kind, title }) => kind === "post" && title !== "1");
    expect(posts.map(({ atMs }) => (atMs - fromMs) / minute)).toEqual([0, 10, 20]);
    expect(transport.posted.get("m1")?.title).toBe("2");
  });

  it("of a whole platform is kept too", async () => {
    const { board, clock, transport } = setUpBoard();
    transport.fateOf = () => ({ refusal: { ...away, waitMs: 7 * minute } });
    await board.show(sampleCard());
    await clock.advance(22 * minute);

    const fromMs = transport.seen[0]?.atMs ?? 0;
    expect(transport.seen.map(({ atMs }) => (atMs - fromMs) / minute)).toEqual([0, 7, 14, 21]);
  });

  it("of a day ends with the bot, and stands in the log once", async () => {
    const { board, clock, log, transport } = setUpBoard();
    transport.fateOf = () => ({ refusal: { ...busy, waitMs: day } });
    await board.show(sampleCard());
    await clock.advance(hour);

    const startedAtMs = clock.now();
    await board[Symbol.asyncDispose]();

    expect(clock.now()).toBe(startedAtMs);
    expect(transport.seen.length).toBe(1);
    expect(log.entries).toMatchObject([
      { event: "platform limits cards", data: { lane: "posts", waitMs: day } },
    ]);
  });

  it("is not made longer by a clock that is set back", async () => {
    const { board, clock, transport } = setUpBoard();
    transport.fateOf = () => ({ refusal: away });
    const nowMs = clock.now.bind(clock);
    await board.show(sampleCard());
    await clock.settle();
    Object.assign(clock, { now: () => nowMs() - day });
    transport.fateOf = () => undefined;
    await clock.advance(5000);

    expect(transport.posted.size).toBe(1);
  });
});

describe("a clock that is set back", () => {
  it("stops no edits and no look for a second message", async () => {
    const { board, clock, messages, transport } = setUpBoard();
    const nowMs = clock.now.bind(clock);
    transport.knowsNonces = false;
    transport.canFind = true;
    transport.fateOf = () => {
      transport.fateOf = () => undefined;
      return { refusal: { ...away, isCertain: false }, madeAfterMs: 20_000 };
    };
    await board.show(sampleCard({ title: "1" }));
    await clock.advance(5000);
    await board.show(sampleCard({ title: "2" }));
    await clock.settle();
    Object.assign(clock, { now: () => nowMs() - day });
    await board.show(sampleCard({ title: "3" }));
    await clock.advance(5 * minute);

    expect([...transport.posted.values()].map(({ title }) => title)).toEqual(["3"]);
    expect(await messages.listOpen()).toEqual([]);
  });
});

describe("a wait that a global limit asks for", () => {
  const busy: Refusal = { kind: "busy", code: "429", waitMs: 10 * minute, isCertain: true, isGlobal: true };

  it.each(["post", "edit", "find"] as const)("of a %s is kept by all requests", async (refused) => {
    const { board, clock, health, messages, start, transport } = setUpBoard();
    transport.canFind = true;
    await board.show(sampleCard({ key: "old", title: "1" }));
    await clock.advance(10_000);
    transport.fateOf = ({ kind }) => (kind === refused ? { refusal: busy } : undefined);
    await messages.create("t1", "discord/earlier", { card: sampleCard({ key: "earlier" }) });
    if (refused === "edit") await board.show(sampleCard({ key: "old", title: "2" }));
    if (refused === "post") await board.show(sampleCard({ key: "a", title: "a" }));
    if (refused === "find") await start().resume();
    await clock.settle();
    const before = transport.seen.length;
    if (refused !== "find") {
      await board.show(sampleCard({ key: "b", title: "b" }));
      await board.show(sampleCard({ key: "old", title: "3" }));
    }
    await clock.advance(9 * minute);
    const during = transport.seen.length;
    transport.fateOf = () => undefined;
    await clock.advance(5 * minute);

    expect(during).toBe(before);
    expect(health.noted.filter((noted) => noted !== "cards works").length).toBe(1);
    expect(transport.posted.size).toBeGreaterThan(1);
    expect(health.noted.at(-1)).toBe("cards works");
  });
});

describe("429 without a wait", () => {
  it("is asked again with growing pauses", async () => {
    const { board, clock, transport } = setUpBoard();
    transport.fateOf = () => ({ refusal: { kind: "busy", code: "429", isCertain: true } });
    await board.show(sampleCard());
    await clock.advance(hour);

    expect(transport.seen.length).toBeLessThan(70);
  });
});

describe("edits of old messages", () => {
  const tooMany: Refusal = { kind: "old-edits", code: "30046", isCertain: true };

  it("never keep a fresh card waiting, whether they are refused or not", async () => {
    const { board, clock, health, transport } = setUpBoard();
    for (const key of titles(20)) await board.show(sampleCard({ key, title: key }));
    await clock.advance(2 * hour);
    transport.fateOf = ({ isOld }) => (isOld ? { refusal: tooMany } : undefined);
    const before = transport.seen.length;
    for (const key of titles(20)) await board.show(sampleCard({ key, title: `${key} again` }));
    let lateMs = 0;
    for (let second = 0; second < 120; second += 1) {
      const title = `fresh ${second}`;
      await board.show(sampleCard({ key: "fresh", title, outcome: "failed" }));
      await clock.advance(2000);
      const shownAtMs = clock.now() - 2000;
      lateMs = Math.max(
        lateMs,
        (transport.seen.find((seen) => seen.title === title)?.atMs ?? Infinity) - shownAtMs,
      );
    }

    const since = transport.seen.slice(before);
    expect(lateMs).toBe(0);
    expect(
      mostWithin(
        since.filter(({ isOld }) => isOld),
        20_000,
      ),
    ).toBe(1);
    expect(since.filter(({ isOld }) => isOld).length).toBeGreaterThan(1);
    expect(
      mostWithin(
        since.filter(({ kind }) => kind === "edit"),
        5000,
      ),
    ).toBeLessThanOrEqual(5);
    expect(health.noted.filter((noted) => noted !== "cards works")).toEqual([]);
  });

  it("are found out by their refusal when the platform's clock is ahead", async () => {
    const { board, clock, transport } = setUpBoard();
    await board.show(sampleCard({ title: "1" }));
    await clock.advance(10_000);
    transport.fateOf = ({ kind }) => (kind === "edit" ? { refusal: tooMany } : undefined);
    await board.show(sampleCard({ title: "2" }));
    await clock.advance(10 * minute);
    transport.fateOf = () => undefined;
    await clock.advance(2 * minute);

    expect(transport.seen.length).toBeLessThan(20);
    expect(transport.posted.get("m1")?.title).toBe("2");
  });
});
