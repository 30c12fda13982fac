import path from "node:path";
import axios from "axios";
import pino from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startApp } from "../../src/bot/app.ts";
import { readConfig } from "../../src/config/read-config.ts";
import { createLog } from "../../src/system/log.ts";
import { createAsk } from "../twins/runpod/twin-client.ts";
import { read, readAll } from "./support/channel.ts";
import { endAtFirstFailure } from "./support/end-at-first-failure.ts";
import { type GpuCloud, openGpuCloud } from "./support/gpu-cloud.ts";
import { createJumpingClock } from "./support/jumping-clock.ts";
import { openTeam, type Team } from "./support/team.ts";

// One pod for the whole file, in the order of its life: each test goes on where the one before ended.

const hourMs = 3_600_000;
const clock = createJumpingClock();
const resources = new AsyncDisposableStack();
let team: Team;
let cloud: GpuCloud;

beforeAll(async () => {
  team = resources.use(await openTeam());
  cloud = resources.use(await openGpuCloud());
  const settings = { LABELPOD_IDLE: "60s", LABELPOD_GRACE: "10m" };
  const end = new AbortController();
  resources.use(
    await startApp({
      config: readConfig({ ...team.environment, ...cloud.environment, ...settings }),
      clock,
      signal: end.signal,
      terminals: [],
      cardLogs: [],
      report: (line) => process.stderr.write(`${line}\n`),
      openLog: (home) =>
        createLog({ level: "info", destination: pino.destination(path.join(home.folder, "labelpod.log")) }),
    }),
  );
  resources.defer(() => end.abort());
});

afterAll(() => resources.disposeAsync());

endAtFirstFailure();

test("/pod up on Discord and on Slack at the same moment makes one pod, which comes up before everybody's eyes", async () => {
  await Promise.all([
    team.discord.runCommand("pod up models:deepedit"),
    team.slack.runCommand("/pod up models:deepedit"),
  ]);

  const live = await readAll(team.channels, /is live: MONAI Label answers/);

  const [pod] = cloud.twin.billing();
  expect(cloud.twin.billing()).toHaveLength(1);
  expect(cloud.twin.count("POST /pods")).toBe(1);
  expect(cloud.twin.running()).toEqual([pod?.podId]);
  for (const [index, { texts, sent }] of team.channels.entries()) {
    expect(live[index]).toContain("Server URL: ");
    expect(live[index]).toMatch(/The URL is the key/);
    expect((await texts()).filter((text) => text.includes("is live"))).toHaveLength(2);
    expect(sent().filter((text) => text.includes("is coming up")).length).toBeGreaterThan(5);
  }
});

test("the URL of the live message answers from outside", async () => {
  const [text = ""] = await readAll(team.channels, /is live: MONAI Label answers/);
  const url = /http:\/\/[\d.]+:\d+\/[\w-]{32}/.exec(text)?.[0] ?? "";

  const { data } = await axios.get<unknown>(`${url}/info/`, { proxy: false });

  expect(data).toMatchObject({ name: expect.any(String), trainers: { deepedit: expect.anything() } });
});

test("/train on Slack tells its progress, and its accuracy in both channels", async () => {
  await team.slack.runCommand("/train deepedit epochs:3");

  const ends = await readAll(team.channels, /Training deepedit is done[^]*Best accuracy/);

  for (const [index, { sent }] of team.channels.entries()) {
    const progress = sent().filter((text) => text.includes("Training deepedit runs"));
    const first = dice(progress, /Validation Dice, epoch 1:\s*([\d.]+)/);
    const best = dice([ends[index] ?? ""], /Best accuracy ([\d.]+)/);
    process.stderr.write(`Dice after the first epoch ${first}, best ${best}\n`);
    expect(best).toBeGreaterThan(first);
    expect(progress.length).toBeGreaterThan(3);
    expect(progress.some((text) => text.includes("Epoch: 2 of 3"))).toBe(true);
  }
});

test("an unused pod is warned of, and Keep on Slack takes the warning back on both", async () => {
  await readAll(team.channels, /Nobody uses pod[^]*unless somebody uses it/);

  await team.slack.clickButton("Keep 1 hour");

  await readAll(team.channels, /Nobody uses pod[^]*It is in use again/);
  expect(cloud.twin.running()).toHaveLength(1);
});

test("when the hour is over it is warned of again, and Stop now on Discord stops it", async () => {
  clock.jump(hourMs);
  await readAll(team.channels, /Nobody uses pod[^]*unless somebody uses it/);

  await team.discord.clickButton("Stop now");

  const summaries = await readAll(team.channels, /summary of this run/);
  const [pod] = cloud.twin.billing();
  const { data } = await createAsk(cloud.twin.apiUrl)(`GET /pods/${pod?.podId}`, undefined, {
    authorization: `Bearer ${cloud.environment["RUNPOD_API_KEY"]}`,
  });
  expect(data["status"]).toBe("EXITED");
  expect(cloud.twin.running()).toEqual([]);
  for (const summary of summaries) {
    expect(summary).toMatch(/Trainings:\s*1/);
    expect(summary).toMatch(/Models trained:\s*deepedit, best accuracy 0\.\d{3}/);
    // The hour that the bot's clock was put forward is in it.
    expect(summary).toMatch(/Time up:\s*1 h/);
    expect(summary).toMatch(/Cost:\s*\$\d+\.\d\d/);
  }
  for (const channel of team.channels) await read(channel, /Pod \w+ is stopped/);
});

test("nothing that the bot sent was against the rules of Discord, Slack or RunPod", () => {
  expect(team.discord.violations).toEqual([]);
  expect(team.slack.violations).toEqual([]);
  expect(cloud.twin.violations).toEqual([]);
});

function dice(texts: readonly string[], pattern: RegExp): number {
  const found = texts.map((text) => pattern.exec(text)?.[1]).find((figure) => figure !== undefined);
  return Number(found);
}
