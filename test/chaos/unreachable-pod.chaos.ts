import { afterAll, beforeAll, expect, test } from "vitest";
import type { App } from "../../src/bot/app.ts";
import { createJumpingClock } from "../real/support/jumping-clock.ts";
import type { Pod } from "../../src/core/records/pod.ts";
import { endAtFirstFailure } from "../real/support/end-at-first-failure.ts";
import type { GpuCloud } from "../real/support/gpu-cloud.ts";
import { openTeam, type Team } from "../real/support/team.ts";
import { ids } from "../twins/discord/seed.ts";
import { ignoreAll } from "./support/held-requests.ts";
import { countIn, untilTold } from "./support/messages.ts";
import { openPod } from "./support/pod-inside.ts";
import { openReadyCloud } from "./support/ready-cloud.ts";
import { startHere } from "./support/start-here.ts";
import { channelsOf } from "./support/team-channels.ts";

// One pod for the whole file, and its bot in this process, whose clock is put forward.

const minuteMs = 60_000;
const settings = { LABELPOD_IDLE: "5m", LABELPOD_GRACE: "60s" };
const isUnreachable = /can't be reached, and is billed/;
const isOutOfReach = /can't be reached, and is billed[^]*has not answered since/;
const doesNotStop = /Pod \w+ does not stop/;
const everyStop = ["POST /pods/{id}/action stop", "POST /graphql podStop"];
const soon = { timeout: 120_000, interval: 200 };

const resources = new AsyncDisposableStack();
const clock = createJumpingClock();
let team: Team;
let cloud: GpuCloud;
let app: Pick<App, "store">;
let podId: string;

beforeAll(async () => {
  cloud = resources.use(await openReadyCloud());
  const opened = resources.use(await openTeam());
  team = { ...opened, channels: channelsOf(opened) };
  const environment = { ...team.environment, ...cloud.environment, ...settings };
  app = resources.use(await startHere(environment, clock));
});

afterAll(() => resources.disposeAsync());

endAtFirstFailure();

test("a pod whose network is cut is not stopped as idle, and told of once after ten minutes, and when it is back", async () => {
  await team.discord.runCommand("pod up models:deepedit");
  await untilTold(team.channels, /is live: MONAI Label answers/);
  [podId = ""] = cloud.twin.running();
  const pod = await openPod(podId);

  await pod.cut();
  await untilSilent();
  const toldTooEarly = await countIn(team.channels, isUnreachable);
  clock.jump(10 * minuteMs);
  await untilTold(team.channels, isUnreachable);
  const whileAway = {
    warnings: await countIn(team.channels, /Nobody uses pod/),
    running: cloud.twin.running(),
  };
  await pod.mend();
  await untilTold(team.channels, /can't be reached, and is billed[^]*It answers again/);

  expect(toldTooEarly).toEqual([0, 0]);
  expect(whileAway).toEqual({ warnings: [0, 0], running: [podId] });
  expect(await countIn(team.channels, isUnreachable)).toEqual([1, 1]);
});

test("a pod whose sshd is gone is told of as well", async () => {
  const pod = await openPod(podId);

  await pod.endShells();
  await untilSilent();
  clock.jump(10 * minuteMs);
  await untilTold(team.channels, isOutOfReach);

  expect(await countIn(team.channels, isUnreachable)).toEqual([2, 2]);
  expect(cloud.twin.running()).toEqual([podId]);
});

test("while the provider ignores every stop, an alarm comes after 3 minutes and then every 10, to who started it", async () => {
  const ignored = ignoreAll(cloud.twin, everyStop);
  await team.slack.runCommand("/pod down");
  await untilStopWasTried();
  const tooEarly: (readonly number[])[] = [];

  for (const [number, afterMinutes] of [3, 10, 10].entries()) {
    clock.jump((afterMinutes - 1) * minuteMs);
    await untilStopWasTried();
    tooEarly.push(await countIn(team.channels, doesNotStop));
    clock.jump(minuteMs);
    await untilAlarms(number + 1);
  }
  const whileIgnored = cloud.twin.running();
  const mentions = await mentionsInAlarms();
  ignored.end();
  await untilTold(team.channels, /summary of this run/);

  expect(tooEarly).toEqual([
    [0, 0],
    [1, 1],
    [2, 2],
  ]);
  expect(whileIgnored).toEqual([podId]);
  expect(mentions).toEqual({ discord: 3, slack: 3 });
  expect(cloud.twin.running()).toEqual([]);
  expect(await countIn(team.channels, doesNotStop)).toEqual([3, 3]);
  expect(await countIn(team.channels, isOutOfReach)).toEqual([0, 0]);
  expect(await countIn(team.channels, /summary of this run/)).toEqual([1, 1]);
});

test("a pod that is out of reach and that nobody uses ends by its lease, and that is told once", async () => {
  await team.slack.runCommand("/pod up");
  await untilLiveAgain();
  const pod = await openPod(podId);
  await pod.endShells();
  await untilSilent();
  clock.jump(10 * minuteMs);
  await untilTold(team.channels, isOutOfReach);

  await pod.renew({ leaseS: 1, idleS: 1, keepS: 0, limitS: 600 });
  await expect.poll(() => cloud.twin.running(), soon).toEqual([]);
  await untilTold(team.channels, /summary of this run[^]*Stopped outside labelpod/);

  expect(cloud.twin.requests.filter(({ caller }) => caller !== undefined)).toMatchObject([
    { caller: podId, action: "stop" },
  ]);
  expect(await countIn(team.channels, isUnreachable)).toEqual([3, 3]);
  expect(await countIn(team.channels, isOutOfReach)).toEqual([0, 0]);
  expect(await countIn(team.channels, /summary of this run/)).toEqual([2, 2]);
  expect(await countIn(team.channels, /Stopped outside labelpod/)).toEqual([2, 2]);
  expect(team.discord.violations).toEqual([]);
  expect(team.slack.violations).toEqual([]);
  expect(cloud.twin.violations).toEqual([]);
});

async function record(): Promise<Pod | undefined> {
  return (await app.store.pods.list())[0]?.value;
}

/** Until the bot has looked at the pod in vain. */
async function untilSilent(): Promise<void> {
  await expect.poll(async () => (await record())?.run.use?.silentSinceMs, soon).toBeDefined();
}

async function untilLiveAgain(): Promise<void> {
  await expect.poll(async () => (await record())?.phase, { ...soon, timeout: 300_000 }).toBe("live");
}

/** Until the provider was asked once more, from now on. */
async function untilStopWasTried(): Promise<void> {
  const before = (await record())?.run.stop?.attempts ?? 0;
  await expect.poll(async () => (await record())?.run.stop?.attempts ?? 0, soon).toBeGreaterThan(before);
}

async function untilAlarms(count: number): Promise<void> {
  await expect.poll(() => countIn(team.channels, doesNotStop), soon).toEqual([count, count]);
}

/** How many alarms call the person of Discord who has started the pod; Slack does not know her, and names her. */
async function mentionsInAlarms(): Promise<{ readonly discord: number; readonly slack: number }> {
  const onDiscord = (await team.discord.messages()).map(({ content }) => content);
  const onSlack = (await team.channels[1]?.texts()) ?? [];
  return {
    discord: onDiscord.filter((text) => text.includes(`<@${ids.ada}>`) && doesNotStop.test(text)).length,
    slack: onSlack.filter((text) => doesNotStop.test(text) && text.includes("Ada")).length,
  };
}
