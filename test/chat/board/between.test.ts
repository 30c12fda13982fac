import { expect, test } from "vitest";
import { createLanes } from "../../../src/chat/board/pace/lanes.ts";
import { type BoardBench, setUpBoard } from "../../support/board-bench.ts";
import { sampleCard } from "../../support/chat-bench.ts";
import { mostWithin } from "../../support/requests.ts";

const minute = 60_000;

/** A card whose first post was lost and made again, so many milliseconds ago. */
async function postTwice(sinceMs: number): Promise<BoardBench> {
  const bench = setUpBoard();
  const { board, clock, transport } = bench;
  transport.knowsNonces = false;
  transport.canFind = true;
  transport.fateOf = () => {
    transport.fateOf = () => undefined;
    return { refusal: { kind: "away", code: "no_answer", isCertain: false }, madeAfterMs: 2000 };
  };
  await board.show(sampleCard({ title: "1" }));
  await clock.advance(sinceMs);
  return bench;
}

test("new content does not wait for the second look for a post in doubt", async () => {
  const { board, clock, transport } = await postTwice(10_000);
  await board.show(sampleCard({ title: "2" }));
  await clock.advance(5000);

  expect([...transport.posted.values()].map(({ title }) => title)).toContain("2");
});

test("a second message is removed also when the platform has no time for that at first", async () => {
  const { clock, transport } = await postTwice(3000);
  const before = transport.posted.size;
  let refusals = 0;
  transport.fateOf = ({ kind }) => {
    if (kind !== "remove" || (refusals += 1) > 2) return undefined;
    return { refusal: { kind: "busy", code: "ratelimited", isCertain: true } };
  };
  await clock.advance(5 * minute);

  expect([before, transport.posted.size]).toEqual([2, 1]);
});

test("what a deleted message showed is not taken for shown", async () => {
  const { board, clock, messages, transport } = setUpBoard();
  for (const title of ["1", "2", "3", "2"]) {
    await board.show(sampleCard({ title }));
    await clock.advance(minute);
    for (const messageId of transport.posted.keys()) transport.deleteByHand(messageId);
  }

  const { wanted, delivered, abandoned } = (await messages.get("t1", "discord/pod-k7"))?.value ?? {};
  expect(transport.posted.size).toBe(0);
  expect(delivered).toBeUndefined();
  expect(abandoned).toBe(wanted);
});

test("what an earlier life left undelivered comes in the order in which it must be seen", async () => {
  const { messages, start, clock, transport } = setUpBoard();
  for (let index = 0; index < 20; index += 1) {
    const card = sampleCard({
      key: `card ${index}`,
      title: `card ${index}`,
      tone: index < 15 ? "working" : "bad",
    });
    await messages.create("t1", `discord/card ${index}`, { card, shownAtMs: 1000 - index });
  }
  await start().resume();
  await clock.advance(minute);

  const posts = transport.seen.filter(({ kind }) => kind === "post").map(({ title }) => title);
  expect(posts.slice(0, 6)).toEqual(["card 19", "card 18", "card 17", "card 16", "card 15", "card 14"]);
});

test("edits of old messages take what fresh ones leave of the limit of both", async () => {
  const { board, clock, transport } = setUpBoard();
  for (let index = 0; index < 5; index += 1) await board.show(sampleCard({ key: `old ${index}` }));
  await clock.advance(120 * minute);
  for (let index = 0; index < 5; index += 1) await board.show(sampleCard({ key: `fresh ${index}` }));
  await clock.advance(minute);
  const from = transport.seen.length;
  for (let second = 0; second < 60; second += 1) {
    await board.show(sampleCard({ key: `old ${second % 5}`, title: `old ${second}` }));
    await board.show(sampleCard({ key: `fresh ${second % 5}`, title: `fresh ${second}` }));
    await clock.advance(1000);
  }
  await clock.advance(minute);

  const edits = transport.seen.slice(from);
  const old = edits.filter(({ isOld }) => isOld);
  expect(mostWithin(edits, 5000)).toBe(5);
  expect(edits.length - old.length).toBe(60);
  expect(old.length).toBeGreaterThan(1);
});

test("an edit of an old message leaves the last place to a fresh one, unless it must be seen", () => {
  const rate = { count: 5, perMs: 5000 };
  const lanes = createLanes({ posts: rate, edits: rate, oldEdits: { count: 1, perMs: 20_000 } }, () => 0);
  for (let edit = 0; edit < 4; edit += 1) lanes.begin("edits")();

  expect(lanes.waitMs({ lane: "oldEdits", isNeeded: false })).toBe(5000);
  expect(lanes.waitMs({ lane: "oldEdits", isNeeded: true })).toBe(0);
  expect(lanes.waitMs({ lane: "edits", isNeeded: false })).toBe(0);
});
