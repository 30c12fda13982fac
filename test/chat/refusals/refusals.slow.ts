import { readFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { renderRefusals } from "../../../scripts/docs/refusal-page.ts";
import { discordRefusals } from "./discord-refusals.ts";
import { type Played, playAll } from "./play-all.ts";
import { slackRefusals } from "./slack-refusals.ts";

const played: { discord: readonly Played[]; slack: readonly Played[] } = { discord: [], slack: [] };
const page = path.resolve(import.meta.dirname, "../../../docs/chat-refusals.md");

beforeAll(async () => {
  played.discord = await playAll("discord");
  played.slack = await playAll("slack");
}, 240_000);

describe.each([
  { platform: "discord", names: discordRefusals.map(({ answers }) => answers) },
  { platform: "slack", names: slackRefusals.map(({ answers }) => answers) },
] as const)("$platform answers", ({ platform, names }) => {
  test.each(names)("%s: the end of the card arrives, in one message and within all limits", (name) => {
    const found = played[platform].find(({ refusal }) => refusal.answers === name);
    const most = found?.refusal.leavesOne === true ? 2 : 1;

    expect(found?.results.length).toBeGreaterThan(0);
    for (const result of found?.results ?? []) {
      const { finalAfterMs = Number.POSITIVE_INFINITY, messages, withButtons, excess, leaks } = result;
      expect(finalAfterMs).toBeLessThanOrEqual(latestMs);
      expect(messages).toBeGreaterThan(0);
      expect(messages).toBeLessThanOrEqual(most);
      expect(withButtons).toBeLessThan(most);
      expect({ excess, leaks }).toEqual({ excess: [], leaks: 0 });
    }
  });
});

/** From the end of a refusal to the next try. */
const latestMs = 65_000;

test("docs/chat-refusals.md says what was played; `npm run docs` writes it", () => {
  expect(readFileSync(page, "utf8")).toBe(renderRefusals(played));
});
