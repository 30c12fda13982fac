import { deleted, everywhere, hour, hugePage, once, onMessages, page, type Refusal } from "./refusal.ts";
import { slackError } from "./slack-channel.ts";

/** Of the errors that docs.slack.dev lists for chat.postMessage and chat.update: those about the token, the place and Slack itself. */
const lasting = [
  "invalid_auth",
  "account_inactive",
  "token_revoked",
  "token_expired",
  "not_authed",
  "org_login_required",
  "team_access_not_granted",
  "ekm_access_denied",
  "is_archived",
  "channel_not_found",
  "not_in_channel",
  "missing_scope",
  "no_permission",
  "restricted_action",
  "not_allowed_token_type",
  "fatal_error",
  "internal_error",
  "service_unavailable",
  "team_added_to_org",
] as const;

/** Those about what a message holds, which a text alone does not meet. */
const ofContent = ["msg_too_long", "msg_blocks_too_long", "invalid_blocks", "invalid_blocks_format"] as const;

/** All that Slack is known to refuse a bot with in its channel. */
export const slackRefusals: readonly Refusal[] = [
  ...lasting.map((word) => hour(`\`${word}\``, slackError(word))),
  ...ofContent.map((word): Refusal => ({
    answers: `\`${word}\``,
    lasts: "an hour",
    situations: everywhere,
    fault: ({ ask }) => (hasBlocks(ask.body) ? slackError(word) : undefined),
  })),
  ...(["edit_window_closed", "cant_update_message"] as const).map((word): Refusal => ({
    answers: `\`${word}\``,
    lasts: "an hour",
    situations: onMessages,
    fault: ({ ask }) => (ask.kind === "edit" ? slackError(word) : undefined),
  })),
  { ...deleted("`message_not_found` (the message was deleted), once"), lasts: 1 },
  { ...deleted("`message_not_found` (the message was deleted), twice"), lasts: 2 },
  once("429 with `Retry-After: 30`", { ...slackError("ratelimited", { "retry-after": "30" }), status: 429 }),
  {
    answers: "429 with a `Retry-After` of an hour",
    lasts: "an hour",
    situations: everywhere,
    fault: ({ leftMs }) => ({
      ...slackError("ratelimited", { "retry-after": String(Math.ceil(leftMs / 1000)) }),
      status: 429,
    }),
  },
  hour("`ratelimited` without `Retry-After`", slackError("ratelimited")),
  hour("429 as a page without `Retry-After`", page(429)),
  hour("500", page(500)),
  hour("200 as a page", page(200)),
  once("200 as a page of 2 MB, once", hugePage),
  hour("a page as its error code", slackError("<html>PATIENT^JANE https://gate.example/?key=secret</html>")),
  hour("no answer (requests hang)", "hung"),
  hour("no answer (connections are cut)", "reset"),
  { answers: "no answer, but the message was posted", lasts: 1, situations: everywhere, fault: () => "lost" },
  {
    answers: "no answer, and the message is posted half a minute later",
    lasts: 1,
    situations: ["post"],
    fault: () => "late",
  },
  {
    ...once("`internal_error`, while the channel can't be read", slackError("internal_error")),
    reads: slackError("missing_scope"),
  },
  {
    ...once("`msg_too_long`, while the channel can't be read", slackError("msg_too_long")),
    reads: slackError("missing_scope"),
  },
  {
    ...once("no answer, but the message was posted, and the channel can't be read", "lost"),
    reads: slackError("missing_scope"),
    leavesOne: true,
  },
];

function hasBlocks({ blocks }: Readonly<Record<string, unknown>>): boolean {
  return Array.isArray(blocks) && blocks.length > 0;
}
