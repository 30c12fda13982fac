import { createMemoryClock } from "../../src/memory/clock.ts";
import { createMemoryProvider, memoryOffers } from "../../src/memory/provider.ts";
import { testPods, type PodsSubject } from "../contracts/pods.ts";

async function makeSubject(): Promise<PodsSubject> {
  const clock = createMemoryClock();
  const [offer] = memoryOffers;
  if (offer === undefined) throw new Error("the provider in memory offers nothing");
  return {
    provider: createMemoryProvider({ clock }),
    spec: {
      name: "labelpod-test01-abcd",
      teamId: "team",
      offer,
      access: "http",
      containerDiskGib: 10,
      volumeGib: 50,
      lease: { leaseS: 1800, idleS: 4500, keepS: 0, limitS: 43_200 },
    },
    settle: () => clock.advance(1000),
    async [Symbol.asyncDispose]() {},
  };
}

testPods("in memory", makeSubject);
