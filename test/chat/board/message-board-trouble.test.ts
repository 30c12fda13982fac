import { describe, expect, it } from "vitest";
import { setUpBoard, untilAborted } from "../../support/board-bench.ts";
import { sampleCard } from "../../support/chat-bench.ts";

describe("a platform that is down", () => {
  it("gets the newest content when it is back, however long that takes", async () => {
    const { board, clock, log, transport } = setUpBoard();
    transport.before = () => Promise.reject(new Error("a body with a name: Jane Doe"));

    await board.show(sampleCard({ title: "1" }));
    await clock.advance(3_600_000);
    await board.show(sampleCard({ title: "2" }));
    transport.before = async () => {};
    await clock.advance(61_000);

    expect(transport.posted.get("m1")?.title).toBe("2");
    expect(transport.calls.length).toBeLessThan(75);
    expect(log.entries.map(({ data }) => data["failures"])).toEqual([1, 2, 4, 8, 16, 32, 64]);
    expect(JSON.stringify(log.entries)).not.toContain("Jane");
  });

  it("is tried again when an attempt hangs", async () => {
    const { board, clock, transport } = setUpBoard();
    transport.before = async (signal) => {
      transport.before = async () => {};
      await untilAborted(signal);
    };

    await board.show(sampleCard());
    await clock.advance(30_000);

    expect(transport.posted.size).toBe(1);
  });

  it("makes one message when the answer to the post is lost, and shows the newest content there", async () => {
    const { board, clock, transport } = setUpBoard();
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
    const { board, clock, messages, transport } = setUpBoard();
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
    const { board, clock, transport } = setUpBoard();
    await board.show(sampleCard({ title: "1" }));
    await clock.advance(5000);

    transport.deleteByHand("m1");
    await board.show(sampleCard({ title: "2" }));
    await clock.advance(10_000);
    const afterFirst = [...transport.posted.keys()];
    transport.deleteByHand("m2");
    await board.show(sampleCard({ title: "3" }));
    await clock.advance(10_000);

    expect(afterFirst).toEqual(["m2"]);
    expect(transport.posted.size).toBe(0);
    expect(transport.calls.filter((call) => call.startsWith("post"))).toEqual(["post 1", "post 2"]);
  });

  it("is left alone by the bot's next life too", async () => {
    const { board, clock, start, transport } = setUpBoard();
    await board.show(sampleCard({ title: "1" }));
    await clock.advance(5000);
    transport.deleteByHand("m1");
    await board.show(sampleCard({ title: "2" }));
    await clock.advance(10_000);

    const next = start();
    transport.deleteByHand("m2");
    await next.show(sampleCard({ title: "3" }));
    await clock.advance(10_000);

    expect(transport.calls.filter((call) => call.startsWith("post"))).toEqual(["post 1", "post 2"]);
  });
});
