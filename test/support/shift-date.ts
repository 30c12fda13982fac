/**
 * Loaded before a program, by `node --import`: its machine's clock is ahead by the minutes that SHIFT_FILE holds, which may be
 * written at any time, as somebody sets a clock.
 */
import { readFileSync } from "node:fs";

const { SHIFT_FILE = "" } = process.env;
const RealDate = Date;
const realNow = Date.now.bind(Date);

function aheadMs(): number {
  return Number(readFileSync(SHIFT_FILE, "utf8")) * 60_000;
}

globalThis.Date = new Proxy(RealDate, {
  construct: (target, values, newTarget) =>
    Reflect.construct(target, values.length === 0 ? [realNow() + aheadMs()] : values, newTarget),
  get: (target, name) => (name === "now" ? () => realNow() + aheadMs() : Reflect.get(target, name)),
});
