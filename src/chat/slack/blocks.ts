import type { types } from "@slack/bolt";
import { moreNotShown } from "../../core/words/slack.ts";
import { clipText, escapeText } from "./mrkdwn.ts";

type Button = types.Button;

/** Slack's limits. Source: https://docs.slack.dev/reference/block-kit/blocks and the pages below it. */
export const limits = {
  blocks: 50,
  sectionText: 3000,
  headerText: 150,
  fields: 10,
  fieldText: 2000,
  buttons: 25,
  buttonText: 75,
  buttonValue: 2000,
  /** Of all blocks together; Slack names no figure for `msg_blocks_too_long`, so this is kept low. */
  allText: 11_000,
  /** Of the top-level text. Source: https://docs.slack.dev/reference/methods/chat.postMessage#truncating */
  topText: 4000,
} as const;

export function headerBlock(text: string): types.HeaderBlock {
  return {
    type: "header",
    text: { type: "plain_text", text: clipText(text, limits.headerText), emoji: true },
  };
}

/** `mrkdwn` is in Slack's markup already; `verbatim` keeps Slack from finding names and channels in it. */
export function sectionBlock(mrkdwn: string): types.SectionBlock {
  return { type: "section", text: markup(mrkdwn) };
}

export function fieldsBlock(fields: readonly string[]): types.SectionBlock {
  return { type: "section", fields: fields.map((field) => markup(field)) };
}

export function noteBlock(mrkdwn: string): types.ContextBlock {
  return { type: "context", elements: [markup(mrkdwn)] };
}

export function actionsBlock(elements: Button[]): types.ActionsBlock {
  return { type: "actions", elements };
}

function markup(text: string): types.MrkdwnElement {
  return { type: "mrkdwn", text, verbatim: true };
}

/** Joins lines to texts that each fit into a section; each line must fit by itself. */
export function joinLines(lines: readonly string[]): readonly string[] {
  const texts: string[] = [];
  for (const line of lines) {
    const last = texts.at(-1);
    const joined = `${last}\n${line}`;
    if (last !== undefined && joined.length <= limits.sectionText) texts[texts.length - 1] = joined;
    else texts.push(line);
  }
  return texts.filter((text) => text.trim() !== "");
}

/** As many of the blocks as a message takes, with a note when some were left out. */
export function fitBlocks(blocks: readonly types.KnownBlock[], room: number): types.KnownBlock[] {
  let length = 0;
  const fitting = blocks.filter((block, index) => {
    length += JSON.stringify(block).length;
    return length <= limits.allText && index < room;
  });
  return fitting.length === blocks.length
    ? fitting
    : [...fitting.slice(0, room - 1), noteBlock(escapeText(moreNotShown()))];
}
