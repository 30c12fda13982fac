import { describe, expect, it } from "vitest";
import type { Refusal } from "../../../src/chat/board/refused-error.ts";
import { type BoardBench, setUpBoard } from "../../support/board-bench.ts";
import { sampleCard } from "../../support/chat-bench.ts";

const minute = 60_000;
const certain: Refusal = { kind: "away", code: "http_503", isCertain: true };
const lost: Refusal = { kind: "away", code: "no_answer", isCertain: false };

/** A platform that takes the same post twice, and can be asked what it has. */
function setUpForgetful(): BoardBench {
  const bench = setUpBoard();
  bench.transport.knowsNonces = false;
  bench.transport.canFind = true;
  return bench;
}

function kinds({ transport }: BoardBench): readonly string[] {
  return transport.seen.map(({ kind }) => kind);
}

describe("a post that was refused for certain", () => {
  it("is made again without a look", async () => {
    const bench = setUpForgetful();
    let posts = 0;
    bench.transport.fateOf = () => ((posts += 1) < 3 ? { refusal: certain } : undefined);
    await bench.board.show(sampleCard());
    await bench.clock.advance(2 * minute);

    expect(kinds(bench)).toEqual(["post", "post", "post"]);
  });
});

describe("a post of which nobody knows what became", () => {
  it("is found, taken over and brought up to date", async () => {
    const bench = setUpForgetful();
    const { board, clock, messages, transport } = bench;
    transport.fateOf = () => {
      transport.fateOf = () => undefined;
      return { refusal: lost, isMade: true };
    };
    await board.show(sampleCard({ title: "1" }));
    await board.show(sampleCard({ title: "2" }));
    await clock.advance(5 * minute);

    expect([...transport.posted]).toEqual([["m1", sampleCard({ title: "2" })]]);
    expect(kinds(bench).filter((kind) => kind === "post")).toEqual(["post"]);
    expect(await messages.listOpen()).toEqual([]);
  });

  it.each([500, 30_000])("and that appears %i ms later leaves no second message", async (madeAfterMs) => {
    const bench = setUpForgetful();
    const { board, clock, messages, transport } = bench;
    transport.fateOf = ({ kind }) => {
      if (kind !== "post") return undefined;
      transport.fateOf = () => undefined;
      return { refusal: lost, madeAfterMs };
    };
    await board.show(sampleCard());
    await clock.advance(5 * minute);

    expect(transport.posted.size).toBe(1);
    const { messageId } = (await messages.get("t1", "discord/pod-k7"))?.value ?? {};
    expect([...transport.posted.keys()]).toEqual([messageId]);
    expect(await messages.listOpen()).toEqual([]);
  });

  it("leaves no second message when the bot ends in between either", async () => {
    const bench = setUpForgetful();
    const { board, clock, transport, start } = bench;
    transport.fateOf = () => {
      transport.fateOf = () => undefined;
      return { refusal: lost, madeAfterMs: 20_000 };
    };
    await board.show(sampleCard());
    await clock.advance(10_000);
    await board[Symbol.asyncDispose]();
    await clock.advance(minute);
    const between = transport.posted.size;

    await start().resume();
    await clock.advance(5 * minute);

    expect([between, transport.posted.size]).toEqual([2, 1]);
  });

  it.each(["rights", "unexpected", "busy"] as const)(
    "is made again where the look itself is refused (%s)",
    async (kind) => {
      const bench = setUpForgetful();
      const { board, clock, health, transport } = bench;
      let posts = 0;
      transport.fateOf = (request) => {
        if (request.kind === "find") return { refusal: { kind, code: "missing_scope", isCertain: true } };
        return request.kind === "post" && (posts += 1) === 1 ? { refusal: lost } : undefined;
      };
      await board.show(sampleCard());
      await clock.advance(10_000);

      expect(transport.posted.size).toBe(1);
      expect(health.noted.at(-1)).toBe("cards works");
      await clock.advance(10 * minute);
      expect(transport.seen.length).toBeLessThan(20);
    },
  );

  it("of an earlier life is looked for before it is made again", async () => {
    const bench = setUpForgetful();
    const { clock, messages, transport, start } = bench;
    await messages.create("t1", "discord/pod-k7", { card: sampleCard() });
    const crashed = start();
    transport.afterPost = async () => new Promise(() => {});
    await crashed.resume();
    await clock.settle();
    transport.afterPost = async () => {};

    await start().resume();
    await clock.advance(5 * minute);

    expect(transport.posted.size).toBe(1);
  });
});

describe("a message that can't be changed", () => {
  it("is removed when another one stands for it, and no more than tried where that is refused", async () => {
    const bench = setUpBoard();
    const { board, clock, messages, transport } = bench;
    transport.fateOf = ({ kind }) => {
      if (kind === "remove") return { refusal: { kind: "rights", code: "50013", isCertain: true } };
      return kind === "edit" ? "fixed" : undefined;
    };
    await board.show(sampleCard({ title: "1" }));
    await clock.advance(5000);
    await board.show(sampleCard({ title: "2", tone: "bad", outcome: "failed" }));
    await clock.advance(10 * minute);

    expect(transport.calls.filter((call) => call.startsWith("remove"))).toEqual(["remove m1"]);
    expect(await messages.listOpen()).toEqual([]);
  });
});

describe("a platform that refuses each look and takes each post", () => {
  it.each(["away", "busy", "token", "channel"] as const)(
    "shows all cards at once, is in no trouble, and is asked no more after some tries (%s)",
    async (kind) => {
      const bench = setUpForgetful();
      const { clock, health, log, messages, start, transport } = bench;
      transport.fateOf = (request) =>
        request.kind === "find" ? { refusal: { kind, code: "internal_error", isCertain: true } } : undefined;
      await messages.create("t1", "discord/earlier", { card: sampleCard({ key: "earlier", tone: "bad" }) });
      const board = start();
      await board.resume();
      await clock.advance(10_000);
      const soon = transport.posted.size;
      await board.show(sampleCard({ key: "new", title: "new" }));
      await clock.advance(4 * 60 * minute);

      expect([soon, transport.posted.size]).toEqual([1, 2]);
      expect(new Set(health.noted)).toEqual(new Set(["cards works"]));
      expect(kinds(bench).filter((each) => each === "find").length).toBeLessThanOrEqual(9);
      const placed = await messages.list();
      expect(placed.flatMap(({ value }) => value.noncesInDoubt ?? [])).toEqual([]);
      expect(log.entries.map(({ event }) => event)).toContain("a card's second message may stay");
    },
  );

  it("is asked to remove a message no more after some tries either", async () => {
    const bench = setUpBoard();
    const { board, clock, health, messages, transport } = bench;
    transport.fateOf = ({ kind }) => {
      if (kind === "remove") return { refusal: { kind: "away", code: "internal_error", isCertain: true } };
      return kind === "edit" ? "fixed" : undefined;
    };
    await board.show(sampleCard({ title: "1" }));
    await clock.advance(5000);
    await board.show(sampleCard({ title: "2", tone: "bad", outcome: "failed" }));
    await clock.advance(4 * 60 * minute);

    expect(kinds(bench).filter((each) => each === "remove").length).toBe(8);
    expect(new Set(health.noted)).toEqual(new Set(["cards works"]));
    expect(await messages.listOpen()).toEqual([]);
  });
});
