import { readFile } from "node:fs/promises";
import path from "node:path";
import axios from "axios";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { type BotProcess, startBot } from "./support/bot-process.ts";
import { discordChannel, read, readAll } from "./support/channel.ts";
import { endAtFirstFailure } from "./support/end-at-first-failure.ts";
import { type GpuCloud, openGpuCloud } from "./support/gpu-cloud.ts";
import { openTeam, type Team } from "./support/team.ts";

// One pod for the whole file: the bot dies twice in its life.

const resources = new AsyncDisposableStack();
let team: Team;
let cloud: GpuCloud;
let bot: BotProcess;

async function startAnew(): Promise<void> {
  bot = resources.use(await startBot({ ...team.environment, ...cloud.environment }));
}

beforeAll(async () => {
  cloud = resources.use(await openGpuCloud());
  team = resources.use(await openTeam());
  await startAnew();
});

afterAll(() => resources.disposeAsync());

endAtFirstFailure();

test("killed while MONAI Label is installed, the bot goes on with the same pod and the same installation", async () => {
  await team.discord.runCommand("pod up models:deepedit");
  const installing = /Install MONAI Label \((?:PyTorch|packages|self-check)/;
  // Slack's plain text leaves the steps out.
  const progress = await read(discordChannel(team.discord), installing);
  await bot.kill();
  const before = await installation();
  await startAnew();

  await readAll(team.channels, /is coming up[^]*labelpod was restarted/);
  await readAll(team.channels, /is live: MONAI Label answers/);

  expect(progress).toContain("Install MONAI Label");
  expect(await installation()).toEqual(before);
  expect(cloud.twin.count("POST /pods")).toBe(1);
  expect(cloud.twin.running()).toHaveLength(1);
});

test("killed in a training, the bot follows the same training to its end", async () => {
  await team.slack.runCommand("/train deepedit epochs:3");
  await readAll(team.channels, /Training deepedit runs[^]*Epoch: 1 of 3/);
  const before = await trainings();
  await bot.kill();
  await startAnew();

  await readAll(team.channels, /Training deepedit runs[^]*labelpod was restarted/);
  await readAll(team.channels, /Training deepedit is done[^]*Best accuracy 0\.\d{3}/);

  expect(before).toHaveLength(1);
  expect(await trainings()).toEqual(before);
  for (const { texts } of team.channels) {
    expect((await texts()).filter((text) => text.includes("Best accuracy"))).toHaveLength(1);
  }
});

test("what was up before both deaths is stopped by one word, and the bot ends in order", async () => {
  await team.discord.runCommand("pod down");

  await readAll(team.channels, /summary of this run/);

  expect(cloud.twin.running()).toEqual([]);
  expect(await bot.end()).toBe(0);
  expect(team.discord.violations).toEqual([]);
  expect(team.slack.violations).toEqual([]);
  expect(cloud.twin.violations).toEqual([]);
});

/** When the installation on the pod began, as its own log of steps says. */
async function installation(): Promise<unknown> {
  const [pod] = cloud.twin.billing();
  const steps = path.join(cloud.factory.volumeDir(pod?.podId ?? ""), "labelpod/install.progress.jsonl");
  const [first = ""] = (await readFile(steps, "utf8")).split("\n");
  return JSON.parse(first);
}

/** All trainings that the server has been given. */
async function trainings(): Promise<readonly { readonly id: string }[]> {
  const [text = ""] = await readAll(team.channels, /is live: MONAI Label answers/);
  const url = /http:\/\/[\d.]+:\d+\/[\w-]{32}/.exec(text)?.[0] ?? "";
  const { data } = await axios.get<unknown>(`${url}/train/?all=true`, { proxy: false });
  return z.array(z.object({ id: z.string() })).parse(data);
}
