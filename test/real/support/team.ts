import { mkdir, mkdtemp, rm } from "node:fs/promises";
import path from "node:path";
import { chooseEnvironment } from "../../../src/local/environment.ts";
import { type DiscordTwin, startDiscordTwin } from "../../twins/discord/twin.ts";
import { type SlackTwin, startSlackTwin } from "../../twins/slack/slack-twin.ts";
import { cacheFolder } from "./cache.ts";
import { type Channel, discordChannel, slackChannel } from "./channel.ts";

/** People in a Discord server and a Slack workspace, and a data folder for their bot. */
export type Team = AsyncDisposable & {
  readonly discord: DiscordTwin;
  readonly slack: SlackTwin;
  readonly channels: readonly Channel[];
  readonly home: string;
  /** What the bot's environment says of them. */
  readonly environment: Readonly<Record<string, string | undefined>>;
};

export async function openTeam(): Promise<Team> {
  await using setup = new AsyncDisposableStack();
  await mkdir(cacheFolder, { recursive: true });
  const home = await mkdtemp(path.join(cacheFolder, "home-"));
  setup.defer(() => rm(home, { recursive: true, force: true }));
  const discord = setup.use(await startDiscordTwin());
  const slack = setup.use(await startSlackTwin());
  const parts = setup.move();
  return {
    discord,
    slack,
    channels: [discordChannel(discord), slackChannel(slack)],
    home,
    environment: {
      ...chooseEnvironment(process.env),
      LABELPOD_HOME: home,
      LABELPOD_PORT: "0",
      DISCORD_TOKEN: discord.token,
      DISCORD_GUILD_ID: discord.guildId,
      DISCORD_CHANNEL_ID: discord.channelId,
      DISCORD_API_URL: discord.apiUrl,
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_APP_TOKEN: slack.appToken,
      SLACK_WORKSPACE_ID: slack.workspaceId,
      SLACK_CHANNEL_ID: slack.channelId,
      SLACK_API_URL: slack.apiUrl,
    },
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}
