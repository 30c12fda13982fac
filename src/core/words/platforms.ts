import { UserFacingError } from "../common/errors.ts";
import { formatDuration } from "../common/format.ts";
import type { ChatPart } from "../ports/reach.ts";
import { type Line, line, moment, type Platform } from "../records/text.ts";

export const platformNames: Readonly<Record<Platform, string>> = {
  discord: "Discord",
  slack: "Slack",
  web: "the web page",
};

/** What does not work of a platform, since when, and why: each sentence says what to do as well. */
export type PlatformTrouble = {
  readonly platform: Platform;
  readonly parts: readonly ChatPart[];
  readonly sinceMs: number;
  readonly sentences: readonly string[];
  /** Where people are shown everything meanwhile. */
  readonly others: readonly Platform[];
};

/** What the team reads elsewhere of a platform that shows it nothing, or brings nothing of it. */
export const platformWords = {
  title: ({ platform, parts }: Pick<PlatformTrouble, "platform" | "parts">) => {
    const name = platformNames[platform];
    if (parts.length > 1) return `labelpod is cut off from ${name}`;
    return parts[0] === "commands" ? `Commands on ${name} don't reach labelpod` : `${name} takes no cards`;
  },
  lines: ({ platform, parts, sinceMs, sentences, others }: PlatformTrouble): readonly Line[] => [
    [sentences.join(" ")],
    parts.includes("cards")
      ? line`That began ${moment(sinceMs)}. What labelpod shows meanwhile, a warning of a stop too, reaches ${platformNames[platform]} only when it works again: look at ${listed(others)} until then, and tell those who don't.`
      : line`That began ${moment(sinceMs)}. Until it works again, give commands on ${listed(others)}.`,
  ],
  overTitle: ({ platform, parts }: Pick<PlatformTrouble, "platform" | "parts">) => {
    const name = platformNames[platform];
    if (parts.length > 1) return `labelpod is connected to ${name} again`;
    return parts[0] === "commands" ? `Commands on ${name} reach labelpod again` : `${name} takes cards again`;
  },
  over: (parts: readonly ChatPart[], lastedMs: number) =>
    parts.includes("cards")
      ? `Nothing was shown there for ${formatDuration(lastedMs)}; what waited appears now.`
      : `No command came through for ${formatDuration(lastedMs)}: give again what had no answer.`,
  leftTitle: (platform: Platform) => `labelpod is not on ${platformNames[platform]} any more`,
  left: () => "It is not among the platforms of its settings now, so nothing has to be done.",
  settingTitle: () => "Something has to be set before labelpod's next start",
  /** In an answer about something else. */
  status: ({ platform, parts, sinceMs, sentences }: Omit<PlatformTrouble, "others">): Line =>
    line`${platformWords.title({ platform, parts })}: ${sentences.join(" ")} That began ${moment(sinceMs)}.`,
  /** For whoever looks at the terminal. */
  report: (trouble: PlatformTrouble) => `${platformWords.title(trouble)}: ${trouble.sentences.join(" ")}`,
} as const;

export const platformFailures = {
  notJoined: (platform: Platform) =>
    new UserFacingError(
      "not-joined",
      `labelpod is not connected to ${platformNames[platform]} yet: it goes on trying, so wait a little.`,
      { retryable: true },
    ),
} as const;

function listed(platforms: readonly Platform[]): string {
  return platforms.map((platform) => platformNames[platform]).join(" or ");
}
