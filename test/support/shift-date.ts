/**
 * Loaded before a program, by `node --import`: its machine's clock is ahead by the minutes that SHIFT_FILE holds, which may be
 * written at any time, as somebody sets a clock.
 */
import { readFileSync } from "node:fs";

const { SHIFT_FILE = "" } = process.env;
const RealDate = Date;
const realNow = RealDate.now.bind(RealDate);

function shiftedNow(): number {
  return realNow() + Number(readFileSync(SHIFT_FILE, "utf8")) * 60_000;
}

globalThis.Date = new Proxy(RealDate, {
  construct(target, values: readonly unknown[]) {
    const made: object =
      values.length === 0 ? new target(shiftedNow()) : Reflect.construct(target, [...values]);
    return made;
  },
  get: (target, name): unknown => (name === "now" ? shiftedNow : Reflect.get(target, name)),
});
