import type { UserFacingError } from "../core/common/errors.ts";
import type { ChatPart } from "../core/ports/reach.ts";
import type { PlatformHealth } from "./platform-health.ts";

type Reason = readonly [why: UserFacingError, kind?: "refused" | undefined];

/**
 * Several parts of one adapter that say how it is: what one of them says works does so only when none of the others has said
 * that it fails, and the word of those that still do counts again.
 */
export function createHealthSources(health: PlatformHealth): () => PlatformHealth {
  const reasons = new Map<ChatPart, Map<object, Reason>>();

  function reasonsOf(part: ChatPart): Map<object, Reason> {
    const known = reasons.get(part) ?? new Map<object, Reason>();
    reasons.set(part, known);
    return known;
  }

  return () => {
    const source = {};
    return {
      failed(part, ...reason) {
        reasonsOf(part).set(source, reason);
        health.failed(part, ...reason);
      },
      works(part) {
        const left = reasonsOf(part);
        left.delete(source);
        const [reason] = left.values();
        if (reason === undefined) health.works(part);
        else health.failed(part, ...reason);
      },
    };
  };
}
