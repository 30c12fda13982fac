import { UserFacingError } from "../../core/common/errors.ts";
import { slackFailures } from "../../core/words/slack.ts";
import type { SlackApi } from "./api.ts";
import { type SlackApiError, isRefusal } from "./api-error.ts";
import { botScopes } from "./manifest.ts";
import { createPostedCards, type PostedCards } from "./posted-cards.ts";
import { authSchema } from "./schema.ts";

/** The bot as Slack knows it, with the cards that are in the channel already. */
export type Access = { readonly botId: string; readonly botUserId: string; readonly posted: PostedCards };

/**
 * Makes sure at the start that the token, the workspace, the channel and the scopes fit together.
 * @throws UserFacingError with one sentence on the first that does not
 */
export async function checkAccess(
  api: SlackApi,
  home: { workspaceId: string; channelId: string },
  signal: AbortSignal,
): Promise<Access> {
  try {
    const auth = authSchema.parse(await api.call("auth.test", {}, signal));
    if (auth.team_id !== home.workspaceId) throw slackFailures.wrongWorkspace();
    const granted = auth.response_metadata?.scopes;
    const missing = granted === undefined ? [] : botScopes.filter((scope) => !granted.includes(scope));
    if (missing.length > 0) throw slackFailures.missingScopes(missing);
    const posted = createPostedCards(api, home.channelId, auth.bot_id);
    await posted.look(signal);
    return { botId: auth.bot_id, botUserId: auth.user_id, posted };
  } catch (error) {
    throw explain(error);
  }
}

const deadTokens = [
  "invalid_auth",
  "not_authed",
  "account_inactive",
  "token_revoked",
  "token_expired",
] as const;

function explain(error: unknown): UserFacingError {
  if (error instanceof UserFacingError) return error;
  if (isRefusal(error, ...deadTokens)) return slackFailures.wrongBotToken();
  if (isRefusal(error, "not_in_channel", "channel_not_found")) return slackFailures.notInChannel();
  if (isRefusal(error, "missing_scope")) return slackFailures.missingScopes(botScopes);
  return isRefusal(error, "unreachable") ? slackFailures.unreachable() : slackFailures.unexpected(error);
}

/** Why Socket Mode could not be begun. */
export function explainAppToken(error: SlackApiError): UserFacingError {
  if (isRefusal(error, ...deadTokens, "not_allowed_token_type", "missing_scope"))
    return slackFailures.wrongAppToken();
  return isRefusal(error, "unreachable") ? slackFailures.unreachable() : slackFailures.unexpected(error);
}
