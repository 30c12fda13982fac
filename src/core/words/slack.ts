import type { FailureCode } from "../common/failure-code.ts";
import { UserFacingError } from "../common/errors.ts";
import type { Tone } from "../records/card.ts";

/** What a card's look says to those who don't see its sign. */
export const toneWords: Readonly<Record<Tone, string>> = {
  working: "In progress",
  good: "Good",
  warning: "Warning",
  bad: "Failed",
  quiet: "For information",
};

export const slackWords = {
  restNotTaken: "Slack does not take the rest of this message; the web page shows it.",
} as const;

/** What Slack shows of a slash command while it is typed. */
export function slashDescription(word: string): string {
  return word === "labelpod"
    ? "Explains all commands of labelpod"
    : `labelpod's ${word} commands; /labelpod help explains them`;
}

/** Ends a card that is longer than Slack takes. */
export function moreNotShown(): string {
  return "… the rest is too long for Slack and not shown.";
}

/** Why Slack can't be used as it is configured. */
export const slackFailures = {
  wrongBotToken: () =>
    fail(
      "slack-bot-token",
      "Slack rejects SLACK_BOT_TOKEN: install the app again on its page Install App, copy the Bot User OAuth Token to SLACK_BOT_TOKEN, and restart labelpod.",
    ),
  wrongAppToken: () =>
    fail(
      "slack-app-token",
      "Slack rejects SLACK_APP_TOKEN, so that no command comes through: make an app-level token with the scope connections:write on the app's page Basic Information, set it as SLACK_APP_TOKEN, and restart labelpod.",
    ),
  wrongWorkspace: () =>
    fail(
      "slack-workspace",
      "SLACK_BOT_TOKEN belongs to another workspace than SLACK_WORKSPACE_ID: correct one of the two and restart labelpod.",
    ),
  notInChannel: () =>
    fail(
      "slack-channel",
      "labelpod is not in the Slack channel SLACK_CHANNEL_ID: type /invite @labelpod in that channel, or correct the id and restart labelpod.",
    ),
  archivedChannel: () =>
    fail(
      "slack-archived",
      "The Slack channel SLACK_CHANNEL_ID is archived, and nothing can be shown there: unarchive it in Slack, or set another channel and restart labelpod.",
    ),
  noRights: () =>
    fail(
      "slack-rights",
      "Slack does not let labelpod post in the channel SLACK_CHANNEL_ID: ask an admin of the workspace to let apps post there, or set another channel and restart labelpod.",
    ),
  busy: (cause: unknown) =>
    fail(
      "slack-busy",
      "Slack asks labelpod to wait, and what waits follows by itself: if that lasts, look for another program that uses the same Slack app.",
      { retryable: true, cause },
    ),
  socketModeOff: () =>
    fail(
      "slack-socket-mode",
      "Socket Mode is switched off for the Slack app, so that no command comes through: switch it on again on the app's page Socket Mode.",
    ),
  tooManyConnections: () =>
    fail(
      "slack-connections",
      "Slack ends labelpod's connection because too many are open for the Slack app, so that commands may not come through: end the other programs that use SLACK_APP_TOKEN.",
      { retryable: true },
    ),
  missingScopes: (scopes: readonly string[]) =>
    fail(
      "slack-scopes",
      `The Slack app lacks ${scopes.join(", ")}: add that on the page OAuth & Permissions and install the app again.`,
    ),
  /** One of them, where Slack does not say which. */
  someScopeMissing: (scopes: readonly string[]) =>
    fail(
      "slack-scopes",
      `The Slack app lacks a permission (scope) and needs all of ${scopes.join(", ")}: add what is missing on the page OAuth & Permissions and install the app again.`,
    ),
  noConnectionKind: () =>
    fail(
      "slack-connection",
      "Slack needs SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET together with SLACK_HTTP_PORT.",
    ),
  portTaken: (host: string, port: number) =>
    fail(
      "slack-port",
      `labelpod can't listen for Slack on port ${port} of ${host}: choose a free port as SLACK_HTTP_PORT and an address of this machine as SLACK_HTTP_HOST.`,
    ),
  unreachable: () =>
    fail(
      "slack-unreachable",
      "Slack can't be reached or has a fault of its own, and labelpod keeps trying: if it lasts, check slack-status.com and this machine's internet connection.",
      { retryable: true },
    ),
  unexpected: (cause: unknown) =>
    fail(
      "slack-unexpected",
      "Slack does not answer as labelpod expects, and labelpod keeps trying: check SLACK_API_URL if it is set, and what stands between this machine and the internet.",
      { retryable: true, cause },
    ),
} as const;

type FailureOptions = { readonly retryable?: boolean; readonly cause?: unknown };

function fail(code: FailureCode, sentence: string, options: FailureOptions = {}): UserFacingError {
  return new UserFacingError(code, sentence, options);
}
