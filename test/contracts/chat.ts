import { describe, expect, it } from "vitest";
import type { Card } from "../../src/core/records/card.ts";
import type { Chat } from "../../src/core/ports/chat.ts";
import { sampleCard } from "../support/chat-bench.ts";

export type ChatSubject = AsyncDisposable & {
  readonly chat: Chat;
  /** What the team sees when everything has been delivered: each message as it is now, oldest first. */
  messages(): Promise<readonly Card[]>;
  /** How often anything was posted or edited so far. */
  changes(): number;
};

/** What every adapter of `Chat` and its in-memory twin do alike. */
export function describeChatContract(name: string, makeSubject: () => Promise<ChatSubject>): void {
  describe(`Chat: ${name}`, () => {
    it("makes a new message of a new key", async () => {
      await using subject = await makeSubject();

      await subject.chat.show(sampleCard({ key: "a" }));
      await subject.chat.show(sampleCard({ key: "b" }));

      expect(await subject.messages()).toEqual([sampleCard({ key: "a" }), sampleCard({ key: "b" })]);
    });

    it("edits the message of a known key in its place", async () => {
      await using subject = await makeSubject();

      await subject.chat.show(sampleCard({ key: "a" }));
      await subject.chat.show(sampleCard({ key: "b" }));
      await subject.messages();
      await subject.chat.show(sampleCard({ key: "a", title: "Live", outcome: "succeeded" }));

      expect((await subject.messages()).map(({ key, title }) => [key, title])).toEqual([
        ["a", "Live"],
        ["b", "Pod starting"],
      ]);
    });

    it("does nothing for the same card again, whatever the order of its members", async () => {
      await using subject = await makeSubject();
      await subject.chat.show(sampleCard());
      await subject.messages();
      const before = subject.changes();

      const { key, ...rest } = sampleCard();
      await subject.chat.show({ ...rest, key });
      await subject.messages();

      expect(subject.changes()).toBe(before);
    });

    it("ends with the newest of many quick states", async () => {
      await using subject = await makeSubject();

      for (let percent = 0; percent <= 100; percent += 10) {
        await subject.chat.show(sampleCard({ title: `${percent} %` }));
      }

      expect((await subject.messages()).map(({ title }) => title)).toEqual(["100 %"]);
    });

    it("makes one message of a card that is shown twice at the same moment", async () => {
      await using subject = await makeSubject();

      await Promise.all([subject.chat.show(sampleCard()), subject.chat.show(sampleCard())]);

      expect(await subject.messages()).toEqual([sampleCard()]);
    });
  });
}
