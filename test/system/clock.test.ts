import { createClock } from "../../src/system/clock.ts";
import { describeClockContract } from "../contracts/clock.ts";

describeClockContract("clock", () => {
  const clock = createClock();
  return { clock, pass: async (ms) => clock.sleep(ms) };
});
