import { describe, expect, it } from "vitest";
import type { Refusal } from "../../../src/chat/board/refused-error.ts";
import { type BoardBench, setUpBoard } from "../../support/board-bench.ts";
import { sampleCard } from "../../support/chat-bench.ts";

const ada = { platform: "discord", id: "1", name: "Ada" } as const;
const minute = 60_000;
const hour = 60 * minute;
const content: Refusal = { kind: "content", code: "50035", isCertain: true };

function placed({ messages }: BoardBench): Promise<unknown> {
  return messages.get("t1", "discord/pod-k7").then((stored) => stored?.value);
}

/** A message that is always gone, whoever deletes it. */
async function deleteAll(bench: BoardBench): Promise<void> {
  for (const id of bench.transport.posted.keys()) bench.transport.deleteByHand(id);
  await bench.clock.advance(5000);
}

describe("content that is refused", () => {
  it("is sent as plain text after two refusals, and counts as delivered", async () => {
    const bench = setUpBoard();
    const { board, clock, transport, messages } = bench;
    let refusals = 0;
    transport.fateOf = () => {
      refusals += 1;
      return refusals <= 2 ? { refusal: content } : undefined;
    };
    await board.show(sampleCard());
    await clock.advance(hour);

    expect(transport.seen.length).toBe(3);
    expect([...transport.plain]).toEqual(["m1"]);
    expect(await messages.listOpen()).toEqual([]);
  });

  it("is given up when even that is refused, and said once", async () => {
    const bench = setUpBoard();
    const { board, clock, log, transport, messages, health } = bench;
    transport.fateOf = () => ({ refusal: content });
    await board.show(sampleCard());
    await clock.advance(hour);

    const { delivered, abandoned, wanted } = (await messages.get("t1", "discord/pod-k7"))?.value ?? {};
    expect(transport.seen.length).toBe(3);
    expect(delivered).toBeUndefined();
    expect(abandoned).toBe(wanted);
    expect(await messages.listOpen()).toEqual([]);
    const refused = { id: "discord/pod-k7", kind: "content", code: "50035" };
    expect(log.entries).toEqual([
      { event: "the content of a card is refused", data: { ...refused, refusals: 1 } },
      { event: "the content of a card is refused", data: { ...refused, refusals: 2 } },
      expect.objectContaining({ event: "card abandoned" }),
    ]);
    expect(health.noted.at(-1)).toBe("cards discord-unreachable");
  });

  it("is not tried again by the next life nor when it is shown again, and newer content is", async () => {
    const { board, clock, start, transport } = setUpBoard();
    transport.fateOf = ({ title }) => (title === "1" ? { refusal: content } : undefined);
    await board.show(sampleCard({ title: "1" }));
    await clock.advance(minute);
    const next = start();
    await next.resume();
    await next.show(sampleCard({ title: "1" }));
    await clock.advance(minute);
    const tried = transport.seen.length;
    await next.show(sampleCard({ title: "2" }));
    await clock.advance(minute);

    expect(tried).toBe(3);
    expect([...transport.posted.values()].map(({ title }) => title)).toEqual(["2"]);
    expect(transport.plain.size).toBe(0);
  });

  it("is a few lines of the log while the card changes all the time", async () => {
    const { board, clock, log, transport } = setUpBoard();
    transport.fateOf = () => ({ refusal: content });
    for (let shown = 0; shown < 100; shown += 1) {
      await board.show(sampleCard({ title: String(shown) }));
      await clock.advance(2000);
    }

    const lines = log.entries.filter(({ event }) => event === "the content of a card is refused");
    expect(lines.map(({ data }) => data["refusals"])).toEqual([1, 2, 4, 8, 16, 32]);
  });

  it("keeps no other card back", async () => {
    const { board, clock, transport } = setUpBoard();
    transport.fateOf = ({ title }) => (title === "bad" ? { refusal: content } : undefined);
    await board.show(sampleCard({ key: "bad", title: "bad" }));
    await board.show(sampleCard({ key: "good", title: "good" }));
    await clock.settle();

    expect([...transport.posted.values()].map(({ title }) => title)).toEqual(["good"]);
  });

  it("is written plainly too where a platform only ever fails of it", async () => {
    const { board, clock, transport } = setUpBoard();
    const broken: Refusal = { kind: "unexpected", code: "internal_error", isCertain: true };
    let tries = 0;
    transport.fateOf = ({ title }) => {
      if (title !== "broken") return undefined;
      tries += 1;
      return tries < 8 ? { refusal: broken } : undefined;
    };
    await board.show(sampleCard({ key: "broken", title: "broken" }));
    for (let shown = 0; shown < 10; shown += 1) {
      await board.show(sampleCard({ key: `other ${shown}`, title: "other" }));
      await clock.advance(minute);
    }

    expect([...transport.plain].map((id) => transport.posted.get(id)?.title)).toEqual(["broken"]);
  });
});

describe.each(["gone", "fixed"] as const)("a message that is %s twice", (how) => {
  async function twice(): Promise<BoardBench> {
    const bench = setUpBoard();
    const { board, clock, transport } = bench;
    transport.fateOf = ({ kind }) => (kind === "edit" ? how : undefined);
    await board.show(sampleCard({ title: "1" }));
    await clock.advance(5000);
    await board.show(sampleCard({ title: "2" }));
    await clock.advance(minute);
    return bench;
  }

  it("is not delivered and left alone while it only tells how far something is", async () => {
    const bench = await twice();
    const { board, clock, messages, transport, start } = bench;
    await board.show(sampleCard({ title: "3" }));
    await clock.advance(minute);
    await start().resume();
    await clock.advance(minute);

    expect(transport.seen.filter(({ kind }) => kind === "post").map(({ title }) => title)).toEqual([
      "1",
      "2",
    ]);
    const { wanted, delivered, abandoned } = (await messages.get("t1", "discord/pod-k7"))?.value ?? {};
    expect([delivered === wanted, abandoned === wanted]).toEqual([false, true]);
  });

  it.each([
    ["a warning", sampleCard({ title: "3", tone: "warning" })],
    ["a bad end", sampleCard({ title: "3", tone: "bad", outcome: "failed" })],
    ["an end that notifies", sampleCard({ title: "3", tone: "good", outcome: "succeeded", notify: ada })],
  ])("is posted again for %s, once for each content", async (_, card) => {
    const bench = await twice();
    const { board, clock, transport } = bench;
    await board.show(card);
    await clock.advance(minute);
    await board.show({ ...card, title: "4" });
    await clock.advance(hour);

    const posts = transport.seen.filter(({ kind }) => kind === "post").map(({ title }) => title);
    expect(posts).toEqual(["1", "2", "3", "4"]);
    expect(transport.posted.size).toBe(how === "gone" ? 0 : 1);
  });
});

describe("a moderator's bot that deletes each message", () => {
  it("makes no loop of a warning", async () => {
    const bench = setUpBoard();
    const { board, clock, transport } = bench;
    transport.afterPost = async () => {
      for (const id of transport.posted.keys()) transport.deleteByHand(id);
    };
    for (let shown = 1; shown <= 5; shown += 1) {
      await board.show(sampleCard({ title: String(shown), tone: "warning" }));
      await deleteAll(bench);
      await clock.advance(minute);
    }

    expect(transport.seen.filter(({ kind }) => kind === "post").length).toBe(5);
    expect(transport.seen.length).toBeLessThan(20);
    expect(await placed(bench)).not.toHaveProperty("delivered");
  });
});
