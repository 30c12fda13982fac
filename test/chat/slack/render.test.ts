import * as fc from "fast-check";
import { expect, test } from "vitest";
import { renderCard } from "../../../src/chat/slack/render.ts";
import type { Card } from "../../../src/core/records/card.ts";
import { code, line, mention, moment, strong } from "../../../src/core/records/text.ts";
import type { Inline } from "../../../src/core/records/text.ts";
import { sampleCard } from "../../support/chat-bench.ts";
import { checkMessage } from "../../twins/slack/block-rules.ts";

const alice = { platform: "slack", id: "U01ALICE", name: "alice" } as const;

test("renderCard() puts title, lines, fields, steps, bar and buttons into blocks, and all but steps into the text", () => {
  const card = sampleCard({
    tone: "working",
    title: "Pod k7 is coming up",
    notify: alice,
    lines: [
      line`Asked for by ${mention(alice)} ${moment(Date.UTC(2026, 0, 1, 12, 30))}, see http://10.0.0.1:8000/?a=1&b=2`,
    ],
    fields: [{ name: "GPU", value: line`${strong("RTX 4090")} as ${code("gpu:4090")}` }],
    steps: [
      { title: "Rent the machine", state: "done", elapsedMs: 3000, expectedMs: 5000 },
      { title: "Install", state: "now", elapsedMs: 60_000, expectedMs: 240_000 },
      { title: "Start", state: "next", expectedMs: 20_000 },
    ],
    bar: { fraction: 0.5, label: "50 %" },
    actions: [{ label: "Stop now", commandLine: "pod down", style: "danger" }],
  });

  const { text, blocks } = renderCard(card);

  const asked =
    "Asked for by <@U01ALICE> <!date^1767270600^{date_short_pretty} {time}|2026-01-01 12:30 UTC>, see <http://10.0.0.1:8000/?a=1&amp;b=2>";
  expect(text).toBe(
    `⏳ In progress: Pod k7 is coming up\n<@U01ALICE>\n${asked}\nGPU: *RTX 4090* as \`gpu:4090\`\n████████░░░░░░░░ 50 %`,
  );
  expect(blocks).toEqual([
    {
      type: "header",
      text: { type: "plain_text", text: "⏳ In progress: Pod k7 is coming up", emoji: true },
    },
    section(`<@U01ALICE>\n${asked}`),
    {
      type: "section",
      fields: [{ type: "mrkdwn", text: "*GPU*\n*RTX 4090* as `gpu:4090`", verbatim: true }],
    },
    section("✅ Rent the machine · 3 s\n⏳ Install · 1 min of about 4 min\n▫️ Start · about 20 s"),
    section("████████░░░░░░░░ 50 %"),
    {
      type: "actions",
      elements: [
        {
          type: "button",
          action_id: "labelpod-0",
          text: { type: "plain_text", text: "Stop now", emoji: true },
          value: "pod down",
          style: "danger",
        },
      ],
    },
  ]);
  expect(checkMessage({ text, blocks })).toEqual([]);
});

test("renderCard() lets no text mention anybody, and names people of other platforms without a mention", () => {
  const stranger = { platform: "discord", id: "U01ALICE", name: "<!here>" } as const;
  const odd = { platform: "slack", id: "U1> <!channel", name: "eve" } as const;

  const { text, blocks } = renderCard(
    sampleCard({
      title: "<!channel>",
      notify: stranger,
      lines: [["<@U01ALICE> & <!everyone>"], [mention(odd)], [code("`<!here>`")]],
    }),
  );

  expect(JSON.stringify([text, blocks])).not.toMatch(/<[!@]/);
  expect(text).toContain("&lt;@U01ALICE&gt; &amp; &lt;!everyone&gt;\neve");
});

