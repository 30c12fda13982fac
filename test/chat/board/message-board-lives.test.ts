import { describe, expect, it } from "vitest";
import { setUpBoard, untilAborted } from "../../support/board-bench.ts";
import { sampleCard } from "../../support/chat-bench.ts";

describe("resume", () => {
  it("edits what an earlier life left undelivered and nothing else", async () => {
    const { board, clock, transport, start } = setUpBoard();
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
    const { clock, messages, transport, start } = setUpBoard();
    await transport.post(
      { card: sampleCard({ title: "older" }), isPlain: false },
      "unrelated",
      AbortSignal.abort(),
    );
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
    const { board, clock, messages, transport } = setUpBoard();
    await messages.create("t1", "slack/pod-k7", { card: sampleCard() });

    await board.resume();
    await clock.settle();

    expect(transport.calls).toEqual([]);
  });
});

describe("disposal", () => {
  it("says the last words without waiting for the gap", async () => {
    const { board, clock, transport } = setUpBoard();
    await board.show(sampleCard({ title: "1" }));
    await clock.settle();
    await board.show(sampleCard({ title: "2" }));

    await board[Symbol.asyncDispose]();

    expect(transport.calls).toEqual(["post 1", "edit m1 2"]);
  });

  it("gives a platform that hangs three seconds", async () => {
    const { board, clock, transport } = setUpBoard();
    transport.before = untilAborted;
    await board.show(sampleCard());

    const closed = board[Symbol.asyncDispose]();
    await clock.advance(3000);

    await expect(closed).resolves.toBeUndefined();
  });
});
