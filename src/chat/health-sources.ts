import type { UserFacingError } from "../core/common/errors.ts";
import type { ChatPart } from "../core/ports/reach.ts";
import type { PlatformHealth } from "./platform-health.ts";

/**
 * Several parts of one adapter that say how it is: what one of them says works does so only when none of the others has said
 * that it fails, and the word of those that still do counts again.
 */
export function createHealthSources(health: PlatformHealth): () => PlatformHealth {
  const reasons = new Map<ChatPart, Map<object, UserFacingError>>();

  function reasonsOf(part: ChatPart): Map<object, UserFacingError> {
    const known = reasons.get(part) ?? new Map<object, UserFacingError>();
    reasons.set(part, known);
    return known;
  }

  return () => {
    const source = {};
    return {
      failed(part, why) {
        reasonsOf(part).set(source, why);
        health.failed(part, why);
      },
      works(part) {
        const left = reasonsOf(part);
        left.delete(source);
        const [why] = left.values();
        if (why === undefined) health.works(part);
        else health.failed(part, why);
      },
    };
  };
}
