import { createClock } from "../../src/clock.ts";
import { testPodSoftware } from "../contracts/pod-software.ts";
import { makeSoftwareBench } from "../support/software-bench.ts";

testPodSoftware("on this machine, with stand-ins for the packages", async () => {
  const bench = await makeSoftwareBench();
  return {
    software: bench.software,
    site: bench.site,
    otherWishes: { models: ["segmentation"] },
    settle: () => createClock().sleep(100),
    [Symbol.asyncDispose]: () => bench[Symbol.asyncDispose](),
  };
});
