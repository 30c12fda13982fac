import type { FailureCode } from "../common/failure-code.ts";
import type { StepLine, Tone } from "../records/card.ts";
import { UserFacingError } from "../common/errors.ts";
import { formatDuration } from "../common/format.ts";
import { type Line, line, strong } from "../records/text.ts";

/** What stands before a card's title, so that its colour is not the only carrier of the tone. */
export const toneMarks: Readonly<Record<Tone, string>> = {
  working: "⏳",
  good: "✅",
  warning: "⚠️",
  bad: "❌",
  quiet: "⚪",
};

export const discordWords = {
  showCard: "Show the card",
  nothing: "–",
  more: "…",
  moreFields: (count: number) => `${count} more`,
  summaryOf: (subcommands: readonly string[]) => `labelpod: ${subcommands.join(", ")}`,
  answerLost: "Discord lost the private answer to your command: please give the command again.",
} as const;

export const discordFailures = {
  token: () =>
    fail(
      "discord-token",
      "Discord does not know this bot token: copy it again from the application's Bot page.",
    ),
  unreachable: (cause: unknown) =>
    new UserFacingError(
      "discord-unreachable",
      "Discord can't be reached: check the internet connection, then start again.",
      {
        retryable: true,
        cause,
      },
    ),
  guild: () =>
    fail(
      "discord-guild",
      "The bot is not in that Discord server: check the server's id and invite the bot with the link of the README.",
    ),
  channel: () =>
    fail(
      "discord-channel",
      "The bot finds no text channel with that id in the Discord server: check the id, and let the bot view the channel.",
    ),
  permissions: (missing: readonly string[]) =>
    fail(
      "discord-permissions",
      `The bot may not do everything it has to in its Discord channel: grant it ${missing.join(", ")} there.`,
    ),
  commands: (cause: unknown) =>
    new UserFacingError(
      "discord-commands",
      "Discord did not let the bot register its slash commands: invite it again with the scopes bot and applications.commands.",
      { cause },
    ),
} as const;

/** "Install MONAI Label, 1 min 10 s of about 4 min". */
export function stepText(step: StepLine): Line {
  const expected = formatDuration(step.expectedMs);
  const elapsed = formatDuration(step.elapsedMs ?? 0);
  const texts = {
    done: line`✅ ${step.title}${step.elapsedMs === undefined ? "" : `, ${elapsed}`}`,
    now: line`▶️ ${strong(step.title)}, ${elapsed} of about ${expected}`,
    failed: line`❌ ${strong(step.title)}, failed after ${elapsed}`,
    next: line`▫️ ${step.title}, about ${expected}`,
  } as const;
  return texts[step.state];
}

function fail(code: FailureCode, sentence: string): UserFacingError {
  return new UserFacingError(code, sentence);
}
