import { createSimulatedClock } from "../../src/simulated/clock.ts";
import { createSimulatedProvider, simulatedOffers } from "../../src/simulated/provider.ts";
import { podSpec } from "../support/pod-spec.ts";
import { testPods, type PodsSubject } from "../contracts/pods.ts";

async function makeSubject(): Promise<PodsSubject> {
  const clock = createSimulatedClock();
  const [offer] = simulatedOffers;
  if (offer === undefined) throw new Error("the provider in memory offers nothing");
  return {
    provider: createSimulatedProvider({ clock }),
    spec: podSpec("labelpod-test01-abcd", offer),
    settle: () => clock.advance(1000),
    async [Symbol.asyncDispose]() {},
  };
}

testPods("in memory", makeSubject);
