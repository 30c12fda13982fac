import type { TeamId } from "./ids.ts";
import type { Card } from "./card.ts";
import type { Person, Platform } from "./text.ts";

/** Where a command was given; only the team's own channel counts. */
export type Place = "team-channel" | "other-channel" | "direct-message" | "foreign-team";

/** A command as somebody gave it, from any platform, typed or by a button. */
export type Invocation = {
  readonly teamId: TeamId;
  readonly platform: Platform;
  readonly person: Person;
  readonly isGuest: boolean;
  /** Whether this person may say what goes beyond the team's limits. */
  readonly isAdmin: boolean;
  readonly place: Place;
  /** As typed, without the leading slash: `pod up gpu:"RTX 4090"`. */
  readonly commandLine: string;
  /** The question that its person has said yes to; set by a confirmation alone. */
  readonly confirmedQuestion?: string;
};

/**
 * The answer to a command. A card with `onlyFor` is for the asker's eyes and is shown as the answer itself; any other is
 * in the team's channel already, and the platform only acknowledges with `acknowledgement`.
 */
export type Reply = { readonly card: Card; readonly acknowledgement: string };

/** Takes a command and answers it within a second; never throws. */
export type Dispatch = (invocation: Invocation) => Promise<Reply>;
