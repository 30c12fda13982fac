import { createMemoryClock } from "../../src/simulated/clock.ts";
import { createMemoryProvider, memoryOffers } from "../../src/simulated/provider.ts";
import { testVolumes } from "../contracts/volumes.ts";
import { podSpec } from "../support/pod-spec.ts";

testVolumes("in memory", async () => {
  const [offer] = memoryOffers;
  if (offer === undefined) throw new Error("the provider in memory offers nothing");
  return {
    provider: createMemoryProvider({ clock: createMemoryClock() }),
    spec: podSpec("labelpod-test01-abcd", offer),
    place: "US-TX-3",
    async [Symbol.asyncDispose]() {},
  };
});
