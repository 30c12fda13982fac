import { UserFacingError } from "../../core/common/errors.ts";
import type { Log } from "../../core/common/log.ts";

/** The same question by one of RunPod's two APIs. */
type Way = (signal: AbortSignal) => Promise<void>;
type Ways = { readonly rest: Way; readonly graphql: Way; readonly log: Log };

/**
 * Asks by the one whose turn it is, and by the other one when that fails: one that accepts and does nothing is followed by the
 * other at the next attempt.
 * @throws what REST failed with when both have failed, or the signal's reason
 */
export async function askEitherWay(ways: Ways, attempt: number, signal: AbortSignal): Promise<void> {
  const isRestFirst = attempt % 2 === 0;
  const first = await failureOf(ways, isRestFirst ? "rest" : "graphql", signal);
  if (first === undefined) return;
  const second = await failureOf(ways, isRestFirst ? "graphql" : "rest", signal);
  if (second !== undefined) throw (isRestFirst ? first : second).error;
}

type Failed = { readonly error: unknown };

async function failureOf(
  ways: Ways,
  way: "rest" | "graphql",
  signal: AbortSignal,
): Promise<Failed | undefined> {
  try {
    await ways[way](signal);
    return undefined;
  } catch (error) {
    signal.throwIfAborted();
    ways.log.warn("one way to RunPod failed", { way, code: codeOf(error) });
    return { error };
  }
}

function codeOf(error: unknown): string {
  return error instanceof UserFacingError ? error.code : "unexpected";
}
