import { describe, expect, it } from "vitest";
import type { RefusalKind } from "../../../src/chat/board/refused-error.ts";
import { type BoardBench, setUpBoard } from "../../support/board-bench.ts";
import { sampleCard } from "../../support/chat-bench.ts";

const minute = 60_000;
const failed = "cards discord-unreachable";

/** A card is edited again and again for that long, and each edit is taken. */
async function edit({ board, clock }: BoardBench, minutes: number): Promise<void> {
  for (let shown = 0; shown < minutes * 6; shown += 1) {
    await board.show(sampleCard({ key: "edited", title: `edited ${clock.now()}` }));
    await clock.advance(10_000);
  }
}

function posts({ transport }: BoardBench): number {
  return transport.seen.filter(({ kind }) => kind === "post").length;
}

/** A platform that takes edits and refuses posts for as long as it is told to. */
async function setUpRefusing(kind: RefusalKind): Promise<BoardBench> {
  const bench = setUpBoard();
  await bench.board.show(sampleCard({ key: "edited", title: "edited" }));
  await bench.clock.advance(10_000);
  bench.transport.fateOf = (request) =>
    request.kind === "post" ? { refusal: { kind, code: "50013", isCertain: true } } : undefined;
  return bench;
}

describe.each(["rights", "channel", "unexpected", "away", "token"] as const)(
  "a platform that refuses posts (%s) and takes edits",
  (kind) => {
    it("is asked for posts at one pace and in trouble until a post is taken", async () => {
      const bench = await setUpRefusing(kind);
      const { board, health, log, transport } = bench;
      const before = posts(bench);
      const earlier = health.noted.length;
      for (let card = 0; card < 10; card += 1) await board.show(sampleCard({ key: `card ${card}` }));
      await edit(bench, 60);
      const refused = posts(bench) - before;
      const noted = health.noted.slice(earlier);
      transport.fateOf = () => undefined;
      await edit(bench, 5);

      expect(refused).toBeLessThan(75);
      expect(new Set(noted)).toEqual(new Set([failed]));
      expect(transport.seen.filter((request) => request.kind === "edit").length).toBeGreaterThan(300);
      expect(transport.posted.size).toBe(11);
      expect(health.noted.at(-1)).toBe("cards works");
      const events = log.entries.map(({ event }) => event);
      expect(events.filter((event) => event === "platform takes no cards").length).toBeLessThan(10);
      expect(events.filter((event) => event === "platform takes cards again").length).toBe(1);
    });

    it("is in no trouble any more when nobody wants a post", async () => {
      const bench = await setUpRefusing(kind);
      const { board, clock, health, messages } = bench;
      await board.show(sampleCard({ key: "posted", title: "posted" }));
      await clock.advance(minute);
      const placed = await messages.get("t1", "discord/posted");
      if (placed !== undefined) await messages.remove(placed);
      await edit(bench, 5);

      expect(health.noted).toContain(failed);
      expect(health.noted.at(-1)).toBe("cards works");
    });
  },
);

it("a post that alone is refused keeps no other back while edits are taken", async () => {
  const bench = await setUpRefusing("unexpected");
  const { board, transport } = bench;
  transport.fateOf = ({ title }) =>
    title === "broken" ? { refusal: { kind: "unexpected", code: "500", isCertain: true } } : undefined;
  await board.show(sampleCard({ key: "broken", title: "broken", tone: "bad" }));
  await edit(bench, 10);
  await board.show(sampleCard({ key: "other", title: "other" }));
  await edit(bench, 3);

  expect([...transport.posted.values()].map(({ title }) => title)).toContain("other");
});
