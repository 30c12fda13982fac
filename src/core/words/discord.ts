import type { FailureCode } from "../common/failure-code.ts";
import type { StepLine, Tone } from "../records/card.ts";
import { UserFacingError } from "../common/errors.ts";
import { formatDuration } from "../common/format.ts";
import { type Line, code, line, strong } from "../records/text.ts";

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
  restNotTaken: "Discord does not take the rest of this message; the web page shows it.",
  movedTitle: "labelpod now posts in this channel",
  moved: (channelId: string) =>
    line`The team's earlier channel was deleted, and this new one has the same name. Set ${code("DISCORD_CHANNEL_ID")} to ${code(channelId)} before labelpod is restarted.`,
  movedReport: (channelId: string) =>
    `Discord: the team's channel was deleted and made again, and labelpod now posts in the new one; set DISCORD_CHANNEL_ID to ${channelId} before labelpod is restarted.`,
} as const;

export const discordFailures = {
  token: () =>
    fail(
      "discord-token",
      "Discord rejects the bot token: press Reset Token on the application's Bot page, set the new one as DISCORD_TOKEN, and restart labelpod.",
    ),
  unreachable: (cause: unknown) =>
    passing(
      "discord-unreachable",
      "Discord can't be reached: check the internet connection and discordstatus.com; labelpod tries again by itself.",
      cause,
    ),
  busy: (cause: unknown) =>
    passing(
      "discord-busy",
      "Discord takes no more requests of this bot for now: labelpod goes on by itself, and if that takes long, look whether another program uses the same bot token.",
      cause,
    ),
  unexpected: (cause: unknown) =>
    passing(
      "discord-unexpected",
      "Discord refuses the bot's requests for a reason that labelpod does not know: it tries again by itself, and the log has Discord's code.",
      cause,
    ),
  guild: () =>
    fail(
      "discord-guild",
      "The bot is not in that Discord server: invite the bot with the link of the README, or correct the server's id and restart labelpod.",
    ),
  channel: () =>
    fail(
      "discord-channel",
      "The bot finds no text channel with that id in the Discord server: let the bot view the channel, or correct the id and restart labelpod.",
    ),
  channelGone: () =>
    fail(
      "discord-channel-gone",
      "The bot's Discord channel was deleted, or the bot may not view it any more: let it view the channel or make one of the same name again; to use a different channel, set DISCORD_CHANNEL_ID and restart labelpod.",
    ),
  intents: () =>
    fail(
      "discord-intents",
      "Discord refused the bot's connection settings (gateway intents): update labelpod and restart it; if that doesn't help, look at the application's Bot page.",
    ),
  session: () =>
    fail(
      "discord-session",
      "Discord closed the bot's connection and won't accept this version of labelpod: update labelpod and restart it.",
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
  commandsContent: (cause: unknown) =>
    new UserFacingError(
      "discord-commands-content",
      "Discord does not take labelpod's slash commands as they are written, so that new ones are missing there: give commands on the web page, and update labelpod.",
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

function passing(failure: FailureCode, sentence: string, cause: unknown): UserFacingError {
  return new UserFacingError(failure, sentence, { retryable: true, cause });
}

function fail(failure: FailureCode, sentence: string): UserFacingError {
  return new UserFacingError(failure, sentence);
}
