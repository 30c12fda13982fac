import { GatewayCloseCodes } from "discord.js";
import { expect, test, vi } from "vitest";
import { discordOpener } from "../../src/bot/open-platforms.ts";
import { commands } from "../../src/commands/index.ts";
import { createSecret } from "../../src/config/secret.ts";
import type { Card } from "../../src/core/records/card.ts";
import { createSimulatedKeys } from "../../src/simulated/keys.ts";
import { createSimulatedStore } from "../../src/simulated/store.ts";
import { createClock } from "../../src/system/clock.ts";
import { eventually } from "../chat/discord/discord-bench.ts";
import { createTestLog } from "../support/log.ts";
import { createNotedHealth } from "../support/noted-health.ts";
import { startDiscordTwin } from "../twins/discord/twin.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const card: Card = { key: "pod", teamId: "team", tone: "good", outcome: "open", title: "Up", lines: [] };

test("a Discord session that is opened again is in the channel that the one before has followed", async () => {
  await using twin = await startDiscordTwin();
  const { apiUrl, token, guildId, channelId } = twin;
  const health = createNotedHealth();
  const reported: string[] = [];
  const open = discordOpener(
    { apiUrl, guildId, channelId, token: createSecret(token) },
    {
      teamId: "team",
      dispatch: () => expect.fail("nobody commands"),
      commands,
      messages: createSimulatedStore().messages,
      keys: createSimulatedKeys(),
      clock: createClock(),
      log: createTestLog(),
      report: (sentence) => void reported.push(sentence),
    },
  );
  const first = await open(health);
  await twin.deleteChannel();
  const again = await twin.createChannel("pods");
  await eventually(() => {
    expect(reported).toHaveLength(1);
  });
  twin.drop(GatewayCloseCodes.AuthenticationFailed);
  await first.ended;
  await first[Symbol.asyncDispose]();

  await using second = await open(health);
  await second.show(card);

  await eventually(async () => {
    const titles = (await twin.messages(again)).map(({ embeds }) => embeds[0]?.title);
    expect(titles).toContainEqual(expect.stringContaining("Up"));
  });
});
