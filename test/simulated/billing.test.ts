import { createSimulatedClock } from "../../src/simulated/clock.ts";
import { createSimulatedProvider, simulatedOffers } from "../../src/simulated/provider.ts";
import { testBilling } from "../contracts/billing.ts";
import { podSpec } from "../support/pod-spec.ts";

testBilling("in memory", async () => {
  const clock = createSimulatedClock();
  const [offer] = simulatedOffers;
  if (offer === undefined) throw new Error("the provider in memory offers nothing");
  const provider = createSimulatedProvider({ clock });
  return {
    provider,
    spec: { ...podSpec("labelpod-test01-abcd", offer), containerDiskGib: 10, volumeGib: 50 },
    place: "US-TX-3",
    now: clock.now,
    pass: (ms) => clock.advance(ms),
    settle: () => clock.advance(1000),
    setBalance: provider.billing.setBalance,
    async [Symbol.asyncDispose]() {},
  };
});
