import { expect, test } from "vitest";
import { createWaitingChat } from "../../../src/chat/board/waiting-chat.ts";
import type { Card } from "../../../src/core/records/card.ts";
import type { Chat } from "../../../src/core/ports/chat.ts";
import { sampleCard } from "../../support/chat-bench.ts";

const first = sampleCard({ key: "first", title: "1" });
const later = sampleCard({ key: "later", title: "1" });

type Held = { readonly card: Card; let(): void };

/** Whoever records or shows waits until the test lets each of them. */
function createHolder() {
  const held: Held[] = [];
  const done: Card[] = [];
  return {
    done,
    letNewest: () => held.pop()?.let(),
    letAll: () => held.splice(0).forEach((each) => each.let()),
    async take(card: Card): Promise<void> {
      const { promise, resolve } = Promise.withResolvers<void>();
      held.push({ card, let: resolve });
      await promise;
      done.push(card);
    },
  };
}

function prepare() {
  const records = createHolder();
  const failures: unknown[] = [];
  const place = createWaitingChat({
    platform: "discord",
    record: (card) => records.take(card),
    onFailure: (error) => failures.push(error),
  });
  return { records, failures, place };
}

async function settle(): Promise<void> {
  for (let left = 20; left > 0; left -= 1) await Promise.resolve();
}

test("what is shown before the platform is joined is recorded, and brought then in its order", async () => {
  const { records, place } = prepare();
  const platform = createHolder();
  const shows = [first, later, { ...first, title: "2" }].map(async (card) => {
    const shown = place.show(card);
    await settle();
    records.letAll();
    await shown;
  });
  await Promise.all(shows);

  void place.join({ show: platform.take });
  for (let left = 3; left > 0; left -= 1) {
    platform.letAll();
    await settle();
  }

  expect(records.done).toHaveLength(3);
  expect(platform.done).toEqual([later, { ...first, title: "2" }]);
});

test("a card that was being recorded while the platform was joined reaches it all the same", async () => {
  const { records, place } = prepare();
  const platform = createHolder();
  const shown = place.show(first);
  await settle();

  await place.join({ show: platform.take });
  records.letAll();
  await settle();
  platform.letAll();
  await shown;

  expect(platform.done).toEqual([first]);
});

test("an older state of a card never comes after a newer one that is shown while it is brought", async () => {
  const { records, place } = prepare();
  const platform = createHolder();
  for (const card of [first, later]) {
    const shown = place.show(card);
    await settle();
    records.letAll();
    await shown;
  }

  void place.join({ show: platform.take });
  const newer = [place.show({ ...first, title: "2" }), place.show({ ...later, title: "2" })];
  for (let left = 4; left > 0; left -= 1) {
    await settle();
    platform.letNewest();
  }
  await Promise.all(newer);

  const titlesOf = (key: string): readonly string[] =>
    platform.done.filter((card) => card.key === key).map(({ title }) => title);
  expect([titlesOf("first"), titlesOf("later")]).toEqual([["1", "2"], ["2"]]);
});

test("cards wait again once the session is over, for the next one", async () => {
  const { records, place } = prepare();
  const [old, next] = [createHolder(), createHolder()];
  await place.join({ show: old.take });

  place.leave();
  const shown = place.show(first);
  records.letAll();
  await shown;
  const joined = place.join({ show: next.take });
  next.letAll();
  await joined;

  expect([records.done, old.done, next.done]).toEqual([[first], [], [first]]);
});

test("a card that the platform does not take keeps back no other", async () => {
  const { records, failures, place } = prepare();
  const taken: Card[] = [];
  const picky: Chat = {
    async show(card) {
      if (card.key === "first") throw new Error("away");
      taken.push(card);
    },
  };
  for (const card of [first, later]) {
    const shown = place.show(card);
    records.letAll();
    await shown;
  }

  await place.join(picky);

  expect(taken).toEqual([later]);
  expect(failures).toHaveLength(1);
});
