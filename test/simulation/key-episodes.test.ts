import { expect, test } from "vitest";
import { createSimulatedProvider } from "../../src/simulated/provider.ts";
import { createWorldClock } from "./clock.ts";
import { wrongsIn } from "./figures.ts";
import { createKeyring } from "./keyring.ts";
import { episode, order, playSmallWorld } from "./small-world.ts";
import { hourMs } from "./units.ts";

test.each(["another-account", "key-refused"] as const)(
  "a restart with a key of the right account ends %s, and nobody has to hear of it any more",
  async (kind) => {
    const { figures } = await playSmallWorld({
      faults: [
        episode("09:30", kind, { lastsMs: hourMs }),
        episode("09:30:03", "key-renewed", { choice: 0.8 }),
      ],
      orders: [order("09:00", "pod up")],
    });

    expect(wrongsIn(figures)).toEqual([]);
  },
);

test("a renewed key that is refused stays the one that the bot has", () => {
  const provider = createSimulatedProvider({ clock: createWorldClock(0) });
  const keyring = createKeyring(provider);
  keyring.mend({ ...keyring.own(), key: "renewed" });
  const { key } = provider.asker;

  keyring.refuse();
  expect(provider.asker.key).toBe(key);
  keyring.mend();
  expect(provider.asker.key).toBe(key);
});
