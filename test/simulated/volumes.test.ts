import { createSimulatedClock } from "../../src/simulated/clock.ts";
import { createSimulatedProvider, simulatedOffers } from "../../src/simulated/provider.ts";
import { testVolumes } from "../contracts/volumes.ts";
import { podSpec } from "../support/pod-spec.ts";

testVolumes("in memory", async () => {
  const [offer] = simulatedOffers;
  if (offer === undefined) throw new Error("the provider in memory offers nothing");
  return {
    provider: createSimulatedProvider({ clock: createSimulatedClock() }),
    spec: podSpec("labelpod-test01-abcd", offer),
    place: "US-TX-3",
    async [Symbol.asyncDispose]() {},
  };
});
