import { expect, test } from "vitest";
import type { AppOptions } from "../../src/bot/app.ts";
import { teamPlatforms } from "../../src/bot/team-platforms.ts";
import { createReach } from "../../src/chat/board/reach.ts";
import { recordOnShelf } from "../../src/chat/web/card-shelf.ts";
import { ConfigError, readConfig } from "../../src/config/read-config.ts";
import { createSimulatedClock } from "../../src/simulated/clock.ts";
import { createSimulatedStore } from "../../src/simulated/store.ts";

const slack = {
  SLACK_BOT_TOKEN: "xoxb-1",
  SLACK_APP_TOKEN: "xapp-1",
  SLACK_WORKSPACE_ID: "T01TEST",
  SLACK_CHANNEL_ID: "C01TEAM",
};

/** As the bot's entry does where a pod may be up. */
function readSettings(
  environment: Readonly<Record<string, string>>,
): Pick<AppOptions, "config" | "wrongSettings"> {
  try {
    return { config: readConfig(environment) };
  } catch (error) {
    if (!(error instanceof ConfigError) || error.rest === undefined) throw error;
    return { config: error.rest, wrongSettings: error };
  }
}

/** Whether a card that is on the page alone counts as shown. */
async function countsOnPage(environment: Readonly<Record<string, string>>): Promise<boolean> {
  const clock = createSimulatedClock();
  const { messages } = createSimulatedStore();
  const platforms = teamPlatforms(readSettings(environment));
  const card = { key: "warning", teamId: "main", tone: "warning", outcome: "open" } as const;
  await recordOnShelf(messages, { ...card, title: "Nobody uses it", lines: [] }, clock.now());
  const reach = createReach({ clock, messages, platforms });
  return (await reach.firstShownAtMs("main", "warning")) !== undefined;
}

test("the page is where the team is only while it has no chat platform", async () => {
  expect(await countsOnPage({})).toBe(true);
  expect(await countsOnPage(slack)).toBe(false);
});

test("the page has shown the team nothing where the one chat platform may be mistyped", async () => {
  expect(await countsOnPage({ ...slack, SLACK_CHANNEL_ID: "" })).toBe(false);
  expect(await countsOnPage({ DISCORD_TOKEN: "a-token", DISCORD_GUILD_ID: "pods" })).toBe(false);
});

test("beside a mistyped platform the one that is left is where the team is", () => {
  const settings = { ...slack, DISCORD_TOKEN: "a-token", DISCORD_GUILD_ID: "pods" };

  expect(teamPlatforms(readSettings(settings))).toEqual(["slack"]);
});
