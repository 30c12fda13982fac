import { execFileSync } from "node:child_process";
import path from "node:path";
import { expect } from "vitest";
import { python } from "../pod-bench.ts";
import { patience, type Terms, watchdog, type WatchdogBench } from "./watchdog-bench.ts";

export const day = 24 * 3600;

export function askPython(program: string, ...argv: readonly string[]): string {
  return execFileSync(python, ["-B", "-c", program, ...argv], {
    cwd: path.dirname(watchdog),
    encoding: "utf8",
  });
}

/** Waits until the watchdog goes by these terms, of which some may have passed. */
export async function isKnown(bench: WatchdogBench, terms: Terms): Promise<void> {
  await expect
    .poll(() => {
      const state = bench.state();
      if (state === undefined) return undefined;
      const { leaseLeftS, keepLeftS, limitLeftS, idleS } = state;
      return { leaseS: leaseLeftS, keepS: keepLeftS, limitS: limitLeftS, idleS };
    }, patience)
    .toEqual({
      leaseS: expect.toSatisfy(about(terms.leaseS)),
      keepS: expect.toSatisfy(about(terms.keepS)),
      limitS: expect.toSatisfy(about(terms.limitS)),
      idleS: terms.idleS,
    });
}

export function about(wantedS: number): (leftS: number) => boolean {
  return (leftS) => leftS <= wantedS && leftS >= wantedS - 60;
}
