import type { UserFacingError } from "../core/common/errors.ts";
import type { ChatPart } from "../core/ports/reach.ts";

/** Hears from a platform's adapter whether it does what it is there for. */
export type PlatformHealth = {
  /** Says why in a sentence for people; the time of the first of a row counts, the reason of the latest; `refused` where waiting does not help. */
  failed(part: ChatPart, why: UserFacingError, kind?: "refused"): void;
  works(part: ChatPart): void;
};
