import path from "node:path";
import pino from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type App, startApp } from "../../src/bot/app.ts";
import { readConfig } from "../../src/config/read-config.ts";
import type { Pod } from "../../src/core/records/pod.ts";
import { createLog } from "../../src/system/log.ts";
import { endAtFirstFailure } from "../real/support/end-at-first-failure.ts";
import type { GpuCloud } from "../real/support/gpu-cloud.ts";
import { createJumpingClock } from "../real/support/jumping-clock.ts";
import { openTeam, type Team } from "../real/support/team.ts";
import type { Channel } from "../real/support/channel.ts";
import { countIn, untilTold } from "./support/messages.ts";
import { openReadyCloud } from "./support/ready-cloud.ts";
import { channelsOf } from "./support/team-channels.ts";

// One pod for the whole file, of a team that has Discord alone; its bot is in this process, whose clock is put forward.

const minuteMs = 60_000;
const keepMs = 5 * minuteMs;
const graceMs = 4 * minuteMs;
const settings = { LABELPOD_IDLE: "1m", LABELPOD_GRACE: "4m" };
/** A clock that is further ahead between two looks at a pod counts as one that was set, and the pod's is believed. */
const stepMs = 100_000;
const isWarning = /Nobody uses pod/;
const soon = { timeout: 120_000, interval: 200 };

const resources = new AsyncDisposableStack();
const clock = createJumpingClock();
let team: Team;
let cloud: GpuCloud;
let app: App;
let channel: readonly Channel[];
let channelId: string | undefined;
let podId: string;

beforeAll(async () => {
  cloud = resources.use(await openReadyCloud());
  team = resources.use(await openTeam());
  // The people's eyes are in the channel of now.
  const discord = { ...team.discord, messages: () => team.discord.messages(channelId) };
  channel = channelsOf({ ...team, discord }).filter(({ platform }) => platform === "Discord");
  const end = new AbortController();
  app = resources.use(
    await startApp({
      config: readConfig({ ...onDiscordAlone(team), ...cloud.environment, ...settings }),
      clock,
      signal: end.signal,
      terminals: [],
      cardLogs: [],
      report: () => undefined,
      openLog: (home) =>
        createLog({ level: "info", destination: pino.destination(path.join(home.folder, "labelpod.log")) }),
    }),
  );
  resources.defer(() => end.abort());
});

afterAll(() => resources.disposeAsync());

endAtFirstFailure();

test("a warning that the deleted channel did not take comes in the channel that was made again, before the stop", async () => {
  await team.discord.runCommand("pod up models:deepedit");
  await untilTold(channel, /is live: MONAI Label answers/);
  [podId = ""] = cloud.twin.running();

  await team.discord.deleteChannel(channelId);
  clock.jump(minuteMs);
  const warning = await untilWarned();
  channelId = await team.discord.createChannel("pods");
  await untilTold(channel, isWarning);

  expect(clock.now()).toBeLessThan(warning.stopAtMs);
  expect(cloud.twin.running()).toEqual([podId]);
  await team.discord.runCommand("pod keep for:5m", { channelId });
  await untilTold(channel, /Nobody uses pod[^]*in use again/);
  expect(await countIn(channel, isWarning)).toEqual([1]);
});

test("a warning that nobody was shown until the stop puts it off once, and is shown then", async () => {
  await team.discord.deleteChannel(channelId);
  await pass(keepMs);
  const warning = await untilWarned();
  await pass(warning.stopAtMs - clock.now());
  const next = await untilPutOff();
  const running = cloud.twin.running();
  channelId = await team.discord.createChannel("pods");
  const [told = ""] = await untilTold(
    channel,
    /Nobody uses pod[^]*Nobody could be shown the first warning in time/,
  );
  const shownAtMs = clock.now();
  await pass(next.stopAtMs - clock.now());
  await untilTold(channel, /summary of this run/);

  expect(running).toEqual([podId]);
  expect(next.stopAtMs - warning.stopAtMs).toBeGreaterThanOrEqual(graceMs);
  expect(told).toMatch(isWarning);
  expect(shownAtMs).toBeLessThan(next.stopAtMs);
  expect(cloud.twin.running()).toEqual([]);
  expect(team.discord.violations).toEqual([]);
  expect(cloud.twin.violations).toEqual([]);
});

function onDiscordAlone({ environment }: Team): Team["environment"] {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith("SLACK_")));
}

async function run(): Promise<Pod["run"] | undefined> {
  return (await app.store.pods.list())[0]?.value.run;
}

/** In steps, between which the bot looks at its pod. */
async function pass(ms: number): Promise<void> {
  for (let leftMs = ms; leftMs > 0; leftMs -= stepMs) {
    clock.jump(Math.min(leftMs, stepMs));
    const jumpedAtMs = clock.now();
    await expect.poll(async () => lastLookMs(), soon).toBeGreaterThan(jumpedAtMs);
  }
}

/** At the pod's use; infinite when the pod has stopped. */
async function lastLookMs(): Promise<number> {
  const pod = (await app.store.pods.list())[0]?.value;
  return pod?.phase === "live" ? (pod.run.use?.readAtMs ?? 0) : Number.POSITIVE_INFINITY;
}

async function untilWarned(): Promise<{ readonly stopAtMs: number }> {
  await expect.poll(async () => (await run())?.warning, soon).toBeDefined();
  return { stopAtMs: (await run())?.warning?.stopAtMs ?? 0 };
}

async function untilPutOff(): Promise<{ readonly stopAtMs: number }> {
  await expect.poll(async () => (await run())?.warning, soon).toMatchObject({ isPutOff: true });
  return { stopAtMs: (await run())?.warning?.stopAtMs ?? 0 };
}
