import { expect, test } from "vitest";
import { checkMessage } from "./block-rules.ts";

const section = (text: string): object => ({ type: "section", text: { type: "mrkdwn", text } });
const button = (change: object): object => ({
  type: "button",
  text: { type: "plain_text", text: "Go" },
  action_id: "a",
  value: "v",
  ...change,
});

test.each([
  ["no text", { text: " " }],
  ["51 blocks", { text: "t", blocks: Array.from({ length: 51 }, () => section("x")) }],
  ["a section of 3,001 characters", { text: "t", blocks: [section("x".repeat(3001))] }],
  ["an empty section", { text: "t", blocks: [section("")] }],
  [
    "a header of 151 characters",
    { text: "t", blocks: [{ type: "header", text: { type: "plain_text", text: "x".repeat(151) } }] },
  ],
  ["a header in markup", { text: "t", blocks: [{ type: "header", text: { type: "mrkdwn", text: "x" } }] }],
  [
    "11 fields",
    {
      text: "t",
      blocks: [
        { type: "section", fields: Array.from({ length: 11 }, () => ({ type: "mrkdwn", text: "x" })) },
      ],
    },
  ],
  [
    "a field of 2,001 characters",
    { text: "t", blocks: [{ type: "section", fields: [{ type: "mrkdwn", text: "x".repeat(2001) }] }] },
  ],
  [
    "a button's text of 76 characters",
    {
      text: "t",
      blocks: [
        { type: "actions", elements: [button({ text: { type: "plain_text", text: "x".repeat(76) } })] },
      ],
    },
  ],
  [
    "a value of 2,001 characters",
    { text: "t", blocks: [{ type: "actions", elements: [button({ value: "x".repeat(2001) })] }] },
  ],
  [
    "two buttons of one action_id",
    { text: "t", blocks: [{ type: "actions", elements: [button({}), button({})] }] },
  ],
  ["an unknown style", { text: "t", blocks: [{ type: "actions", elements: [button({ style: "plain" })] }] }],
  ["an unknown block", { text: "t", blocks: [{ type: "table" }] }],
  ["a mention of everybody", { text: "<!channel>" }],
  ["a bare ampersand", { text: "a & b" }],
])("checkMessage() finds %s", (_what, message) => {
  expect(checkMessage(message)).toHaveLength(1);
});

test("checkMessage() finds nothing in a message that keeps the rules", () => {
  const blocks = [
    section("<@U01ALICE> &amp; <https://x.org>"),
    { type: "actions", elements: [button({ style: "danger" })] },
  ];

  expect(checkMessage({ text: "t", blocks })).toEqual([]);
});
