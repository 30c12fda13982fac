import type { UserFacingError } from "../../core/common/errors.ts";
import { discordFailures } from "../../core/words/discord.ts";
import type { RefusalKind, RefusedError } from "../board/refused-error.ts";
import { neededPermissions } from "./permissions.ts";

const failureOf: Readonly<Record<RefusalKind, (refusal: RefusedError) => UserFacingError>> = {
  away: discordFailures.unreachable,
  busy: discordFailures.busy,
  "old-edits": discordFailures.busy,
  token: discordFailures.token,
  channel: discordFailures.channelGone,
  rights: () => discordFailures.permissions(Object.keys(neededPermissions)),
  // That of one card is in the log and in the card as it is shown.
  content: discordFailures.unexpected,
  unexpected: discordFailures.unexpected,
};

/** What a refusal means for people, and what they can do. */
export function explainRefusal(refusal: RefusedError): UserFacingError {
  return failureOf[refusal.kind](refusal);
}
