import { createServer, type RequestListener } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { guardianWords } from "../../src/core/words/guardian.ts";
import { type DiscordTwin, startDiscordTwin } from "../twins/discord/twin.ts";
import { listenOnLoopback } from "../support/listen.ts";
import { type GuardianBench, type Life, openGuardianBench } from "./guardian-bench.ts";

const open = guardianWords.title(false);
const over = guardianWords.title(true);

/** Where a chat platform is spoken to, until the test is over. */
async function startPlatform(answer: RequestListener): Promise<{ url: string; port: number }> {
  const listening = await listenOnLoopback(createServer(answer));
  onTestFinished(() => listening[Symbol.asyncDispose]());
  return { url: `http://127.0.0.1:${listening.port}`, port: listening.port };
}

/** As Discord answers for a token that it does not know. */
const unauthorized: RequestListener = (_request, response) => {
  response.writeHead(401, { "content-type": "application/json" });
  response.end(JSON.stringify({ message: "401: Unauthorized", code: 0 }));
};

/** As Slack does. */
const invalid: RequestListener = (_request, response) => {
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify({ ok: false, error: "invalid_auth" }));
};

const silent: RequestListener = () => undefined;

async function discordAt(answer: RequestListener): Promise<Record<string, string>> {
  return {
    DISCORD_TOKEN: "a-token",
    DISCORD_GUILD_ID: "100000000000000001",
    DISCORD_CHANNEL_ID: "100000000000000002",
    DISCORD_API_URL: (await startPlatform(answer)).url,
  };
}

async function slackAt(answer: RequestListener): Promise<Record<string, string>> {
  return {
    SLACK_BOT_TOKEN: "xoxb-old",
    SLACK_APP_TOKEN: "xapp-old",
    SLACK_WORKSPACE_ID: "T01TEST",
    SLACK_CHANNEL_ID: "C01TEAM",
    SLACK_API_URL: `${(await startPlatform(answer)).url}/`,
  };
}

/** A bot rents a pod and ends; the next life finds it. */
async function leavePodUp(bench: GuardianBench): Promise<void> {
  await using life = await bench.start();
  await bench.give(life, "pod up");
  await expect.poll(() => bench.runpod.billing()).toHaveLength(1);
}

/** All that the page shows of what does not work. */
async function sentences(life: Life): Promise<string> {
  const cards = await life.allCards();
  return JSON.stringify(cards.filter(({ key }) => /^(?:guardian|platform):/u.test(key)));
}

/** A Discord that works, until the test is over. */
async function workingDiscord(): Promise<{ twin: DiscordTwin; settings: Record<string, string> }> {
  const twin = await startDiscordTwin();
  onTestFinished(() => twin[Symbol.asyncDispose]());
  const { token, guildId, channelId, apiUrl } = twin;
  return {
    twin,
    settings: {
      DISCORD_TOKEN: token,
      DISCORD_GUILD_ID: guildId,
      DISCORD_CHANNEL_ID: channelId,
      DISCORD_API_URL: apiUrl,
    },
  };
}

test("with nothing up, a wrong configuration ends the start with all that is wrong", async () => {
  await using bench = await openGuardianBench();
  const taken = await startPlatform(silent);

  const start = bench.start({
    ...(await discordAt(unauthorized)),
    ...(await slackAt(invalid)),
    LABELPOD_PORT: String(taken.port),
  });

  await expect(start).rejects.toMatchObject({
    name: "ConfigError",
    // The platforms in the order in which they refuse.
    faults: expect.arrayContaining([
      expect.stringContaining(`Port ${taken.port}`),
      expect.stringContaining("Discord rejects the bot token"),
      expect.stringContaining("SLACK_BOT_TOKEN"),
    ]),
  });
});

test("with nothing up, one token that is refused ends the start in its own words", async () => {
  await using bench = await openGuardianBench();

  await expect(bench.start(await discordAt(unauthorized))).rejects.toMatchObject({ code: "discord-token" });
});

test("with nothing up, a platform that is refused ends no start beside one that works, which is told of it", async () => {
  await using bench = await openGuardianBench();
  const { twin, settings } = await workingDiscord();

  await using life = await bench.start({ ...settings, ...(await slackAt(invalid)) });

  await expect.poll(() => sentences(life)).toContain("labelpod is cut off from Slack");
  expect(await sentences(life)).toContain("SLACK_BOT_TOKEN");
  await expect
    .poll(async () => JSON.stringify(await twin.messages()))
    .toContain("labelpod is cut off from Slack");
  expect(await life.cards(open)).toEqual([]);
}, 60_000);

test("with nothing up, a platform that does not answer keeps no start waiting beside one that works", async () => {
  await using bench = await openGuardianBench();
  const { settings } = await workingDiscord();

  await using life = await bench.start({ ...settings, ...(await slackAt(silent)) });

  expect(life.events()).toContain("started");
  expect(life.events()).not.toContain("platform not joined");
}, 60_000);

