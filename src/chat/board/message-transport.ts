import type { UserFacingError } from "../../core/common/errors.ts";
import type { Card } from "../../core/records/card.ts";
import type { Platform } from "../../core/records/text.ts";
import type { RefusedError } from "./refused-error.ts";

/** A card with how it is written; `isPlain` is its title and outcome as text alone, for a platform that refuses the rest. */
export type Showing = { readonly card: Card; readonly isPlain: boolean };

/** `gone`: the message was deleted. `fixed`: it is there and can't be changed any more. */
export type Edited = "edited" | "gone" | "fixed";

/** So many requests in so many milliseconds. */
export type Rate = { readonly count: number; readonly perMs: number };

/**
 * How a message reaches the team's channel of one platform: once per call, no retries, no waits, no memory of its own.
 * Each call throws RefusedError for what the platform or the way to it did, or the signal's reason.
 */
export type MessageTransport = {
  readonly platform: Platform;
  /** What the platform takes of a bot in one channel, kept by whoever calls. */
  readonly rates: { readonly posts: Rate; readonly edits: Rate; readonly oldEdits: Rate };
  /** From which age on a message's edits are old ones, in milliseconds; infinite where there is no such limit. */
  readonly oldFromMs: number;
  /** Returns the message's id. The same nonce soon again answers with the message that is there, where the platform can. */
  post(showing: Showing, nonce: string, signal: AbortSignal): Promise<string>;
  edit(messageId: string, showing: Showing, signal: AbortSignal): Promise<Edited>;
  /** Removes a message of the bot's own; one that is gone is removed. */
  remove(messageId: string, signal: AbortSignal): Promise<void>;
  /** The messages of the channel that were posted with this nonce, oldest first; undefined where the platform can't say. */
  find(nonce: string, signal: AbortSignal): Promise<readonly string[] | undefined>;
  /** Where `find` asks nothing of the platform, because it can never say. */
  readonly isBlind?: true;
  /** When a message was posted, in milliseconds since 1970, by its id. */
  postedAtMs(messageId: string): number;
  /** What happened and what to do next, for people. */
  explain(refusal: RefusedError): UserFacingError;
};
