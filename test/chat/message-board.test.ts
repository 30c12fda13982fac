import { describe, expect, it, onTestFinished } from "vitest";
import { createMessageBoard } from "../../src/chat/message-board.ts";
import { createMemoryClock } from "../../src/memory/clock.ts";
import { createMemoryStore } from "../../src/memory/store.ts";
import { sampleCard } from "../support/chat-bench.ts";
import { createTestLog } from "../support/log.ts";
import { createMemoryTransport } from "../support/memory-transport.ts";

function setUp() {
  const clock = createMemoryClock();
  const log = createTestLog();
  const { messages } = createMemoryStore();
  const transport = createMemoryTransport();
  /** Another life of the bot on the same store and platform. */
  const start = () => {
    const board = createMessageBoard({ transport, messages, clock, log, minEditGapMs: 4000 });
    onTestFinished(async () => {
      const closed = board[Symbol.asyncDispose]();
      await clock.advance(60_000);
      await closed;
    });
    return board;
  };
  return { clock, log, messages, transport, start, board: start() };
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => {
      reject(new Error("aborted"));
    });
  });
}

describe("show", () => {
  it("records the card and posts it in the background", async () => {
    const { board, clock, messages, transport } = setUp();

    await board.show(sampleCard());
    const recorded = await messages.get("t1", "discord/pod-k7");
    await clock.settle();

    expect(recorded?.value.card).toEqual(sampleCard());
    expect(transport.posted.get("m1")).toEqual(sampleCard());
    expect((await messages.get("t1", "discord/pod-k7"))?.value.messageId).toBe("m1");
  });

  it("sends nothing for the same card again", async () => {
    const { board, clock, transport } = setUp();

    await board.show(sampleCard());
    await clock.advance(10_000);
    await board.show(sampleCard());
    await clock.advance(10_000);

    expect(transport.calls).toEqual(["post Pod starting"]);
  });

  it("edits at most once per gap, with the newest content", async () => {
    const { board, clock, transport } = setUp();

    await board.show(sampleCard({ title: "1" }));
    for (const title of ["2", "3", "4"]) {
      await clock.advance(1000);
      await board.show(sampleCard({ title }));
    }
    await clock.advance(10_000);

    expect(transport.calls).toEqual(["post 1", "edit m1 4"]);
  });

  it("skips an edit back to what is shown", async () => {
    const { board, clock, transport } = setUp();

    await board.show(sampleCard({ title: "1" }));
    await clock.advance(100);
    await board.show(sampleCard({ title: "2" }));
    await board.show(sampleCard({ title: "1" }));
    await clock.advance(10_000);

    expect(transport.calls).toEqual(["post 1"]);
  });

  it("delivers the final state without waiting for the gap", async () => {
    const { board, clock, transport } = setUp();

    await board.show(sampleCard({ title: "1" }));
    await clock.advance(100);
    await board.show(sampleCard({ title: "2" }));
    await clock.advance(100);
    await board.show(sampleCard({ title: "Live", outcome: "succeeded" }));
    await clock.settle();

    expect(transport.calls).toEqual(["post 1", "edit m1 Live"]);
  });

  it("lets one slow card hold up no other", async () => {
    const { board, clock, transport } = setUp();
    let isFirst = true;
    transport.before = async (signal) => {
      if (!isFirst) return;
      isFirst = false;
      await untilAborted(signal);
    };

    await board.show(sampleCard({ key: "slow" }));
    await board.show(sampleCard({ key: "quick", title: "Quick" }));
    await clock.settle();

    expect([...transport.posted.values()].map(({ title }) => title)).toEqual(["Quick"]);
  });

  it("refuses a card for one person", async () => {
    const { board, messages } = setUp();
    const ada = { platform: "discord", id: "1", name: "Ada" } as const;

    await expect(board.show(sampleCard({ onlyFor: ada }))).rejects.toThrow("A card for one person");

    expect(await messages.list()).toEqual([]);
  });

  it("keeps the newest of two that are shown at the same moment as one message", async () => {
    const { board, clock, transport } = setUp();

    await Promise.all([board.show(sampleCard({ title: "1" })), board.show(sampleCard({ title: "2" }))]);
    await clock.advance(10_000);

    expect(transport.posted.size).toBe(1);
    expect(transport.posted.get("m1")?.title).toBe("2");
  });
});

