import { z } from "zod";

/** One thing that Slack would refuse; `source` is where Slack says so. */
export type Violation = { readonly rule: string; readonly source: string };

const docs = "https://docs.slack.dev/reference";
const text = { type: z.string(), text: z.string() };
const anyText = z.object(text);
const button = z.object({
  type: z.literal("button"),
  text: anyText,
  action_id: z.string(),
  value: z.string().optional(),
  style: z.string().optional(),
});
const block = z.discriminatedUnion("type", [
  z.object({ type: z.literal("header"), text: anyText }),
  z.object({ type: z.literal("section"), text: anyText.optional(), fields: z.array(anyText).optional() }),
  z.object({ type: z.literal("context"), elements: z.array(anyText) }),
  z.object({ type: z.literal("actions"), elements: z.array(button) }),
]);

type Block = z.infer<typeof block>;

/** What Slack would refuse in a message of this bot; kinds of blocks that the bot does not use are refused too. */
export function checkMessage(message: { readonly text?: unknown; readonly blocks?: unknown }): Violation[] {
  const found: Violation[] = [];
  const rule = (isKept: boolean, name: string, source: string): void => {
    if (!isKept) found.push({ rule: name, source: `${docs}${source}` });
  };
  const top = typeof message.text === "string" ? message.text : "";
  rule(
    top.trim() !== "",
    "top-level text is there for notifications",
    "/methods/chat.postMessage#text-blocks-attachments",
  );
  rule(
    top.length <= 4000,
    "top-level text has at most 4,000 characters",
    "/methods/chat.postMessage#truncating",
  );
  checkControls(top, "top-level text", rule);
  if (message.blocks === undefined) return found;
  const parsed = z.array(block).safeParse(message.blocks);
  rule(parsed.success, "blocks are of a known kind and shape", "/block-kit/blocks");
  if (!parsed.success) return found;
  rule(parsed.data.length <= 50, "at most 50 blocks in a message", "/block-kit/blocks");
  const ids = parsed.data.flatMap((each) =>
    each.type === "actions" ? each.elements.map(({ action_id }) => action_id) : [],
  );
  rule(
    new Set(ids).size === ids.length,
    "action_id is unique in a message",
    "/block-kit/block-elements/button-element",
  );
  for (const each of parsed.data) checkBlock(each, rule);
  return found;
}

type Rule = (isKept: boolean, name: string, source: string) => void;

function checkBlock(each: Block, rule: Rule): void {
  if (each.type === "header") {
    const source = "/block-kit/blocks/header-block";
    rule(each.text.type === "plain_text", "a header is plain_text", source);
    checkText(each.text.text, { what: "a header", max: 150, source }, rule);
  }
  if (each.type === "section") checkSection(each, rule);
  if (each.type === "context") {
    const source = "/block-kit/blocks/context-block";
    rule(each.elements.length > 0 && each.elements.length <= 10, "a context has 1 to 10 elements", source);
    for (const element of each.elements)
      checkText(element.text, { what: "a context text", max: 3000, source }, rule);
  }
  if (each.type === "actions") checkActions(each, rule);
}

function checkSection(each: Extract<Block, { type: "section" }>, rule: Rule): void {
  const source = "/block-kit/blocks/section-block";
  rule(each.text !== undefined || each.fields !== undefined, "a section has text or fields", source);
  if (each.text !== undefined) checkText(each.text.text, { what: "a section", max: 3000, source }, rule);
  if (each.fields === undefined) return;
  rule(each.fields.length > 0 && each.fields.length <= 10, "a section has 1 to 10 fields", source);
  for (const field of each.fields) checkText(field.text, { what: "a field", max: 2000, source }, rule);
}

function checkActions(each: Extract<Block, { type: "actions" }>, rule: Rule): void {
  const count = each.elements.length;
  rule(count >= 1 && count <= 25, "actions have 1 to 25 elements", "/block-kit/blocks/actions-block");
  const source = "/block-kit/block-elements/button-element";
  for (const { text: label, action_id, value, style } of each.elements) {
    rule(label.type === "plain_text", "a button's text is plain_text", source);
    checkText(label.text, { what: "a button's text", max: 75, source }, rule);
    rule(action_id.length > 0 && action_id.length <= 255, "action_id has 1 to 255 characters", source);
    rule(
      value === undefined || (value.length > 0 && value.length <= 2000),
      "value has 1 to 2,000 characters",
      source,
    );
    rule(
      style === undefined || style === "primary" || style === "danger",
      "style is primary or danger",
      source,
    );
  }
}

function checkText(value: string, limit: { what: string; max: number; source: string }, rule: Rule): void {
  rule(value.trim() !== "", `${limit.what} is not empty`, limit.source);
  rule(value.length <= limit.max, `${limit.what} has at most ${limit.max} characters`, limit.source);
  checkControls(value, limit.what, rule);
}

/** The bot writes people, dates and links in angle brackets, and nothing else; `&` begins an escape only. */
function checkControls(value: string, what: string, rule: Rule): void {
  const source = "https://docs.slack.dev/messaging/formatting-message-text#escaping";
  const rest = value.replaceAll(/<(@[UW][A-Z0-9]+|!date\^\d+\^[^|<>]+\|[^<>|]+|https?:\/\/[^\s<>|]+)>/g, "");
  rule(!/[<>]/.test(rest), `${what} has no angle bracket but of a person, a date or a link`, source);
  rule(!/&(?!amp;|lt;|gt;)/.test(value), `${what} has no bare ampersand`, source);
}
