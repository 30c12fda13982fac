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
      "Slack does not take SLACK_BOT_TOKEN: copy the Bot User OAuth Token of the app's page OAuth & Permissions again.",
    ),
  wrongAppToken: () =>
    fail(
      "slack-app-token",
      "Slack does not take SLACK_APP_TOKEN: make an app-level token with the scope connections:write on the app's page Basic Information.",
    ),
  wrongWorkspace: () =>
    fail(
      "slack-workspace",
      "SLACK_BOT_TOKEN belongs to another workspace than SLACK_WORKSPACE_ID: correct one of the two.",
    ),
  notInChannel: () =>
    fail(
      "slack-channel",
      "labelpod is not in the Slack channel SLACK_CHANNEL_ID: correct the id, or type /invite @labelpod in that channel.",
    ),
  missingScopes: (scopes: readonly string[]) =>
    fail(
      "slack-scopes",
      `The Slack app lacks ${scopes.join(", ")}: add that on the page OAuth & Permissions and install the app again.`,
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
      "Slack can't be reached now: check this machine's connection to the internet, then start again.",
      { retryable: true },
    ),
  unexpected: (cause: unknown) =>
    fail(
      "slack-unexpected",
      "Slack does not answer as labelpod expects: check SLACK_API_URL if it is set, then start again a little later.",
      { retryable: true, cause },
    ),
} as const;

type FailureOptions = { readonly retryable?: boolean; readonly cause?: unknown };

function fail(code: FailureCode, sentence: string, options: FailureOptions = {}): UserFacingError {
  return new UserFacingError(code, sentence, options);
}
