import type { types } from "@slack/bolt";
import type { Action, Card, Field, StepLine, Tone } from "../../core/records/card.ts";
import { formatBar, formatDuration } from "../../core/common/format.ts";
import { mention } from "../../core/records/text.ts";
import type { Line } from "../../core/records/text.ts";
import { slackWords, toneWords } from "../../core/words/slack.ts";
import {
  actionsBlock,
  fieldsBlock,
  fitBlocks,
  headerBlock,
  joinLines,
  limits,
  sectionBlock,
} from "./blocks.ts";
import { clipText, escapeText, renderLine } from "./mrkdwn.ts";

/** What Slack's message calls take: `text` is what notifications and screen readers read instead of the blocks. */
export type SlackMessage = { readonly text: string; readonly blocks: types.KnownBlock[] };

const signs: Readonly<Record<Tone, string>> = {
  working: "⏳",
  good: "✅",
  warning: "⚠️",
  bad: "❌",
  quiet: "ℹ️",
};
const stepSigns = { done: "✅", now: "⏳", next: "▫️", failed: "❌" } as const;
const buttonStyles = { primary: { style: "primary" }, danger: { style: "danger" }, plain: {} } as const;

/** The buttons' `action_id` begins with it. */
export const actionIdPrefix = "labelpod-";

/** A card as a message: blocks in one order everywhere, cut with "…" where Slack's limits demand it. */
export function renderCard(card: Card): SlackMessage {
  const body = bodyLines(card);
  const title = titleText(card);
  const buttons = renderButtons(card.actions ?? []);
  const middle = [
    ...joinLines(body).map(sectionBlock),
    ...renderFields(card.fields ?? []),
    ...joinLines((card.steps ?? []).map(stepText)).map(sectionBlock),
    ...barTexts(card).map(sectionBlock),
  ];
  return {
    text: topText([
      clipText(title, limits.headerText),
      ...body,
      ...fieldTexts(card.fields ?? []),
      ...barTexts(card),
    ]),
    blocks: [headerBlock(title), ...fitBlocks(middle, limits.blocks - 1 - buttons.length), ...buttons],
  };
}

/** A card as text alone. Without the empty list an edit keeps the blocks that are there, and with them old buttons. */
export function renderPlainCard(card: Card): SlackMessage {
  const whom = card.notify === undefined ? [] : [renderLine([mention(card.notify)], limits.sectionText)];
  const title = clipText(titleText(card), limits.headerText);
  return { text: topText([title, ...whom, slackWords.restNotTaken]), blocks: [] };
}

function titleText({ tone, title }: Card): string {
  return `${signs[tone]} ${toneWords[tone]}: ${title}`;
}

function bodyLines(card: Card): readonly string[] {
  const lines: readonly Line[] =
    card.notify === undefined ? card.lines : [[mention(card.notify)], ...card.lines];
  return lines.map((line) => renderLine(line, limits.sectionText));
}

function fieldTexts(fields: readonly Field[]): readonly string[] {
  return fields.map(({ name, value }) => `${escapeText(name)}: ${renderLine(value, limits.fieldText)}`);
}

function renderFields(fields: readonly Field[]): types.KnownBlock[] {
  const texts = fields
    .map(({ name, value }) => {
      const head = renderLine([{ kind: "strong", text: name }], limits.fieldText / 2);
      return `${head}\n${renderLine(value, limits.fieldText / 2 - 1)}`;
    })
    .filter((text) => text.trim() !== "");
  const blocks: types.KnownBlock[] = [];
  for (let start = 0; start < texts.length; start += limits.fields) {
    blocks.push(fieldsBlock(texts.slice(start, start + limits.fields)));
  }
  return blocks;
}

function stepText({ title, state, elapsedMs, expectedMs }: StepLine): string {
  const expected = `about ${formatDuration(expectedMs)}`;
  const elapsed = elapsedMs === undefined ? undefined : formatDuration(elapsedMs);
  const times = {
    done: elapsed ?? "done",
    now: elapsed === undefined ? expected : `${elapsed} of ${expected}`,
    next: expected,
    failed: elapsed === undefined ? "failed" : `failed after ${elapsed}`,
  } as const;
  return clipText(`${stepSigns[state]} ${title} · ${times[state]}`, limits.sectionText);
}

function barTexts({ bar }: Card): readonly string[] {
  return bar === undefined ? [] : [clipText(`${formatBar(bar.fraction)} ${bar.label}`, limits.sectionText)];
}

/** A command line that is too long for a button would run as another one, so such a button is not shown. */
function renderButtons(actions: readonly Action[]): types.KnownBlock[] {
  const fitting = actions
    .map((action) => ({ ...action, value: escapeText(action.commandLine) }))
    .filter(({ value }) => value.trim() !== "" && value.length <= limits.buttonValue)
    .slice(0, limits.buttons);
  if (fitting.length === 0) return [];
  const elements = fitting.map(({ label, commandLine, value, style }, index): types.Button => ({
    type: "button",
    action_id: `${actionIdPrefix}${index}`,
    text: {
      type: "plain_text",
      text: clipText(label.trim() === "" ? commandLine : label, limits.buttonText),
      emoji: true,
    },
    value,
    ...buttonStyles[style],
  }));
  return [actionsBlock(elements)];
}

function topText(texts: readonly string[]): string {
  let result = "";
  for (const text of texts) {
    const longer = result === "" ? text : `${result}\n${text}`;
    if (longer.length > limits.topText - 1) return `${result}…`;
    result = longer;
  }
  return result;
}
