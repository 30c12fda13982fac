import { RESTJSONErrorCodes as Codes } from "discord.js";
import type { RefusalKind } from "../board/refused-error.ts";

/** What Discord's own numbers mean for a bot that posts in one channel. Source: discord-api-types, `RESTJSONErrorCodes`. */
const codesOf = {
  away: [
    Codes.FeatureTemporarilyDisabledServerSide,
    Codes.CloudflareIsBlockingYourRequest,
    Codes.APIResourceOverloaded,
    Codes.ApplicationNotYetAvailable,
  ],
  busy: [
    Codes.ActionCannotBePerformedDueToSlowmodeRateLimit,
    Codes.AnnouncementEditLimitExceeded,
    Codes.ChannelWriteRateLimit,
    Codes.ServerWriteRateLimit,
    Codes.SendMessagesHasBeenTemporarilyDisabled,
    Codes.ServiceResourceIsBeingRateLimited,
  ],
  "old-edits": [Codes.MaximumNumberOfEditsToMessagesOlderThanOneHourReached],
  token: [Codes.Unauthorized, Codes.InvalidToken],
  channel: [
    Codes.UnknownChannel,
    Codes.UnknownGuild,
    Codes.MissingAccess,
    Codes.UserBannedFromThisGuild,
    Codes.CannotSendMessagesInNonTextChannel,
    Codes.CannotExecuteActionOnThisChannelType,
    Codes.CannotSendAMessageInAForumChannel,
  ],
  rights: [
    Codes.MissingPermissions,
    Codes.MissingRequiredOAuth2Scope,
    Codes.ChannelVerificationLevelTooHighForYouToGainAccess,
  ],
  content: [
    Codes.InvalidFormBodyOrContentType,
    Codes.RequestBodyContainsInvalidJSON,
    Codes.CannotSendAnEmptyMessage,
    Codes.RequestEntityTooLarge,
    Codes.ExplicitContentCannotBeSentToTheDesiredRecipient,
    Codes.InvalidMessageType,
    Codes.MessageWasBlockedByAutomaticModeration,
    Codes.TitleWasBlockedByAutomaticModeration,
    Codes.MessageBlockedByHarmfulLinksFilter,
    Codes.UnknownEmoji,
    Codes.SpecifiedEmojiIsInvalid,
  ],
  unexpected: [],
} as const satisfies Record<RefusalKind, readonly Codes[]>;

const kinds: readonly RefusalKind[] = ["away", "busy", "old-edits", "token", "channel", "rights", "content"];

const kindOfCode: ReadonlyMap<number, RefusalKind> = new Map(
  kinds.flatMap((kind) => codesOf[kind].map((code) => [code, kind] as const)),
);

const kindOfStatus: ReadonlyMap<number, RefusalKind> = new Map([
  [400, "content"],
  [401, "token"],
  [403, "rights"],
  [404, "channel"],
  [413, "content"],
  [429, "busy"],
]);

/** @param code Discord's own number; 0 where it gives none */
export function kindOfRefusal(status: number, code: number): RefusalKind {
  const byStatus = kindOfStatus.get(status) ?? (status >= 500 ? "away" : "unexpected");
  // A number that is not listed says something else than its status does, such as that an interaction is not known.
  const isVague = code === 0 || status === 429 || status === 413 || status === 400 || status === 403;
  return kindOfCode.get(code) ?? (isVague || status >= 500 ? byStatus : "unexpected");
}
