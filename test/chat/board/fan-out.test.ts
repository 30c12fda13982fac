import { describe, expect, it } from "vitest";
import { storeAway } from "../../../src/core/words/store.ts";
import { createFanOut } from "../../../src/chat/board/fan-out.ts";
import type { Card } from "../../../src/core/records/card.ts";
import type { Chat } from "../../../src/core/ports/chat.ts";
import { sampleCard } from "../../support/chat-bench.ts";
import { createTestLog } from "../../support/log.ts";

function createListChat(): Chat & { readonly cards: readonly Card[] } {
  const cards: Card[] = [];
  return {
    cards,
    show(card) {
      cards.push(card);
      return Promise.resolve();
    },
  };
}

const broken: Chat = { show: () => Promise.reject(new Error("Jane Doe is in this text")) };

describe("createFanOut", () => {
  it("shows a card on all platforms", async () => {
    const [first, second] = [createListChat(), createListChat()];

    await createFanOut([first, second], createTestLog()).show(sampleCard());

    expect([first.cards, second.cards]).toEqual([[sampleCard()], [sampleCard()]]);
  });

  it("logs a platform that fails, without its text, and goes on with the others", async () => {
    const log = createTestLog();
    const working = createListChat();

    await createFanOut([broken, working], log).show(sampleCard());

    expect(working.cards).toEqual([sampleCard()]);
    expect(log.entries).toMatchObject([{ event: "card not recorded", data: { key: "pod-k7" } }]);
    expect(JSON.stringify(log.entries)).not.toContain("Jane");
  });

  it("goes on with the others when one fails at once, as an output that is gone does", async () => {
    const working = createListChat();
    const gone: Chat = {
      show() {
        throw new Error("write EPIPE");
      },
    };

    await createFanOut([gone, working], createTestLog()).show(sampleCard());

    expect(working.cards).toEqual([sampleCard()]);
  });

  it("fails when no platform takes the card", async () => {
    const shown = createFanOut([broken, broken], createTestLog()).show(sampleCard());

    await expect(shown).rejects.toThrow("Jane Doe");
  });

  it("fails with what is meant for people, whatever else failed before", async () => {
    const away: Chat = { show: () => Promise.reject(storeAway(undefined)) };

    const shown = createFanOut([broken, away], createTestLog()).show(sampleCard());

    await expect(shown).rejects.toMatchObject({ code: "store-away" });
  });

  it("fails after all were asked when one may take the card a little later, so that it gets the card then", async () => {
    const working = createListChat();
    const away: Chat = { show: () => Promise.reject(storeAway(undefined)) };

    const shown = createFanOut([away, working], createTestLog()).show(sampleCard());

    await expect(shown).rejects.toMatchObject({ code: "store-away" });
    expect(working.cards).toEqual([sampleCard()]);
  });

  it("shows nothing nowhere when no platform is connected", async () => {
    await expect(createFanOut([], createTestLog()).show(sampleCard())).resolves.toBeUndefined();
  });
});
