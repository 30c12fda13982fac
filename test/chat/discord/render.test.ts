import * as fc from "fast-check";
import { expect, test } from "vitest";
import { type MessageBody, renderCard, renderEdit } from "../../../src/chat/discord/render.ts";
import type { Card } from "../../../src/core/records/card.ts";
import { code, line, mention, moment, strong } from "../../../src/core/records/text.ts";
import { requireContract, skipsWithout } from "../../support/contracts.ts";
import { createSimulatedTeam } from "../../support/simulated-team.ts";
import { type BotRequest, createCheckRequest } from "../../twins/discord/check-request.ts";
import { findMessageFaults } from "../../twins/discord/message-rules.ts";
import { anyCard } from "./any-card.ts";

const ada = { platform: "discord", id: "300000000000000001", name: "Ada" } as const;

function card(change: Partial<Card> = {}): Card {
  const base = {
    key: "k",
    teamId: "t",
    tone: "working",
    outcome: "open",
    title: "Pod k7",
    lines: [],
  } as const;
  return { ...base, ...change };
}

function describe(lines: Card["lines"]): string {
  return renderCard(card({ lines })).embeds[0]?.description ?? "";
}

function mentioned({ allowed_mentions: allowed }: MessageBody): unknown {
  return allowed;
}

function requestsOf(any: Card): readonly BotRequest[] {
  const create = { ...renderCard(any), nonce: "n".repeat(25), enforce_nonce: true };
  return [
    { method: "POST", path: "/channels/1/messages", body: create },
    { method: "PATCH", path: "/channels/1/messages/2", body: renderEdit(any) },
    { method: "PATCH", path: "/webhooks/1/t/messages/@original", body: renderEdit(any) },
  ];
}

test("renderCard() keeps to Discord's limits for any card", () => {
  fc.assert(
    fc.property(anyCard, (any) => {
      expect(requestsOf(any).flatMap(({ body }) => findMessageFaults(body))).toEqual([]);
    }),
    { numRuns: 200 },
  );
});

test.skipIf(skipsWithout("discord-openapi.json"))(
  "renderCard() keeps to Discord's schema for any card",
  () => {
    requireContract("discord-openapi.json");
    const findFaults = createCheckRequest();

    fc.assert(
      fc.property(anyCard, (any) => {
        expect(requestsOf(any).flatMap(findFaults)).toEqual([]);
      }),
      { numRuns: 200 },
    );
  },
  60_000,
);

test("renderCard() draws title, lines, bar, steps, fields and buttons", () => {
  const body = renderCard(
    card({
      lines: [
        line`Asked for by ${mention(ada)}, ends ${moment(90_500)}`,
        line`URL ${code("http://1.2.3.4:8000")}`,
      ],
      bar: { fraction: 0.25, label: "25 %, 3 min left" },
      steps: [
        { title: "Rent", state: "done", elapsedMs: 2000, expectedMs: 5000 },
        { title: "Install", state: "now", elapsedMs: 70_000, expectedMs: 240_000 },
        { title: "Start", state: "next", expectedMs: 20_000 },
        { title: "Check", state: "failed", elapsedMs: 1000, expectedMs: 2000 },
      ],
      fields: [{ name: "Epoch", value: line`${3} of ${strong("50")}` }],
      actions: [{ label: "Stop now", commandLine: "pod down", style: "danger" }],
    }),
  );

  expect(body).toEqual({
    content: "",
    embeds: [
      {
        title: "⏳ Pod k7",
        description: [
          "Asked for by <@300000000000000001>, ends <t:90:R>",
          "URL `http://1.2.3.4:8000`",
          "",
          "`█████░░░░░░░░░░░░░░░` 25 %, 3 min left",
          "✅ Rent, 2 s",
          "▶️ **Install**, 1 min 10 s of about 4 min",
          "▫️ Start, about 20 s",
          "❌ **Check**, failed after 1 s",
        ].join("\n"),
        color: 0x34_98_db,
        fields: [{ name: "Epoch", value: "3 of **50**", inline: true }],
      },
    ],
    components: [{ type: 1, components: [{ type: 2, style: 4, label: "Stop now", custom_id: "pod down" }] }],
    allowed_mentions: { parse: [] },
  });
});

test("renderCard() tells the tone by a mark as well as by a colour", () => {
  const tones = ["working", "good", "warning", "bad", "quiet"] as const;
  const embeds = tones.map((tone) => renderCard(card({ tone })).embeds[0]);

  expect(new Set(embeds.map((embed) => embed?.title)).size).toBe(tones.length);
  expect(new Set(embeds.map((embed) => embed?.color)).size).toBe(tones.length);
});

