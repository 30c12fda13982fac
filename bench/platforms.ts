import type { DiscordTwin } from "../test/twins/discord/twin.ts";
import type { SlackTwin } from "../test/twins/slack/slack-twin.ts";
import { SkippedError } from "./figures.ts";

/** The settings of a bot in this twin's server. */
export function onDiscord(twin: DiscordTwin): Readonly<Record<string, string>> {
  return {
    DISCORD_TOKEN: twin.token,
    DISCORD_GUILD_ID: twin.guildId,
    DISCORD_CHANNEL_ID: twin.channelId,
    DISCORD_API_URL: twin.apiUrl,
  };
}

/** The settings of a bot in this twin's workspace. */
export function onSlack(twin: SlackTwin): Readonly<Record<string, string>> {
  return {
    SLACK_BOT_TOKEN: twin.botToken,
    SLACK_APP_TOKEN: twin.appToken,
    SLACK_WORKSPACE_ID: twin.workspaceId,
    SLACK_CHANNEL_ID: twin.channelId,
    SLACK_API_URL: twin.apiUrl,
  };
}

/** @throws SkippedError where Slack's twin can't be shut off from the network */
export function requireSlack(): void {
  if (process.platform !== "linux" || process.getuid?.() !== 0)
    throw new SkippedError("its stand-in runs in a network namespace of its own: that needs Linux and root.");
}
