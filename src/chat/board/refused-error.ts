import { defined } from "../../core/common/defined.ts";

/** What kind of no a platform gives; each needs something else to be done. */
export type RefusalKind =
  /** No answer, or a fault of the platform or of the network before it: passes by itself. */
  | "away"
  /** Too many requests: passes by itself, after `waitMs` where the platform said so. */
  | "busy"
  /** Too many edits of old messages: passes by itself, and says nothing about fresh ones. */
  | "old-edits"
  /** The token is not taken: revoked, reset, or of a deleted application. */
  | "token"
  /** The bot has no such channel: deleted, archived, or it was removed from it. */
  | "channel"
  /** A permission or a scope is missing. */
  | "rights"
  /** This content is not taken, whenever it is sent. */
  | "content"
  /** Anything else. */
  | "unexpected";

export type Refusal = {
  readonly kind: RefusalKind;
  /** The platform's own word or number in a known form, such as `is_archived` or `50013`; never a text from outside. */
  readonly code: string;
  /** How long the platform asks to be left alone. */
  readonly waitMs?: number | undefined;
  /** Whether that is for all requests, not only for those of its kind. */
  readonly isGlobal?: boolean | undefined;
  /** Whether nothing can have come of the request; else a post may be there all the same. */
  readonly isCertain: boolean;
};

/** A request that a platform did not carry out as far as is known; holds nothing of what was sent or answered. */
export class RefusedError extends Error {
  override readonly name = "RefusedError";
  readonly kind: RefusalKind;
  readonly code: string;
  readonly waitMs?: number;
  readonly isGlobal?: boolean;
  readonly isCertain: boolean;

  constructor(platform: string, { kind, code, waitMs, isGlobal, isCertain }: Refusal) {
    super(`${platform}: ${code}`);
    this.kind = kind;
    this.code = code;
    this.isCertain = isCertain;
    Object.assign(this, defined({ waitMs, isGlobal }));
  }
}
