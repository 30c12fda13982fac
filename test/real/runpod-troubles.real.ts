import axios, { isAxiosError } from "axios";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as faults from "../twins/runpod/faults.ts";
import { defaultStock, type GpuStock } from "../twins/runpod/stock.ts";
import { type BotProcess, startBot } from "./support/bot-process.ts";
import { readAll } from "./support/channel.ts";
import { endAtFirstFailure } from "./support/end-at-first-failure.ts";
import { type GpuCloud, openGpuCloud } from "./support/gpu-cloud.ts";
import { openTeam, type Team } from "./support/team.ts";

// One pod for the whole file, in the order of its life: RunPod fails at each turn, and the team works all the same.

const resources = new AsyncDisposableStack();
let team: Team;
let cloud: GpuCloud;
let bot: BotProcess;
let firstUrl: string;

const minuteMs = 60_000;
const start = "POST /pods/{id}/action start";
const liveMessage = /is live: MONAI Label answers/;

/** Three kinds of GPU in secure data centers of the US, so that two can be taken by somebody else. */
const stock: GpuStock[] = [
  ...defaultStock(),
  {
    id: "NVIDIA RTX A6000",
    name: "RTX A6000",
    memoryGib: 48,
    secureUsdPerHour: 0.49,
    dataCenters: [{ id: "US-KS-2", cloud: "SECURE", availability: "HIGH" }],
  },
];

beforeAll(async () => {
  team = resources.use(await openTeam());
  cloud = resources.use(await openGpuCloud({ stock }));
  bot = resources.use(await startBot({ ...team.environment, ...cloud.environment }));
});

afterAll(() => resources.disposeAsync());

endAtFirstFailure();

test("two kinds of GPU are taken and the answer to the rent of the third is lost: one pod comes up, and it is that", async () => {
  const create = "POST /pods";
  cloud.twin.inject({ on: create, fault: faults.noCapacity() });
  // A professional card is tried once more on any host.
  cloud.twin.inject({ on: create, fault: faults.noCapacityPlain() });
  cloud.twin.inject({ on: create, fault: faults.noCapacity() });
  cloud.twin.inject({ on: create, fault: faults.answerLost() });

  await team.discord.runCommand("pod up models:deepedit");

  const live = await readAll(team.channels, liveMessage);
  const pods = cloud.twin.billing();
  expect(pods).toMatchObject([{ usdPerHour: 0.49 }]);
  expect(cloud.twin.count(create)).toBe(4);
  expect(cloud.twin.running()).toEqual([pods[0]?.podId]);
  for (const [index, { sent, texts }] of team.channels.entries()) {
    const progress = sent().findLast((text) => text.includes("is coming up")) ?? "";
    expect(progress).toContain("RTX 4090, secure, $0.69 an hour: none free");
    expect(progress).toContain("RTX A5000, secure, $0.27 an hour: none free");
    expect((await texts()).join("\n")).toContain("RTX A6000, 48 GB, secure cloud, $0.49 an hour");
    expect(await answers(urlIn(live[index]))).toBe(true);
  }
});

test("the stop says that the GPU may be gone, and marks the address as out of date", async () => {
  const [live = ""] = await readAll(team.channels, liveMessage);
  firstUrl = urlIn(live);

  await team.slack.runCommand("/pod down");

  await readAll(team.channels, /summary of this run[^]*Its GPU may be gone/);
  await readAll(team.channels, /This address is out of date: the pod has stopped/);
  expect(cloud.twin.running()).toEqual([]);
  expect(await answers(firstUrl)).toBe(false);
  for (const { texts } of team.channels) expect((await texts()).join("\n")).not.toContain(firstUrl);
});

test("a start that is refused offers to keep trying or a fresh pod, and the pod stays stopped", async () => {
  cloud.twin.inject({ on: start, times: 2, fault: faults.startRefused() });

  await team.slack.runCommand("/pod up");

  // Discord gets the colon with a backslash, so that it takes nothing for an emoji.
  await readAll(team.channels, /did not come up[^]*has no free GPU now[^]*wait\\?:2h[^]*fresh\\?:yes/);
  await readAll(team.channels, /summary of this run[^]*has no free GPU now/);
  expect(cloud.twin.running()).toEqual([]);
  expect(cloud.twin.billing()).toHaveLength(1);
});

test("kept trying by a button, it comes up on the same volume once its host has a GPU, at an address of its own", async () => {
  await team.discord.clickButton("Keep trying for 2 h");
  await readAll(team.channels, /Its host has no free GPU. labelpod began to wait/);
  expect(cloud.twin.running()).toEqual([]);

  const live = await readAll(team.channels, liveMessage);

  const [pod] = cloud.twin.billing();
  expect(cloud.twin.count("POST /pods")).toBe(4);
  expect(cloud.twin.count(start)).toBe(3);
  expect(cloud.twin.running()).toEqual([pod?.podId]);
  for (const text of live) {
    expect(urlIn(text)).not.toBe(firstUrl);
    expect(await answers(urlIn(text))).toBe(true);
  }
});

test("one word stops it, then nothing bills, and the bot ends in order", async () => {
  await team.discord.runCommand("pod down");

  for (const { texts } of team.channels)
    await expect.poll(() => outdated(texts), { timeout: minuteMs }).toBe(2);
  const [pod, ...others] = cloud.twin.billing();
  expect(others).toEqual([]);
  expect(pod?.intervals.map(({ toMs }) => toMs !== undefined)).toEqual([true, true]);
  expect(cloud.twin.running()).toEqual([]);
  expect(cloud.twin.waitingFaults()).toEqual([]);
  expect(await bot.end()).toBe(0);
});

test("nothing that the bot sent was against the rules of Discord, Slack or RunPod", () => {
  expect(team.discord.violations).toEqual([]);
  expect(team.slack.violations).toEqual([]);
  expect(cloud.twin.violations).toEqual([]);
});

/** How many messages say that their address holds no more. */
async function outdated(texts: Team["channels"][number]["texts"]): Promise<number> {
  return (await texts()).filter((text) => text.includes("This address is out of date")).length;
}

function urlIn(text = ""): string {
  return /http:\/\/[\d.]+:\d+\/[\w-]{32}/.exec(text)?.[0] ?? "";
}

/** Whether MONAI Label answers there. */
async function answers(url: string): Promise<boolean> {
  try {
    const { status } = await axios.get<unknown>(`${url}/info/`, { proxy: false, timeout: 20_000 });
    return status === 200;
  } catch (error) {
    if (isAxiosError(error)) return false;
    throw error;
  }
}
