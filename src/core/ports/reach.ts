import type { FailureCode } from "../common/failure-code.ts";
import type { TeamId } from "../records/ids.ts";
import type { Platform } from "../records/text.ts";

/** What a chat platform does for the team: it shows cards, and it brings what people type and press. */
export type ChatPart = "cards" | "commands";

/** A platform that does not do one of the two now. */
export type ChatTrouble = {
  readonly platform: Platform;
  readonly part: ChatPart;
  /** When it failed first, in milliseconds since 1970. */
  readonly sinceMs: number;
  readonly code: FailureCode;
  /** Waiting does not help, somebody has to do something: it is worth a word at once. */
  readonly isRefused?: boolean;
  /** What happened and what to do next. */
  readonly sentence: string;
};

/** Whether the team hears of what it is shown. */
export type Reach = {
  /** The oldest first. */
  troubles(): readonly ChatTrouble[];
  /**
   * When the message of a card was first there for anybody of the team to see, in milliseconds since 1970; undefined
   * while it is on no platform. @throws what the store throws.
   */
  firstShownAtMs(teamId: TeamId, cardKey: string): Promise<number | undefined>;
};
