import type { UserFacingError } from "../../core/common/errors.ts";
import { slackFailures } from "../../core/words/slack.ts";
import type { RefusalKind, RefusedError } from "../board/refused-error.ts";
import { botScopes } from "./manifest.ts";
import { unexpectedAnswer } from "./read-refusal.ts";

type Explain = (refusal: RefusedError) => UserFacingError;

/** Why no cards can be shown, or no start be made. */
export function explainCards(refusal: RefusedError): UserFacingError {
  return explanations[refusal.kind](refusal);
}

/** Why no commands come through Socket Mode, whose token is another one. */
export function explainCommands(refusal: RefusedError): UserFacingError {
  if (refusal.code === "link_disabled") return slackFailures.socketModeOff();
  if (refusal.code === "too_many_websockets") return slackFailures.tooManyConnections();
  if (refusal.kind === "token" || refusal.kind === "rights") return slackFailures.wrongAppToken();
  return explainCards(refusal);
}

const explanations: Readonly<Record<RefusalKind, Explain>> = {
  // What answers in Slack's place may be another server, or a page of the network.
  away: (refusal) =>
    refusal.code === unexpectedAnswer ? slackFailures.unexpected(refusal) : slackFailures.unreachable(),
  busy: (refusal) => slackFailures.busy(refusal),
  "old-edits": (refusal) => slackFailures.busy(refusal),
  token: () => slackFailures.wrongBotToken(),
  channel: ({ code }) =>
    code === "is_archived" || code === "is_inactive"
      ? slackFailures.archivedChannel()
      : slackFailures.notInChannel(),
  rights: ({ code }) =>
    code === "missing_scope" ? slackFailures.someScopeMissing(botScopes) : slackFailures.noRights(),
  // That of one card is in the log and in the card as it is shown.
  content: (refusal) => slackFailures.unexpected(refusal),
  unexpected: (refusal) => slackFailures.unexpected(refusal),
};