test("renderCard() cuts with an ellipsis, and neither an escape nor a character in two", () => {
  const { text, blocks } = renderCard(
    sampleCard({ title: "t".repeat(200), lines: [["&".repeat(2000)], ["😀".repeat(3000)]] }),
  );

  expect(checkMessage({ text, blocks })).toEqual([]);
  expect(blocks[1]).toEqual(section(`${"&amp;".repeat(599)}…`));
  expect(JSON.stringify(blocks)).not.toMatch(/\\ud83d(?!\\ude00)/i);
});

test("renderCard() says so when a card has more than a message takes", () => {
  const lines = Array.from({ length: 40 }, () => ["x".repeat(2000)]);

  const { text, blocks } = renderCard(
    sampleCard({ lines, actions: [{ label: "Keep", commandLine: "pod keep", style: "plain" }] }),
  );

  expect(text.endsWith("…")).toBe(true);
  expect(blocks.at(-2)).toMatchObject({
    type: "context",
    elements: [{ text: expect.stringContaining("not shown") }],
  });
  expect(blocks.at(-1)).toMatchObject({ type: "actions" });
});

test("renderCard() shows no button whose command line would be cut", () => {
  const action = { label: "Go", style: "plain" } as const;

  const { blocks } = renderCard(
    sampleCard({
      actions: [
        { ...action, commandLine: "x".repeat(2001) },
        { ...action, commandLine: "pod up" },
      ],
    }),
  );

  expect(blocks.at(-1)).toMatchObject({ elements: [{ value: "pod up" }] });
});

const text = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 60 }),
  fc.constantFrom("<!channel>", "&&&", "", " ", "`*`", "x".repeat(4000), "<".repeat(1500)),
);
const person = fc.record({
  platform: fc.constantFrom("slack" as const, "discord" as const),
  id: fc.oneof(fc.constant("U01ALICE"), text),
  name: text,
});
const inline: fc.Arbitrary<Inline> = fc.oneof(
  text,
  fc.record({ kind: fc.constant("moment" as const), atMs: fc.integer({ min: 0, max: 4e12 }) }),
  fc.record({ kind: fc.constant("person" as const), person }),
  fc.record({ kind: fc.constantFrom("code" as const, "strong" as const), text }),
  fc.record({
    kind: fc.constant("server-url" as const),
    base: text,
    lock: fc.record({ podId: text, run: fc.nat(), rotation: fc.nat() }),
    path: text,
  }),
);
const lineOf = fc.array(inline, { maxLength: 8 });
const milliseconds = fc.integer({ min: 0, max: 1e9 });
const anyCard: fc.Arbitrary<Card> = fc.record(
  {
    key: fc.constant("k"),
    teamId: fc.constant("t"),
    tone: fc.constantFrom("working", "good", "warning", "bad", "quiet"),
    outcome: fc.constantFrom("open", "succeeded", "failed"),
    title: text,
    lines: fc.array(lineOf, { maxLength: 60 }),
    notify: person,
    fields: fc.array(fc.record({ name: text, value: lineOf }), { maxLength: 30 }),
    steps: fc.array(
      fc.record({
        title: text,
        state: fc.constantFrom("done", "now", "next", "failed"),
        elapsedMs: milliseconds,
        expectedMs: milliseconds,
      }),
      { maxLength: 30 },
    ),
    bar: fc.record({ fraction: fc.double({ min: 0, max: 1, noNaN: true }), label: text }),
    actions: fc.array(
      fc.record({ label: text, commandLine: text, style: fc.constantFrom("primary", "danger", "plain") }),
      { maxLength: 30 },
    ),
  },
  { requiredKeys: ["key", "teamId", "tone", "outcome", "title", "lines"] },
);

test("renderCard() keeps Slack's rules for every card", () => {
  fc.assert(
    fc.property(anyCard, (card) => {
      const message = renderCard(card);
      expect(checkMessage(message)).toEqual([]);
      expect(JSON.stringify(message.blocks).length).toBeLessThan(25_000);
    }),
    { numRuns: 300 },
  );
});

function section(mrkdwn: string): object {
  return { type: "section", text: { type: "mrkdwn", text: mrkdwn, verbatim: true } };
}