describe("a platform that is down", () => {
  it("gets the newest content when it is back, however long that takes", async () => {
    const { board, clock, log, transport } = setUp();
    transport.before = () => Promise.reject(new Error("a body with a name: Jane Doe"));

    await board.show(sampleCard({ title: "1" }));
    await clock.advance(3_600_000);
    await board.show(sampleCard({ title: "2" }));
    transport.before = async () => {};
    await clock.advance(61_000);

    expect(transport.posted.get("m1")?.title).toBe("2");
    expect(transport.calls.length).toBeLessThan(75);
    expect(log.entries.length).toBeGreaterThan(50);
    expect(JSON.stringify(log.entries)).not.toContain("Jane");
  });

  it("is tried again when an attempt hangs", async () => {
    const { board, clock, transport } = setUp();
    transport.before = async (signal) => {
      transport.before = async () => {};
      await untilAborted(signal);
    };

    await board.show(sampleCard());
    await clock.advance(30_000);

    expect(transport.posted.size).toBe(1);
  });

  it("makes one message when the answer to the post is lost, and shows the newest content there", async () => {
    const { board, clock, transport } = setUp();
    transport.afterPost = async () => {
      transport.afterPost = async () => {};
      await board.show(sampleCard({ title: "2" }));
      throw new Error("connection reset");
    };

    await board.show(sampleCard({ title: "1" }));
    await clock.advance(10_000);

    expect([...transport.posted]).toEqual([["m1", sampleCard({ title: "2" })]]);
  });
});

describe("a store that is away", () => {
  it("never makes a second post out of one that could not be recorded", async () => {
    const { board, clock, messages, transport } = setUp();
    const replace: typeof messages.replace = messages.replace.bind(messages);
    let refusals = 3;
    messages.replace = async (...args) => {
      refusals -= 1;
      if (refusals >= 0) throw new Error("store away");
      return replace(...args);
    };

    await board.show(sampleCard());
    await clock.advance(60_000);

    expect(transport.calls).toEqual(["post Pod starting"]);
    expect((await messages.get("t1", "discord/pod-k7"))?.value.messageId).toBe("m1");
  });
});

describe("a deleted message", () => {
  it("is posted anew once, and left alone when that is deleted too", async () => {
    const { board, clock, transport } = setUp();
    await board.show(sampleCard({ title: "1" }));
    await clock.advance(5000);

    transport.remove("m1");
    await board.show(sampleCard({ title: "2" }));
    await clock.advance(10_000);
    const afterFirst = [...transport.posted.keys()];
    transport.remove("m2");
    await board.show(sampleCard({ title: "3" }));
    await clock.advance(10_000);

    expect(afterFirst).toEqual(["m2"]);
    expect(transport.posted.size).toBe(0);
    expect(transport.calls.filter((call) => call.startsWith("post"))).toEqual(["post 1", "post 2"]);
  });
});

describe("resume", () => {
  it("edits what an earlier life left undelivered and nothing else", async () => {
    const { board, clock, transport, start } = setUp();
    await board.show(sampleCard({ title: "1" }));
    await board.show(sampleCard({ key: "other", title: "Other" }));
    await clock.settle();
    await board[Symbol.asyncDispose]();
    await board.show(sampleCard({ title: "2" }));

    await start().resume();
    await clock.advance(10_000);

    expect(transport.calls).toEqual(["post 1", "post Other", "edit m1 2"]);
  });

  it("makes no second message after a crash between post and record", async () => {
    const { clock, messages, transport, start } = setUp();
    await transport.post(sampleCard({ title: "older" }), "unrelated", AbortSignal.abort());
    await messages.create("t1", "discord/pod-k7", { card: sampleCard({ title: "newer" }) });
    const crashed = start();
    transport.afterPost = untilAborted;
    await crashed.resume();
    await clock.settle();

    transport.afterPost = async () => {};
    await start().resume();
    await clock.advance(10_000);

    expect([...transport.posted.values()].map(({ title }) => title)).toEqual(["older", "newer"]);
  });

  it("leaves other platforms' cards to them", async () => {
    const { board, clock, messages, transport } = setUp();
    await messages.create("t1", "slack/pod-k7", { card: sampleCard() });

    await board.resume();
    await clock.settle();

    expect(transport.calls).toEqual([]);
  });
});

describe("disposal", () => {
  it("says the last words without waiting for the gap", async () => {
    const { board, clock, transport } = setUp();
    await board.show(sampleCard({ title: "1" }));
    await clock.settle();
    await board.show(sampleCard({ title: "2" }));

    await board[Symbol.asyncDispose]();

    expect(transport.calls).toEqual(["post 1", "edit m1 2"]);
  });

  it("gives a platform that hangs three seconds", async () => {
    const { board, clock, transport } = setUp();
    transport.before = untilAborted;
    await board.show(sampleCard());

    const closed = board[Symbol.asyncDispose]();
    await clock.advance(3000);

    await expect(closed).resolves.toBeUndefined();
  });
});
