import { afterAll, beforeAll, expect, test } from "vitest";
import type { App } from "../../src/bot/app.ts";
import type { Pod } from "../../src/core/records/pod.ts";
import { createClock } from "../../src/system/clock.ts";
import { endAtFirstFailure } from "../real/support/end-at-first-failure.ts";
import type { GpuCloud } from "../real/support/gpu-cloud.ts";
import { openTeam, type Team } from "../real/support/team.ts";
import type { Channel } from "../real/support/channel.ts";
import { countIn, untilTold } from "./support/messages.ts";
import { openReadyCloud } from "./support/ready-cloud.ts";
import { startHere } from "./support/start-here.ts";
import { channelsOf } from "./support/team-channels.ts";

// One pod for the whole file, of a team that has Discord alone; its bot is in this process, so that its records can be read.

const graceMs = 45_000;
const settings = { LABELPOD_IDLE: "1m", LABELPOD_GRACE: "45s" };
const isWarning = /Nobody uses pod/;
const soon = { timeout: 180_000, interval: 200 };

const resources = new AsyncDisposableStack();
const clock = createClock();
let team: Team;
let cloud: GpuCloud;
let app: Pick<App, "store">;
let channel: readonly Channel[];
let channelId: string;
let podId: string;

beforeAll(async () => {
  cloud = resources.use(await openReadyCloud());
  team = resources.use(await openTeam());
  ({ channelId } = team.discord);
  // The people's eyes are in the channel of now.
  const discord = { ...team.discord, messages: () => team.discord.messages(channelId) };
  channel = channelsOf({ ...team, discord }).filter(({ platform }) => platform === "Discord");
  const environment = { ...onDiscordAlone(team), ...cloud.environment, ...settings };
  app = resources.use(await startHere(environment, clock));
});

afterAll(() => resources.disposeAsync());

endAtFirstFailure();

test("a warning that the deleted channel did not take comes in the channel that was made again, before the stop", async () => {
  await team.discord.runCommand("pod up models:deepedit");
  await untilTold(channel, /is live: MONAI Label answers/);
  [podId = ""] = cloud.twin.running();

  await team.discord.deleteChannel(channelId);
  const warning = await untilWarned();
  channelId = await team.discord.createChannel("pods");
  await untilTold(channel, isWarning);
  const shownAtMs = clock.now();
  const running = cloud.twin.running();
  await untilTold(channel, /summary of this run/);

  expect(shownAtMs).toBeLessThan(warning.stopAtMs);
  expect(running).toEqual([podId]);
  expect(cloud.twin.running()).toEqual([]);
  expect(await countIn(channel, isWarning)).toEqual([1]);
});

test("a warning that nobody was shown until the stop puts it off once, and is shown then", async () => {
  await team.discord.runCommand("pod up", { channelId });
  await expect.poll(async () => (await pod())?.phase, soon).toBe("live");

  await team.discord.deleteChannel(channelId);
  const warning = await untilWarned();
  const next = await untilPutOff();
  const running = cloud.twin.running();
  channelId = await team.discord.createChannel("pods");
  await untilTold(channel, /Nobody uses pod[^]*Nobody could be shown the first warning in time/);
  const shownAtMs = clock.now();
  await untilTold(channel, /summary of this run/);

  expect(running).toEqual([podId]);
  expect(next.stopAtMs - warning.stopAtMs).toBeGreaterThanOrEqual(graceMs);
  expect(shownAtMs).toBeLessThan(next.stopAtMs);
  expect(cloud.twin.running()).toEqual([]);
  expect(team.discord.violations).toEqual([]);
  expect(cloud.twin.violations).toEqual([]);
});

function onDiscordAlone({ environment }: Team): Team["environment"] {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith("SLACK_")));
}

async function pod(): Promise<Pod | undefined> {
  return (await app.store.pods.list())[0]?.value;
}

async function untilWarned(): Promise<{ readonly stopAtMs: number }> {
  await expect.poll(async () => (await pod())?.run.warning, soon).toBeDefined();
  return { stopAtMs: (await pod())?.run.warning?.stopAtMs ?? 0 };
}

async function untilPutOff(): Promise<{ readonly stopAtMs: number }> {
  await expect.poll(async () => (await pod())?.run.warning, soon).toMatchObject({ isPutOff: true });
  return { stopAtMs: (await pod())?.run.warning?.stopAtMs ?? 0 };
}
