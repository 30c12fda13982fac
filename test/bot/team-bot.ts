import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { startApp, type App } from "../../src/bot/app.ts";
import { readConfig } from "../../src/config/read-config.ts";
import { createSecret } from "../../src/config/secret.ts";
import { createClock } from "../../src/system/clock.ts";
import type { Home } from "../../src/setup/home.ts";
import { createTestLog, type LogEntry } from "../support/log.ts";
import { type DiscordTwin, startDiscordTwin } from "../twins/discord/twin.ts";
import { createFakePodFactory } from "../twins/runpod/fake-pods.ts";
import { createRunpodTwin, type RunpodTwin } from "../twins/runpod/runpod-twin.ts";

const apiKey = "rpa_key";

/** The whole bot with a channel and an account of its own; its pods are no machines, so none of them comes up. */
export type TeamBot = AsyncDisposable & {
  readonly app: App;
  readonly instanceId: string;
  readonly discord: DiscordTwin;
  readonly runpod: RunpodTwin;
  readonly logged: readonly LogEntry[];
};

/** Starts a bot on a Redis that others use too. */
export async function startTeamBot(redisUrl: string): Promise<TeamBot> {
  await using setup = new AsyncDisposableStack();
  const folder = await mkdtemp(path.join(tmpdir(), "labelpod-team-bot-"));
  setup.defer(async () => rm(folder, { recursive: true }));
  const runpod = setup.use(await createRunpodTwin({ apiKey, podFactory: createFakePodFactory() }));
  const discord = setup.use(await startDiscordTwin());
  const config = readConfig({
    LABELPOD_HOME: folder,
    LABELPOD_PORT: "0",
    RUNPOD_API_KEY: apiKey,
    RUNPOD_API_URL: runpod.apiUrl,
    RUNPOD_GRAPHQL_URL: runpod.graphqlUrl,
    DISCORD_TOKEN: discord.token,
    DISCORD_GUILD_ID: discord.guildId,
    DISCORD_CHANNEL_ID: discord.channelId,
    DISCORD_API_URL: discord.apiUrl,
  });
  const log = createTestLog();
  let instanceId = "";
  const app = setup.use(
    await startApp({
      config: { ...config, redisUrl: createSecret(redisUrl) },
      clock: createClock(),
      signal: new AbortController().signal,
      terminals: [],
      cardLogs: [],
      report: () => undefined,
      openLog(home: Home) {
        ({ instanceId } = home);
        return log;
      },
    }),
  );
  const parts = setup.move();
  return {
    app,
    instanceId,
    discord,
    runpod,
    logged: log.entries,
    [Symbol.asyncDispose]: async () => parts.disposeAsync(),
  };
}