test("a channel that was deleted and made again is told elsewhere too, with what to set for the next start", async () => {
  await using bench = await openGuardianBench();
  const { twin, settings } = await workingDiscord();
  await using life = await bench.start(settings);

  await twin.deleteChannel();
  const channelId = await twin.createChannel("pods");

  await expect
    .poll(async () => JSON.stringify(await life.allCards()))
    .toContain(`set DISCORD_CHANNEL_ID to ${channelId} before labelpod is restarted`);
  expect(life.reported.join("\n")).toContain(`set DISCORD_CHANNEL_ID to ${channelId}`);
}, 60_000);

test("with nothing up, wrong settings and a taken port end a start beside a platform that works", async () => {
  await using bench = await openGuardianBench();
  const { settings } = await workingDiscord();
  const taken = await startPlatform(silent);

  const start = bench.start({
    ...settings,
    ...(await slackAt(invalid)),
    LABELPOD_PORT: String(taken.port),
    LABELPOD_IDLE: "soon",
  });

  await expect(start).rejects.toMatchObject({
    faults: [
      expect.stringContaining("LABELPOD_IDLE"),
      expect.stringContaining(`Port ${taken.port}`),
      expect.stringContaining("SLACK_BOT_TOKEN"),
    ],
  });
}, 60_000);

test("with a pod up, the bot starts without what is refused, says so where it can, and stops the pod", async () => {
  await using bench = await openGuardianBench();
  await leavePodUp(bench);
  const taken = await startPlatform(silent);

  await using life = await bench.start({
    ...(await discordAt(unauthorized)),
    ...(await slackAt(invalid)),
    LABELPOD_PORT: String(taken.port),
  });

  await expect.poll(() => sentences(life)).toContain("Discord rejects the bot token");
  await expect.poll(() => sentences(life)).toContain("SLACK_BOT_TOKEN");
  expect(await sentences(life)).toContain(`Port ${taken.port}`);
  await expect.poll(() => life.reported.join("\n")).toContain("Discord rejects the bot token");
  expect(JSON.stringify(await life.cards(open))).not.toMatch(/Discord|Slack/);
  expect(life.app.pageUrl).toBeUndefined();
  await bench.give(life, "pod down");
  await expect.poll(() => bench.runpod.running()).toEqual([]);
}, 60_000);

test("with nothing up, wrong settings and a refused token end the start together", async () => {
  await using bench = await openGuardianBench();

  const start = bench.start({
    ...(await discordAt(unauthorized)),
    LABELPOD_IDLE: "soon",
    LABELPOD_BUDGET: "-",
  });

  await expect(start).rejects.toMatchObject({
    name: "ConfigError",
    faults: [
      expect.stringContaining("LABELPOD_IDLE"),
      expect.stringContaining("LABELPOD_BUDGET"),
      expect.stringContaining("Discord rejects the bot token"),
    ],
  });
});

test("with a pod up, wrong settings are said, the pod is looked after, and none is rented", async () => {
  await using bench = await openGuardianBench();
  await leavePodUp(bench);

  await using life = await bench.start({ LABELPOD_BUDGET: "much" });
  const said = await sentences(life);
  await bench.give(life, "pod down");
  await expect.poll(() => bench.runpod.running()).toEqual([]);
  await bench.give(life, "pod up");
  await expect
    .poll(async () => JSON.stringify(await life.allCards()))
    .toContain("only looks after its pods now");

  expect(said).toContain("LABELPOD_BUDGET has to be");
  expect(bench.runpod.running()).toEqual([]);
}, 60_000);

test("with a pod up that only the provider knows, the bot starts as well", async () => {
  await using bench = await openGuardianBench();
  await leavePodUp(bench);
  await bench.forgetRecords();

  await using life = await bench.start(await discordAt(unauthorized));

  await expect.poll(() => sentences(life)).toContain("Discord rejects the bot token");
}, 60_000);

test("with a pod up, nothing waits for a platform that does not answer, the end no longer than its time", async () => {
  await using bench = await openGuardianBench();
  await leavePodUp(bench);
  const life = await bench.start(await discordAt(silent));

  expect(life.events()).toContain("started");
  expect(life.events()).not.toContain("platform not joined");
  await bench.give(life, "pod down");
  await expect.poll(() => bench.runpod.running()).toEqual([]);
  await life[Symbol.asyncDispose]();

  expect(life.events()).toContain("a part did not end in time");
}, 60_000);

test("what is mended at the next start is told as nothing", async () => {
  await using bench = await openGuardianBench();
  await leavePodUp(bench);

  await using life = await bench.start();

  expect([await life.cards(open), await life.cards(over)]).toEqual([[], []]);
});
