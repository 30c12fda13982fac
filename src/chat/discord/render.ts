import type { APIAllowedMentions, APIEmbed } from "discord.js";
import type { Bar, Card, Tone } from "../../core/records/card.ts";
import { formatBar } from "../../core/common/format.ts";
import { type Line, code, line, mention } from "../../core/records/text.ts";
import { discordWords, stepText, toneMarks } from "../../core/words/discord.ts";
import { type ButtonRow, renderButtons, unpressableActions } from "./render-buttons.ts";
import { renderFields } from "./render-fields.ts";
import { canMention, fit, joinRows, toPieces } from "./markup.ts";

/** A message with all its parts, so that an edit leaves nothing of an older state behind. */
export type MessageBody = {
  readonly content: string;
  readonly embeds: readonly APIEmbed[];
  readonly components: readonly ButtonRow[];
  readonly allowed_mentions: APIAllowedMentions;
};

/** Discord's limits in characters, of all texts of an embed together too, and how many of the description's progress may take. */
const limits = { content: 2000, title: 256, description: 4096, progress: 1500, embed: 6000 } as const;

const colours: Readonly<Record<Tone, number>> = {
  working: 0x34_98_db,
  good: 0x2e_cc_71,
  warning: 0xf1_c4_0f,
  bad: 0xe7_4c_3c,
  quiet: 0x95_a5_a6,
};

const barWidth = 20;
const gap = "\n\n";

/**
 * A card as a message: an embed, because it has columns and lets the message keep a plain text that phones show.
 * Only whom the card notifies is mentioned so that they are notified, and an edit mentions nobody.
 */
export function renderCard(card: Card): MessageBody {
  const { notify } = card;
  const isNotified = notify !== undefined && canMention(notify);
  const content = isNotified ? fit(toPieces(line`${mention(notify)} ${card.title}`), limits.content) : "";
  return {
    content,
    embeds: [renderEmbed(card)],
    components: renderButtons(card.actions ?? []),
    allowed_mentions: isNotified ? { parse: [], users: [notify.id] } : { parse: [] },
  };
}

/** A card as text alone, with the mark of how it ended, for when Discord takes no more of it. */
export function renderPlain(card: Card): MessageBody {
  const { content, allowed_mentions } = renderCard(card);
  const title = `${toneMarks[card.tone]} ${card.title}`;
  const isNotified = content !== "" && card.notify !== undefined;
  const rows = [
    isNotified ? line`${mention(card.notify)} ${title}` : line`${title}`,
    [discordWords.restNotTaken],
  ];
  const text = fit(joinRows(rows.map(toPieces)), limits.content);
  return { content: text, embeds: [], components: [], allowed_mentions };
}

/** The message as an edit, which notifies nobody. */
export function withoutNotice(body: MessageBody): MessageBody {
  return { ...body, allowed_mentions: { parse: [] } };
}

export function renderEdit(card: Card): MessageBody {
  return withoutNotice(renderCard(card));
}

function renderEmbed(card: Card): APIEmbed {
  const title = fit(toPieces([`${toneMarks[card.tone]} ${card.title}`]), limits.title);
  const typed = unpressableActions(card.actions ?? []).map(
    ({ label, commandLine }) => line`${label}: ${code(`/${commandLine}`)}`,
  );
  const progress = fitLines([...barLines(card.bar), ...(card.steps ?? []).map(stepText)], limits.progress);
  const room = limits.description - progress.length - gap.length;
  const description = [fitLines([...card.lines, ...typed], room), progress]
    .filter((text) => text.trim() !== "")
    .join(gap);
  const fields = renderFields(card.fields ?? [], limits.embed - title.length - description.length);
  return { title, description, color: colours[card.tone], fields };
}

function fitLines(lines: readonly Line[], limit: number): string {
  return fit(joinRows(lines.map(toPieces)), limit);
}

function barLines(bar: Bar | undefined): readonly Line[] {
  if (bar === undefined) return [];
  return [line`${code(formatBar(bar.fraction, barWidth))} ${bar.label}`];
}
