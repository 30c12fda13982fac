import type { RefusalKind } from "../board/refused-error.ts";

/**
 * What Slack's words mean for whoever sends a message, edits, deletes or looks. Source: the errors of chat.postMessage, chat.update,
 * chat.delete, conversations.history and apps.connections.open below https://docs.slack.dev/reference/methods
 */
const wordsByKind: Readonly<Partial<Record<RefusalKind, readonly string[]>>> = {
  away: [
    "external_channel_migrating",
    "fatal_error",
    "internal_error",
    "org_login_required",
    "request_timeout",
    "service_unavailable",
    "team_added_to_org",
    "update_failed",
  ],
  busy: ["message_limit_exceeded", "rate_limited", "ratelimited"],
  token: [
    "account_inactive",
    "invalid_auth",
    "not_allowed_token_type",
    "not_authed",
    "team_disabled",
    "token_expired",
    "token_revoked",
    "two_factor_setup_required",
    "user_removed_from_team",
  ],
  channel: ["channel_not_found", "is_archived", "is_inactive", "not_in_channel", "team_not_found"],
  rights: [
    "access_denied",
    "accesslimited",
    "as_user_not_supported",
    "cant_delete_message",
    "cant_update_message",
    "compliance_exports_prevent_deletion",
    "edit_window_closed",
    "ekm_access_denied",
    "enterprise_is_restricted",
    "forbidden_team",
    "messages_tab_disabled",
    "missing_scope",
    "no_permission",
    "not_allowed",
    "restricted_action",
    "restricted_action_non_threadable_channel",
    "restricted_action_read_only_channel",
    "restricted_action_thread_locked",
    "restricted_action_thread_only_channel",
    "team_access_not_granted",
  ],
  content: [
    "attachment_payload_limit_exceeded",
    "block_mismatch",
    "invalid_arg_name",
    "invalid_arguments",
    "invalid_array_arg",
    "invalid_attachments",
    "invalid_blocks",
    "invalid_blocks_format",
    "invalid_charset",
    "invalid_form_data",
    "invalid_metadata_format",
    "invalid_metadata_schema",
    "invalid_post_type",
    "markdown_text_conflict",
    "message_too_long",
    "metadata_must_be_sent_from_app",
    "metadata_too_large",
    "missing_post_type",
    "msg_blocks_too_long",
    "msg_too_long",
    "no_text",
    "slack_connect_file_link_sharing_blocked",
    "too_many_attachments",
    "too_many_contact_cards",
  ],
  unexpected: ["deprecated_endpoint", "message_not_found", "method_deprecated", "unknown_method"],
};

const kindsByWord: ReadonlyMap<string, RefusalKind> = new Map(
  (["away", "busy", "token", "channel", "rights", "content", "unexpected"] as const).flatMap((kind) =>
    (wordsByKind[kind] ?? []).map((word): [string, RefusalKind] => [word, kind]),
  ),
);

/** Slack says itself that the request may have been carried out in part before them, or does not say. */
const doubtfulWords: ReadonlySet<string> = new Set(["fatal_error", "internal_error", "update_failed"]);

/** What a word of Slack's means, and whether nothing can have come of the request; a word that is not known says little. */
export function refusalKind(word: string): { readonly kind: RefusalKind; readonly isCertain: boolean } {
  const kind = kindsByWord.get(word);
  return { kind: kind ?? "unexpected", isCertain: kind !== undefined && !doubtfulWords.has(word) };
}