test("renderCard() notifies only whom the card names, and only on Discord", () => {
  const bob = { platform: "slack", id: "U1", name: "Bob" } as const;
  const forAda = renderCard(
    card({ notify: ada, lines: [["@everyone ", mention({ ...ada, id: "300000000000000002" })]] }),
  );
  const forBob = renderCard(card({ notify: bob }));

  expect(forAda.content).toBe("<@300000000000000001> Pod k7");
  expect(mentioned(forAda)).toEqual({ parse: [], users: [ada.id] });
  expect(forBob.content).toBe("");
  expect(mentioned(forBob)).toEqual({ parse: [] });
});

test("renderEdit() notifies nobody", () => {
  const edit = renderEdit(card({ notify: ada }));

  expect(edit.content).toBe("<@300000000000000001> Pod k7");
  expect(mentioned(edit)).toEqual({ parse: [] });
});

test.for([
  ["@everyone", String.raw`\@everyone`],
  ["<@300000000000000001> <#1>", String.raw`\<\@300000000000000001> \<#1>`],
  ["[click](https://evil.example)", String.raw`\[click](https\://evil.example)`],
  ["good :smile: <t:0:R>", String.raw`good \:smile: \<t\:0\:R>`],
  ["- item", String.raw`\- item`],
  [" # title", String.raw` \# title`],
  ["live: 1-2 of #3", "live: 1-2 of #3"],
  ["**bold** _it_ ~~no~~ ||spoiler||", String.raw`\*\*bold\*\* \_it\_ \~\~no\~\~ \|\|spoiler\|\|`],
  ["a\nb\u0007c", "a b c"],
  ["abc\u202Etxt", "abctxt"],
  ["C:\\x", String.raw`C:\\x`],
] as const)("renderCard() takes all meaning from %j", ([text, expected]) => {
  expect(describe([[text]])).toBe(expected);
});

test("renderCard() lets nothing out of code", () => {
  expect(describe([[code("a` **b** @everyone `c")]])).toBe("`aˋ **b** @everyone ˋc`");
});

test("renderCard() names people of other platforms", () => {
  expect(describe([[mention({ platform: "slack", id: "U1", name: "Bob_" })]])).toBe(String.raw`Bob\_`);
});

test("renderCard() ends what it cuts with an ellipsis and closes every mark", () => {
  const description = describe([[strong("x".repeat(5000))]]);

  expect(description).toMatch(/^\*\*x+\*\*…$/);
  expect(description).toHaveLength(4094);
});

test("renderCard() shows the list of all commands whole", async () => {
  await using team = await createSimulatedTeam();

  const { card: help } = await team.say("labelpod help");

  expect(renderCard(help).embeds[0]?.description).toMatch(/needs no name\.$/);
});

test("renderCard() never cuts through a character or an escape", () => {
  fc.assert(
    fc.property(fc.nat(2), fc.constantFrom("👍", "*", "<"), (shift, character) => {
      const cut = describe([["x".repeat(shift), character.repeat(5000)]]);

      expect(cut.isWellFormed()).toBe(true);
      expect(cut).not.toMatch(/(?<!\\)(\\\\)*\\…$/);
    }),
  );
});

test("renderCard() counts the fields that it leaves out", () => {
  const fields = Array.from({ length: 30 }, (_, index) => ({ name: `f${index}`, value: ["v"] }));
  const rendered = renderCard(card({ fields })).embeds[0]?.fields ?? [];

  expect(rendered).toHaveLength(25);
  expect(rendered.at(-1)).toEqual({ name: "…", value: "6 more", inline: true });
});

test("renderCard() writes out the commands of actions that can't be buttons", () => {
  const long = `pod keep for:${"1".repeat(100)}`;
  const body = renderCard(card({ actions: [{ label: "Keep", commandLine: long, style: "plain" }] }));

  expect(body.components).toEqual([]);
  expect(body.embeds[0]?.description).toBe(`Keep: \`/${long}\``);
});

test("renderCard() puts five buttons in a row", () => {
  const actions = Array.from({ length: 7 }, (_, index) => ({
    label: `b${index}`,
    commandLine: `pod keep for:${index}h`,
    style: "plain" as const,
  }));
  const rows = renderCard(card({ actions })).components;

  expect(rows.map((row) => row.components.length)).toEqual([5, 2]);
});
