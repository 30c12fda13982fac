import type { Inline, Line, Person } from "../../core/records/text.ts";
import { discordWords } from "../../core/words/discord.ts";

/** Text in Discord's markup that may only be cut between its atoms; a mark that is opened is closed again. */
export type Piece = { readonly open: string; readonly atoms: readonly string[]; readonly close: string };

const snowflake = /^\d{17,20}$/;

/** Signs that mean something anywhere, a colon in `https://` and `:smile:`, and what means something at a line's start. */
const meaningful = /[\\*_~`|<[@]|:(?=[\w/+-]|$)|(?<=^\s*)[#>+-]/g;

export function toPieces(text: Line): readonly Piece[] {
  return text.map(toPiece);
}

function toPiece(part: Inline): Piece {
  if (typeof part === "string") return piece(escape(part));
  if (part.kind === "moment") return piece([`<t:${Math.floor(part.atMs / 1000)}:R>`]);
  if (part.kind === "person")
    return piece(canMention(part.person) ? [`<@${part.person.id}>`] : escape(part.person.name));
  if (part.kind === "strong") return piece(escape(part.text), "**");
  return codePiece(part.kind === "code" ? part.text : part.base);
}

/** Nothing but a backtick means anything inside backticks, and nothing can escape one there. */
function codePiece(text: string): Piece {
  return piece(Array.from(tidy(text).replaceAll("`", "ˋ")), "`");
}

/** Whether Discord knows this person; only then a mention of them is one. */
export function canMention({ platform, id }: Person): boolean {
  return platform === "discord" && snowflake.test(id);
}

function piece(atoms: readonly string[], mark = ""): Piece {
  return { open: mark, atoms, close: mark };
}

/** Pieces of each row with line breaks between the rows. */
export function joinRows(rows: readonly (readonly Piece[])[]): readonly Piece[] {
  return rows.flatMap((row, index) => (index === 0 ? row : [piece(["\n"]), ...row]));
}

/** The pieces as text of at most `limit` characters; what does not fit is replaced by "…". */
export function fit(pieces: readonly Piece[], limit: number): string {
  const whole = pieces.map((each) => take(each, Infinity)).join("");
  if (whole.length <= limit) return whole;
  let cut = "";
  for (const each of pieces) {
    const taken = take(each, limit - 1 - cut.length);
    cut += taken;
    if (taken !== take(each, Infinity)) break;
  }
  return `${cut}…`;
}

function take({ open, atoms, close }: Piece, room: number): string {
  let taken = "";
  for (const atom of atoms) {
    if (open.length + taken.length + atom.length + close.length > room) break;
    taken += atom;
  }
  return taken === "" ? "" : `${open}${taken}${close}`;
}

/** Text where Discord knows no markup, such as on a button. */
export function clip(text: string, limit: number): string {
  return fit([piece(Array.from(tidy(text)))], limit);
}

/** Discord refuses labels, names and values of nothing but space. */
export function visible(text: string): string {
  return text.trim() === "" ? discordWords.nothing : text;
}

/** One atom per character; what could begin markup, a mention, a link, an emoji, a list or a heading loses its meaning. */
function escape(text: string): readonly string[] {
  return (
    tidy(text)
      .replaceAll(meaningful, String.raw`\$&`)
      .match(/\\?./gsu) ?? []
  );
}

/** One line of well-formed text: control characters become spaces, marks that turn the reading direction go. */
function tidy(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/\p{Cc}+/gu, " ")
    .replaceAll(/[\u202A-\u202E\u2066-\u2069]/g, "");
}
