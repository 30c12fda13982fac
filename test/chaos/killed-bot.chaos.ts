import { afterAll, beforeAll, expect, test } from "vitest";
import { endAtFirstFailure } from "../real/support/end-at-first-failure.ts";
import type { GpuCloud } from "../real/support/gpu-cloud.ts";
import { askOnDiscord, memoryAway } from "./support/answers.ts";
import { type BotMemory, openBotMemory, ownRedisProcess, ownRedisSocket } from "./support/bot-memory.ts";
import { holdNext } from "./support/held-requests.ts";
import { countIn, headsIn, untilTold } from "./support/messages.ts";
import { hasEnded, send } from "./support/pod-inside.ts";
import { openReadyCloud } from "./support/ready-cloud.ts";
import { openStory, secondsSince, type Story, tell } from "./support/story.ts";

// One pod for the whole file: its bot dies twelve times in the life of it, and the bot's own Redis once.

const soon = { timeout: 60_000, interval: 200 };

const resources = new AsyncDisposableStack();
let story: Story;

beforeAll(async () => {
  story = resources.use(await openStory({ openCloud: () => openReadyCloud({ start: "by-hand" }) }));
  await story.start();
});

afterAll(() => resources.disposeAsync());

endAtFirstFailure();

/** Each step with the moment in it that is waited for: a held request of the bot, or what it writes into its record. */
function momentsOf({ twin }: GpuCloud, memory: BotMemory): Readonly<Record<string, () => Promise<unknown>>> {
  const entered = (step: string) => () => memory.nextPod((pod) => pod.run.step.name === step);
  const begun = (step: string) => () =>
    memory.nextPod((pod) => pod.run.step.name === step && pod.run.step.beganAtMs !== undefined);
  return {
    choose: () => holdNext(twin, "GET /catalog/gpus"),
    create: () => holdNext(twin, "POST /pods", "done"),
    start: () => holdNext(twin, "GET /pods/{id}"),
    address: entered("address"),
    shell: () => holdNext(twin, "GET /pods/{id}/logs"),
    files: begun("files"),
    environment: entered("environment"),
    studies: begun("studies"),
    server: begun("server"),
    outside: entered("outside"),
  };
}

test("killed at every step of one bring-up, the bot goes on, and the pod is live exactly once", async () => {
  const { team, cloud } = story;
  await using memory = await openBotMemory(ownRedisSocket(team.home));
  const moments = momentsOf(cloud, memory);
  const diedAt: string[] = [];
  let come: () => Promise<unknown> = () => team.discord.runCommand("pod up models:deepedit");
  for (const moment of Object.values(moments)) {
    const beganAtMs = performance.now();
    const reached = moment();
    await come();
    await reached;
    await story.bot().kill();
    const { step } = (await memory.pod()).run;
    diedAt.push(step.name);
    if (step.name === "address") await bootPod();
    tell(`killed at ${step.name} after ${secondsSince(beganAtMs)} s`);
    come = story.start;
  }
  await come();
  await untilTold(team.channels, /is live: MONAI Label answers/);

  expect(diedAt).toEqual(Object.keys(moments));
  expect(cloud.twin.count("POST /pods")).toBe(1);
  expect(cloud.twin.running()).toHaveLength(1);
  expect(await (await story.inside()).server()).toBeGreaterThan(0);
  expect(await countIn(team.channels, /is live: MONAI Label answers/)).toEqual([1, 1]);
  for (const heads of await headsIn(team.channels))
    expect(heads).toEqual([
      expect.stringMatching(/is live$/),
      expect.stringMatching(/is live: MONAI Label answers/),
    ]);
});

test("a training outlives the bot's own Redis and then the bot, and its end is told once", async () => {
  const { team } = story;
  await team.slack.runCommand("/train deepedit epochs:1");
  await untilTold(team.channels, /Training deepedit runs/);
  const pod = await story.inside();
  await expect.poll(() => pod.trainings(), soon).toHaveLength(1);
  const [training = 0] = await pod.trainings();
  const redis = await ownRedisProcess(team.home);

  send(redis, "SIGSTOP");
  const frozen = await askOnDiscord(team, "pod status");
  send(redis, "SIGKILL");
  await expect.poll(async () => (await ownRedisProcess(team.home)) !== redis, soon).toBe(true);
  await expect.poll(async () => (await askOnDiscord(team, "pod status")).text, soon).toMatch(/training/);
  await story.bot().kill();
  const trainsStill = await pod.trainings();
  await story.start();
  await untilTold(team.channels, /Training deepedit is done[^]*Best accuracy/);

  tell(`answered after ${frozen.tookMs} ms while its own Redis was frozen`);
  expect(frozen.text).toMatch(memoryAway);
  expect(frozen.tookMs).toBeLessThan(3000);
  expect(await hasEnded(redis)).toBe(true);
  expect(trainsStill).toEqual([training]);
  expect(await countIn(team.channels, /Best accuracy/)).toEqual([1, 1]);
  expect(await countIn(team.channels, /Training deepedit is done/)).toEqual([2, 2]);
});

test("a stop that the provider has carried out while the bot died is confirmed, and told once", async () => {
  const { team, cloud } = story;
  const stopped = holdNext(cloud.twin, "POST /pods/{id}/action stop", "done");
  await team.discord.runCommand("pod down");
  await stopped;
  await story.bot().kill();
  await using memory = await openBotMemory(ownRedisSocket(team.home));
  const { phase } = await memory.pod();
  await story.start();

  const summaries = await untilTold(team.channels, /summary of this run/);

  for (const summary of summaries) expect(summary).toMatch(/Trainings:\W*1/);
  expect(phase).toBe("stopping");
  expect(cloud.twin.running()).toEqual([]);
  expect(await countIn(team.channels, /summary of this run/)).toEqual([1, 1]);
  expect(await countIn(team.channels, /Pod \w+ is stopped/)).toEqual([1, 1]);
  expect(await story.bot().end()).toBe(0);
  expect(team.discord.violations).toEqual([]);
  expect(team.slack.violations).toEqual([]);
  expect(cloud.twin.violations).toEqual([]);
});

/** The cloud brings the rented machine up. */
async function bootPod(): Promise<void> {
  const { twin } = story.cloud;
  const [podId = ""] = twin.running();
  await twin.advance(podId);
  await twin.advance(podId);
}
