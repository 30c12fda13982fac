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
    return parts[0] === "commands"
      ? `Commands on ${name} don't reach labelpod`
      : `labelpod can't post on ${name}`;
  },
  lines: ({ platform, parts, sinceMs, sentences, others }: PlatformTrouble): readonly Line[] => [
    [sentences.join(" ")],
    parts.includes("cards")
      ? line`That began ${moment(sinceMs)}. Until this is fixed, labelpod's messages, including warnings before a pod stops, appear only on ${others.map(nameOf).join(" and ")}. Please tell people who read only ${platformNames[platform]}.`
      : line`That began ${moment(sinceMs)}. Until it works again, give commands on ${others.map(nameOf).join(" or ")}.`,
  ],
  overTitle: ({ platform, parts }: Pick<PlatformTrouble, "platform" | "parts">) => {
    const name = platformNames[platform];
    if (parts.length > 1) return `labelpod is connected to ${name} again`;
    return parts[0] === "commands"
      ? `Commands on ${name} reach labelpod again`
      : `labelpod can post on ${name} again`;
  },
  /** Of both it may have been one at a time that did not work. */
  over: (parts: readonly ChatPart[], lastedMs: number) => {
    const lasted = formatDuration(lastedMs);
    if (parts.length > 1)
      return `For ${lasted}, messages or commands did not get through: messages that waited appear now, and please give again each command that had no answer.`;
    return parts[0] === "commands"
      ? `No command came through for ${lasted}: please give again each command that had no answer.`
      : `Nothing was shown there for ${lasted}; messages that waited appear now.`;
  },
  leftTitle: (platform: Platform) => `labelpod is not on ${platformNames[platform]} any more`,
  left: (platform: Platform) =>
    `${platformNames[platform]} is no longer in labelpod's settings. If that is intended, there is nothing to do.`,
  settingTitle: () => "Change a setting before labelpod is restarted",
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

function nameOf(platform: Platform): string {
  return platformNames[platform];
}
