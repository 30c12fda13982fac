import { discordError } from "./discord-channel.ts";
import { deleted, everywhere, type FaultAt, hour, once, page, type Refusal } from "./refusal.ts";

const hourMs = 3_600_000;

/** All that Discord is known to refuse a bot with in its channel. */
export const discordRefusals: readonly Refusal[] = [
  once("401, once", discordError(401, 0)),
  hour("401 (the token was reset)", discordError(401, 0)),
  hour("403 with 50001 (the bot has no access)", discordError(403, 50_001)),
  hour("403 with 50013 (a permission is missing)", discordError(403, 50_013)),
  hour("404 with 10003 (the channel was deleted)", discordError(404, 10_003)),
  { ...deleted("404 with 10008 (the message was deleted), once"), lasts: 1 },
  { ...deleted("404 with 10008 (the message was deleted), twice"), lasts: 2 },
  {
    answers: "400 with 50035 (the content is refused)",
    lasts: "an hour",
    situations: everywhere,
    fault: ({ ask }) => (hasEmbeds(ask.body) ? discordError(400, 50_035) : undefined),
  },
  once("429 with `retry-after: 5`", discordError(429, 0, { "retry-after": "5" })),
  {
    answers: "429 with a `retry-after` of an hour",
    lasts: "an hour",
    situations: everywhere,
    fault: ({ leftMs }) => discordError(429, 0, { "retry-after": String(Math.ceil(leftMs / 1000)) }),
  },
  hour("429 as a page without `retry-after`", page(429)),
  {
    answers: "429 with 30046 (edits of a message that is over an hour old)",
    lasts: "an hour",
    situations: ["old"],
    fault: (at) => (isOldEdit(at) ? discordError(429, 30_046, { "retry-after": "20" }) : undefined),
  },
  hour("500", discordError(500, 0)),
  hour("502 as a page", page(502)),
  hour("200 as a page", page(200)),
  hour("no answer (requests hang)", "hung"),
  hour("no answer (connections are cut)", "reset"),
  { answers: "no answer, but the message was posted", lasts: 1, situations: everywhere, fault: () => "lost" },
  {
    answers: "no answer, and the message is posted half a minute later",
    lasts: 1,
    situations: ["post"],
    fault: () => "late",
  },
];

function hasEmbeds(body: Readonly<Record<string, unknown>>): boolean {
  return Array.isArray(body["embeds"]) && body["embeds"].length > 0;
}

/** What Discord limits by a rule of its own. */
export function isOldEdit({ ask, channel, nowMs }: Omit<FaultAt, "leftMs">): boolean {
  const message = channel.messages().find(({ id }) => id === ask.messageId);
  return ask.kind === "edit" && message !== undefined && nowMs - message.postedAtMs > hourMs;
}
