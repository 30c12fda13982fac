import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Redis } from "ioredis";
import { type App, type AppOptions, startApp } from "../../src/bot/app.ts";
import { ConfigError, readConfig } from "../../src/config/read-config.ts";
import { createSecret } from "../../src/config/secret.ts";
import type { Card } from "../../src/core/records/card.ts";
import { createClock } from "../../src/system/clock.ts";
import { createTestLog } from "../support/log.ts";
import { asked } from "../support/simulated-team.ts";
import { startTestRedis } from "../support/redis.ts";
import { createFakePodFactory } from "../twins/runpod/fake-pods.ts";
import { createRunpodTwin, type RunpodTwin } from "../twins/runpod/runpod-twin.ts";

const apiKey = "rpa_key";

export type Life = AsyncDisposable & {
  readonly app: App;
  readonly reported: readonly string[];
  events(): readonly string[];
  /** All that the page shows. */
  allCards(): Promise<readonly Card[]>;
  cards(title: string): Promise<readonly Card[]>;
};

/** One data folder, one Redis and one account, for the lives of a bot one after the other. */
export type GuardianBench = AsyncDisposable & {
  readonly runpod: RunpodTwin;
  /** @throws what ends the start */
  start(environment?: Readonly<Record<string, string>>): Promise<Life>;
  /** As a Redis that was wiped. */
  forgetRecords(): Promise<void>;
  /** Gives a command on the page, and returns when it is answered. */
  give(life: Life, line: string): Promise<void>;
};

/** @param home the data folder, whose bot has a Redis of its own; @default a fresh one, and a Redis that is given */
export async function openGuardianBench(home?: string): Promise<GuardianBench> {
  await using setup = new AsyncDisposableStack();
  const folder = await mkdtemp(path.join(tmpdir(), "labelpod-guardian-"));
  setup.defer(async () => rm(folder, { recursive: true }));
  const redis = setup.use(await startTestRedis());
  const runpod = setup.use(await createRunpodTwin({ apiKey, podFactory: createFakePodFactory() }));
  const parts = setup.move();
  const base = {
    LABELPOD_HOME: home ?? path.join(folder, "home"),
    LABELPOD_PORT: "0",
    RUNPOD_API_KEY: apiKey,
    RUNPOD_API_URL: runpod.apiUrl,
    RUNPOD_GRAPHQL_URL: runpod.graphqlUrl,
  };
  return {
    runpod,
    async start(environment = {}) {
      const read = readSettings({ ...base, ...environment });
      const given = home === undefined ? { redisUrl: createSecret(redis.url) } : {};
      return startLife({ ...read, config: { ...read.config, ...given } });
    },
    async forgetRecords() {
      const client = new Redis(redis.url);
      await client.flushall();
      client.disconnect();
    },
    async give({ app }, line) {
      await app.dispatch({ ...asked, commandLine: line });
    },
    [Symbol.asyncDispose]: async () => parts.disposeAsync(),
  };
}

/** As the bot's entry does where there is a data folder. */
function readSettings(environment: Readonly<Record<string, string>>): Read {
  try {
    return { config: readConfig(environment) };
  } catch (error) {
    if (!(error instanceof ConfigError) || error.rest === undefined) throw error;
    return { config: error.rest, wrongSettings: error };
  }
}

type Read = Pick<AppOptions, "config" | "wrongSettings">;

async function startLife(read: Read): Promise<Life> {
  const { config } = read;
  const log = createTestLog();
  const reported: string[] = [];
  const app = await startApp({
    ...read,
    clock: createClock(),
    signal: new AbortController().signal,
    terminals: [],
    cardLogs: [],
    report: (line) => reported.push(line),
    openLog: () => log,
  });
  async function allCards(): Promise<readonly Card[]> {
    const records = await app.store.messages.list(config.teamId);
    return records.filter(({ id }) => id.startsWith("web/")).map(({ value }) => value.card);
  }
  return {
    app,
    reported,
    events: () => log.entries.map(({ event }) => event),
    allCards,
    cards: async (title) => (await allCards()).filter((card) => card.title === title),
    [Symbol.asyncDispose]: async () => app[Symbol.asyncDispose](),
  };
}
