import { describe, expect, it } from "vitest";
import { setUpBoard, untilAborted } from "../../support/board-bench.ts";
import { sampleCard } from "../../support/chat-bench.ts";

describe("show", () => {
  it("records the card and posts it in the background", async () => {
    const { board, clock, messages, transport } = setUpBoard();

    await board.show(sampleCard());
    const recorded = await messages.get("t1", "discord/pod-k7");
    await clock.settle();

    expect(recorded?.value.card).toEqual(sampleCard());
    expect(transport.posted.get("m1")).toEqual(sampleCard());
    expect((await messages.get("t1", "discord/pod-k7"))?.value.messageId).toBe("m1");
  });

  it("sends nothing for the same card again", async () => {
    const { board, clock, transport } = setUpBoard();

    await board.show(sampleCard());
    await clock.advance(10_000);
    await board.show(sampleCard());
    await clock.advance(10_000);

    expect(transport.calls).toEqual(["post Pod starting"]);
  });

  it("edits at most once per gap, with the newest content", async () => {
    const { board, clock, transport } = setUpBoard();

    await board.show(sampleCard({ title: "1" }));
    for (const title of ["2", "3", "4"]) {
      await clock.advance(1000);
      await board.show(sampleCard({ title }));
    }
    await clock.advance(10_000);

    expect(transport.calls).toEqual(["post 1", "edit m1 4"]);
  });

  it("skips an edit back to what is shown", async () => {
    const { board, clock, transport } = setUpBoard();

    await board.show(sampleCard({ title: "1" }));
    await clock.advance(100);
    await board.show(sampleCard({ title: "2" }));
    await board.show(sampleCard({ title: "1" }));
    await clock.advance(10_000);

    expect(transport.calls).toEqual(["post 1"]);
  });

  it("delivers the final state without waiting for the gap", async () => {
    const { board, clock, transport } = setUpBoard();

    await board.show(sampleCard({ title: "1" }));
    await clock.advance(100);
    await board.show(sampleCard({ title: "2" }));
    await clock.advance(100);
    await board.show(sampleCard({ title: "Live", outcome: "succeeded" }));
    await clock.settle();

    expect(transport.calls).toEqual(["post 1", "edit m1 Live"]);
  });

  it("lets one slow card hold up no other", async () => {
    const { board, clock, transport } = setUpBoard();
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
    const { board, messages } = setUpBoard();
    const ada = { platform: "discord", id: "1", name: "Ada" } as const;

    await expect(board.show(sampleCard({ onlyFor: ada }))).rejects.toThrow("A card for one person");

    expect(await messages.list()).toEqual([]);
  });

  it("keeps the newest of two that are shown at the same moment as one message", async () => {
    const { board, clock, transport } = setUpBoard();

    await Promise.all([board.show(sampleCard({ title: "1" })), board.show(sampleCard({ title: "2" }))]);
    await clock.advance(10_000);

    expect(transport.posted.size).toBe(1);
    expect(transport.posted.get("m1")?.title).toBe("2");
  });
});
