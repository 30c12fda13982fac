import { expect, test } from "vitest";
import { createReach } from "../../../src/chat/board/reach.ts";
import type { PlacedCard } from "../../../src/core/ports/store.ts";
import { createSimulatedClock } from "../../../src/simulated/clock.ts";
import { createSimulatedStore } from "../../../src/simulated/store.ts";
import { sampleCard } from "../../support/chat-bench.ts";

test.each<[string, Partial<PlacedCard>, number | undefined]>([
  ["posted", { messageId: "m1", postedAtMs: 5000 }, 5000],
  ["posted by a version that did not write down when", { messageId: "m1" }, 0],
  ["not posted yet", {}, undefined],
])("a card that was %s counts as shown since then", async (_, placed, sinceMs) => {
  const { messages } = createSimulatedStore();
  await messages.create("t1", "discord/pod-k7", { card: sampleCard(), ...placed });
  const reach = createReach({ clock: createSimulatedClock(), messages, platforms: ["discord", "slack"] });

  expect(await reach.firstShownAtMs("t1", "pod-k7")).toBe(sinceMs);
});
