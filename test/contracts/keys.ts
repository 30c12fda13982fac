import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Lock } from "../../src/core/records/pod-lock.ts";
import type { Keys } from "../../src/core/ports/pod-keys.ts";

const lock: fc.Arbitrary<Lock> = fc.record({
  podId: fc.string({ unit: "binary", maxLength: 12 }),
  run: fc.integer({ min: 1, max: 50 }),
  rotation: fc.integer({ min: 0, max: 50 }),
});
const usual: Lock = { podId: "k7", run: 2, rotation: 3 };

/** What the bot counts on from its keys. */
export function testKeys(name: string, make: () => Keys): void {
  describe(`Keys: ${name}`, () => {
    it("the same lock has the same keys, also in a later life of the bot", () => {
      fc.assert(
        fc.property(lock, (any) => {
          const [before, after] = [make(), make()];

          expect(after.ofPeople({ ...any })).toBe(before.ofPeople(any));
          expect(after.ofBot({ ...any })).toBe(before.ofBot(any));
        }),
      );
    });

    it.each([
      ["pod", { ...usual, podId: "k8" }],
      ["run", { ...usual, run: 3 }],
      ["change of the key", { ...usual, rotation: 4 }],
    ])("another %s has another key for people", (_what, other) => {
      const keys = make();

      expect(keys.ofPeople(other)).not.toBe(keys.ofPeople(usual));
    });

    it("the bot's key is another, is that of one run of one pod, and stays when the people's changes", () => {
      const keys = make();
      const bot = keys.ofBot(usual);

      expect(keys.ofBot({ ...usual, rotation: 0 })).toBe(bot);
      expect(keys.ofPeople({ ...usual, rotation: 0 })).not.toBe(bot);
      expect(keys.ofBot({ ...usual, run: 3 })).not.toBe(bot);
      expect(keys.ofBot({ ...usual, podId: "k8" })).not.toBe(bot);
    });

    it("keys have 32 characters that a URL takes as they are", () => {
      const keys = make();

      fc.assert(
        fc.property(lock, (any) => {
          expect(keys.ofPeople(any)).toMatch(/^[A-Za-z0-9_-]{32}$/);
          expect(keys.ofBot(any)).toMatch(/^[A-Za-z0-9_-]{32}$/);
        }),
      );
    });

    it("parts of a lock are not mistaken for each other", () => {
      const keys = make();
      const made = [
        { podId: "a", run: 1, rotation: 11 },
        { podId: "a1", run: 1, rotation: 1 },
        { podId: "a", run: 11, rotation: 1 },
        { podId: 'a",1', run: 1, rotation: 1 },
      ].map((each) => keys.ofPeople(each));

      expect(new Set(made).size).toBe(4);
    });
  });
}
