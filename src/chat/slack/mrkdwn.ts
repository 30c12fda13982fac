import type { Inline, Line } from "../../core/records/text.ts";

/** A stretch of a line in Slack's markup; only what has its `plain` text may be cut within. */
type Piece = { readonly markup: string; readonly plain?: string };

const ellipsis = "…";

/** Escapes Slack's three control characters, so that no text can mention anybody or make a link. */
export function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** The text escaped, cut at a whole character with "…" when the result would be longer than `limit`. */
export function clipText(text: string, limit: number): string {
  const whole = escapeText(text);
  return whole.length <= limit ? whole : `${escapedStart(text, limit - ellipsis.length)}${ellipsis}`;
}

/** A line in Slack's markup of at most `limit` characters; a mention or a date is left out whole rather than cut. */
export function renderLine(text: Line, limit: number): string {
  const pieces = text.flatMap(toPieces);
  const whole = pieces.map(({ markup }) => markup).join("");
  if (whole.length <= limit) return whole;
  let result = "";
  for (const { markup, plain } of pieces) {
    const room = limit - ellipsis.length - result.length;
    if (markup.length <= room) {
      result += markup;
      continue;
    }
    if (plain !== undefined) result += escapedStart(plain, room);
    break;
  }
  return `${result}${ellipsis}`;
}

function escapedStart(text: string, room: number): string {
  let result = "";
  for (const character of text) {
    const escaped = escapeText(character);
    if (result.length + escaped.length > room) break;
    result += escaped;
  }
  return result;
}

function toPieces(part: Inline): readonly Piece[] {
  if (typeof part === "string") return withLinks(part);
  if (part.kind === "moment") return [{ markup: formatMoment(part.atMs) }];
  if (part.kind === "code") return [codePiece(part.text)];
  if (part.kind === "server-url") return [codePiece(part.base)];
  if (part.kind === "strong") return [{ markup: enclose("*", part.text.replaceAll("*", "∗")) }];
  const { platform, id, name } = part.person;
  return platform === "slack" && isUserId(id)
    ? [{ markup: `<@${id}>` }]
    : [{ markup: escapeText(name), plain: name }];
}

function codePiece(text: string): Piece {
  return { markup: enclose("`", text.replaceAll("`", "ˋ")) };
}

/** Since texts are sent as they are, an address is a link only when it is made one. */
function withLinks(text: string): readonly Piece[] {
  return text
    .split(/(https?:\/\/[^\s<>|"`]+)/)
    .filter((part) => part !== "")
    .map((part) =>
      /^https?:\/\//.test(part)
        ? { markup: `<${escapeText(part)}>` }
        : { markup: escapeText(part), plain: part },
    );
}

/** Markup ends at a line break and does not take hold around nothing. */
function enclose(sign: string, text: string): string {
  const inner = escapeText(text.replaceAll(/\s+/g, " ").trim());
  return inner === "" ? "" : `${sign}${inner}${sign}`;
}

/** In each reader's own zone. Source: https://docs.slack.dev/messaging/formatting-message-text#date-formatting */
function formatMoment(atMs: number): string {
  const fallback = new Date(atMs).toISOString().slice(0, 16).replace("T", " ");
  return `<!date^${Math.floor(atMs / 1000)}^{date_short_pretty} {time}|${fallback} UTC>`;
}

function isUserId(id: string): boolean {
  return /^[UW][A-Z0-9]+$/.test(id);
}
