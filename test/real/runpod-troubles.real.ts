import axios from "axios";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as faults from "../twins/runpod/faults.ts";
import { defaultStock, type GpuStock } from "../twins/runpod/stock.ts";
import { readAll } from "./support/channel.ts";
import { endAtFirstFailure } from "./support/end-at-first-failure.ts";
import { type GpuCloud, openGpuCloud } from "./support/gpu-cloud.ts";
import { createJumpingClock } from "./support/jumping-clock.ts";
import { openBot } from "./support/open-bot.ts";
import { openTeam, type Team } from "./support/team.ts";

// One pod for the whole file, in the order of its life: RunPod fails at each turn, and the team works all the same.

const clock = createJumpingClock();
const resources = new AsyncDisposableStack();
let team: Team;
let cloud: GpuCloud;

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
  resources.use(await openBot({ ...team.environment, ...cloud.environment }, clock));
});

afterAll(() => resources.disposeAsync());

endAtFirstFailure();

test("two kinds of GPU are taken and the answer to the third rent is lost: one pod comes up, and it is the third", async () => {
  const create = "POST /pods";
  cloud.twin.inject({ on: create, fault: faults.noCapacity() });
  cloud.twin.inject({ on: create, fault: faults.noCapacityPlain() });
  cloud.twin.inject({ on: create, fault: faults.answerLost() });

  await team.discord.runCommand("pod up models:deepedit");

  const live = await readAll(team.channels, /is live: MONAI Label answers/);
  const pods = cloud.twin.billing();
  expect(pods).toHaveLength(1);
  expect(cloud.twin.count(create)).toBe(3);
  expect(cloud.twin.running()).toEqual([pods[0]?.podId]);
  for (const text of live) expect(await answers(text)).toBe(true);
});

test("nothing that the bot sent was against the rules of Discord, Slack or RunPod", () => {
  expect(team.discord.violations).toEqual([]);
  expect(team.slack.violations).toEqual([]);
  expect(cloud.twin.violations).toEqual([]);
});

/** Whether MONAI Label answers at the URL that this message gives. */
async function answers(text: string): Promise<boolean> {
  const url = /http:\/\/[\d.]+:\d+\/[\w-]{32}/.exec(text)?.[0] ?? "";
  const { status } = await axios.get<unknown>(`${url}/info/`, { proxy: false, validateStatus: () => true });
  return status === 200;
}
