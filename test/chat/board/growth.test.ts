import { expect, test } from "vitest";
import { createDeliveries, type Delivery } from "../../../src/chat/board/delivery/deliveries.ts";
import { setUpBoard } from "../../support/board-bench.ts";
import { sampleCard } from "../../support/chat-bench.ts";

const hour = 3_600_000;

/** Deliveries that are over when the test says so, with the cards that one was opened for. */
function createBench(): {
  readonly opened: readonly string[];
  readonly over: Set<string>;
  wake(id: string): void;
} {
  const opened: string[] = [];
  const over = new Set<string>();
  const deliveries = createDeliveries(({ id }): Delivery => {
    opened.push(id);
    return {
      wake: () => undefined,
      finish: async () => undefined,
      isIdle: () => true,
      isOver: () => over.has(id),
    };
  });
  const wake = (id: string): void => deliveries.wake({ teamId: "main", id, isNew: true }, false);
  return { opened, over, wake };
}

test("a card has one delivery while there is something to deliver, and none is kept after that", () => {
  const { opened, over, wake } = createBench();

  wake("a");
  wake("b");
  wake("a");
  over.add("a");
  wake("b");
  over.delete("a");
  wake("a");

  expect(opened).toEqual(["a", "b", "a"]);
});

test("a card that was delivered is not open any more, and is when it changes", async () => {
  const { board, clock, messages } = setUpBoard();

  await board.show(sampleCard({ title: "1" }));
  const asked = await messages.listOpen();
  await clock.advance(10_000);
  const delivered = await messages.listOpen();
  await board.show(sampleCard({ title: "2" }));
  const changed = await messages.listOpen();
  await clock.advance(10_000);

  expect([asked.length, delivered.length, changed.length]).toEqual([1, 0, 1]);
  expect(await messages.listOpen()).toEqual([]);
});

test("edits of a card keep their distance although it is delivered each time", async () => {
  const { board, clock, transport } = setUpBoard();
  for (let shown = 0; shown < 20; shown += 1) {
    await board.show(sampleCard({ title: String(shown) }));
    await clock.advance(1000);
  }

  expect(transport.calls.length).toBeLessThanOrEqual(6);
});

test("a card that is shown again and again is written once a day for it", async () => {
  const { board, clock, messages } = setUpBoard();
  await board.show(sampleCard());
  await clock.advance(10_000);
  const [first] = await messages.list();

  for (let hours = 0; hours < 23; hours += 1) {
    await clock.advance(hour);
    await board.show(sampleCard());
  }
  const [sameDay] = await messages.list();
  await clock.advance(2 * hour);
  await board.show(sampleCard());

  const [nextDay] = await messages.list();
  expect(sameDay).toEqual(first);
  expect(nextDay?.value.shownAtMs).toBe(clock.now());
  expect(nextDay?.value.card).toEqual(first?.value.card);
});

test("what an earlier version left undelivered is delivered by the next life", async () => {
  const { messages, start, clock, transport } = setUpBoard();
  await messages.create("main", `${transport.platform}/old`, {
    card: sampleCard({ key: "old", title: "Old" }),
  });

  await start().resume();
  await clock.advance(10_000);

  expect(transport.calls).toEqual(expect.arrayContaining(["post Old"]));
});
