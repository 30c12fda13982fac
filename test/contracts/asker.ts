import { describe, expect, it } from "vitest";
import type { Asker } from "../../src/core/ports/provider.ts";

const never = new AbortController().signal;

export type AskerSubject = AsyncDisposable & {
  /** Those of one account by two keys, then one of another account; each says whose it is. */
  readonly askers: readonly [Asker, Asker, Asker];
  /** What must not be told of them. */
  readonly secrets: readonly string[];
};

/** What the bot counts on wherever a provider has accounts. */
export function testAskers(name: string, makeSubject: () => Promise<AskerSubject>): void {
  describe(`Asker: ${name}`, () => {
    it("tells two keys of one account, and another account, apart", async () => {
      await using subject = await makeSubject();
      const [first, second, other] = subject.askers;

      const accounts = await Promise.all(subject.askers.map(async (asker) => asker.account(never)));

      expect(new Set([first.key, second.key, other.key]).size).toBe(3);
      expect(accounts[0]).toBeDefined();
      expect(accounts[1]).toBe(accounts[0]);
      expect(accounts[2]).not.toBe(accounts[0]);
    });

    it("tells nothing of a key or an account", async () => {
      await using subject = await makeSubject();

      for (const asker of subject.askers) {
        const told = `${asker.key} ${(await asker.account(never)) ?? ""}`;
        for (const secret of subject.secrets) expect(told).not.toContain(secret);
      }
    });
  });
}
