import type { Log } from "../../core/common/log.ts";
import { slackFailures } from "../../core/words/slack.ts";
import { RefusedError } from "../board/refused-error.ts";
import type { SlackApi } from "./api.ts";
import { explainCards } from "./explain.ts";
import { botScopes, historyScopes } from "./manifest.ts";
import { listPostedCards } from "./posted-cards.ts";
import { readAnswer } from "./read-refusal.ts";
import { authSchema } from "./schema.ts";

/** The bot as Slack knows it. */
export type Access = { readonly botId: string; readonly botUserId: string };

export type AccessDeps = {
  readonly api: SlackApi;
  readonly home: { readonly workspaceId: string; readonly channelId: string };
  readonly log: Log;
};

/**
 * Makes sure at the start that the token, the workspace, the channel and the scopes fit together.
 * @throws UserFacingError with one sentence on the first that does not
 */
export async function checkAccess(deps: AccessDeps, signal: AbortSignal): Promise<Access> {
  try {
    return await check(deps, signal);
  } catch (error) {
    throw error instanceof RefusedError ? explainCards(error) : error;
  }
}

async function check({ api, home, log }: AccessDeps, signal: AbortSignal): Promise<Access> {
  const auth = readAnswer(authSchema, await api.call("auth.test", {}, signal));
  if (auth.team_id !== home.workspaceId) throw slackFailures.wrongWorkspace();
  const granted = auth.response_metadata?.scopes;
  const missing = granted === undefined ? [] : botScopes.filter((scope) => !granted.includes(scope));
  // Cards and commands go without a look into the channel; whoever needs one after a doubtful post hears of the scope then.
  if (missing.some((scope) => !historyScopes.includes(scope))) throw slackFailures.missingScopes(missing);
  if (missing.length > 0) log.warn("slack scopes missing", { missing });
  const { bot_id: botId, user_id: botUserId } = auth;
  await listPostedCards(api, { channelId: home.channelId, botId }, signal).catch((error: unknown) => {
    const isPassable = error instanceof RefusedError && error.kind !== "channel" && error.kind !== "token";
    if (!isPassable) throw error;
    log.warn("slack channel not readable", { code: error.code });
  });
  return { botId, botUserId };
}
