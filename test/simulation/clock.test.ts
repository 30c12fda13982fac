import { describeClockContract } from "../contracts/clock.ts";
import { createWorldClock } from "./clock.ts";

describeClockContract("the world's clock", () => {
  const clock = createWorldClock(0);
  return {
    clock,
    async pass(ms) {
      await clock.settle();
      await clock.moveTo(clock.now() + ms);
      await clock.settle();
    },
  };
});
