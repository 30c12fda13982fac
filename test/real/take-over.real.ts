import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import axios from "axios";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { type BotProcess, startBot } from "./support/bot-process.ts";
import { readAll } from "./support/channel.ts";
import { endAtFirstFailure } from "./support/end-at-first-failure.ts";
import { type GpuCloud, openGpuCloud } from "./support/gpu-cloud.ts";
import { hasCommit, takeOldSource } from "./support/old-source.ts";
import type { Team } from "./support/team.ts";
import { defaultStock, type GpuStock } from "../twins/runpod/stock.ts";

// One pod for the whole file: a bot of before records had versions brings it up, and the present one goes on with it.

const oldCommit = "56522a06f74f04599e2c90e34861bc60425a80d5";
const resources = new AsyncDisposableStack();
const live = "is live: MONAI Label answers";
const patience = { timeout: 180_000, interval: 1000 };
let isThere: boolean;
let team: Team;
let cloud: GpuCloud;
let bot: BotProcess;

beforeAll(async () => {
  isThere = await hasCommit(oldCommit);
  if (!isThere) return;
  cloud = resources.use(await openGpuCloud({ stock: newHosts() }));
  // The Discord in it opens its standard input as soon as it is imported, and ends it only where it was used.
  const { openTeam } = await import("./support/team.ts");
  team = resources.use(await openTeam());
  const { folder } = resources.use(await takeOldSource(oldCommit));
  bot = resources.use(await startBot({ ...team.environment, ...cloud.environment }, folder));
});

afterAll(() => resources.disposeAsync());

beforeEach(({ skip }) => {
  skip(!isThere, `the history of this checkout has no commit ${oldCommit}: a shallow clone, or an export`);
});

endAtFirstFailure();

test("a pod that the old bot has brought up and a training are followed by the new one to its accuracy", async () => {
  await team.discord.runCommand("pod up models:deepedit");
  await readAll(team.channels, new RegExp(live));
  await team.slack.runCommand("/train deepedit epochs:3");
  await readAll(team.channels, /Training deepedit runs[^]*Epoch: 1 of 3/);
  const [programs, given] = [await programsOnPod(), await trainings()];
  await bot.kill();
  const renewal = await lastRenewal();
  const before = await messagesWith("Best accuracy");

  bot = resources.use(await startBot({ ...team.environment, ...cloud.environment }));
  await readAll(team.channels, /Training deepedit is done[^]*Best accuracy 0\.\d{3}/);

  expect(given).toHaveLength(1);
  expect(await trainings()).toEqual(given);
  expect(cloud.twin.count("POST /pods")).toBe(1);
  expect(cloud.twin.running()).toHaveLength(1);
  // A lease of the old bot has less left by now: the old watchdog goes by one of the new bot.
  await expect.poll(lastRenewal, patience).toBeGreaterThan(renewal);
  await expect.poll(leaseLeftS, patience).toBeGreaterThan(880);
  expect(await besideWatchdog("lease.json.log")).not.toContain("broken");
  expect(await programsOnPod()).toEqual(programs);
  expect([hasGateIn("gate.py"), hasGateIn("gate/gate.py")]).toEqual([true, false]);
  expect([before, await messagesWith("Best accuracy")]).toEqual([
    [0, 0],
    [1, 1],
  ]);
  expect(await messagesWith(live)).toEqual([1, 1]);
});

test("a button that the old bot has posted stops it", async () => {
  await team.discord.clickButton("Stop");

  await readAll(team.channels, /summary of this run/);
  // Its URL holds no more, so the message with it is another one from now on.
  await expect.poll(() => messagesWith(live), patience).toEqual([0, 0]);

  expect(cloud.twin.running()).toEqual([]);
});

test("its next start brings the new gate and watchdog, on the same disk", async () => {
  await team.slack.runCommand("/pod up");
  await expect.poll(() => hasGateIn("gate/gate.py"), patience).toBe(true);

  await readAll(team.channels, new RegExp(live));

  expect(await watchdogProcess()).not.toBe("");
  expect(cloud.twin.count("POST /pods")).toBe(1);
  expect(cloud.twin.running()).toEqual([podId()]);
});

test("/pod delete deletes it at the provider", async () => {
  await (await team.discord.runCommand("pod delete")).answer();
  // The answer has been sent, and is there a moment later.
  await expect.poll(() => team.discord.clickButton("Yes, do it"), patience).toBeDefined();

  await readAll(team.channels, /Its volume is deleted: labels and models on it are gone/);

  expect(cloud.twin.running()).toEqual([]);
  expect(cloud.twin.count("DELETE /pods/{id}")).toBe(1);
  expect(existsSync(home())).toBe(false);
  expect(await bot.end()).toBe(0);
  expect(team.discord.violations).toEqual([]);
  expect(team.slack.violations).toEqual([]);
  expect(cloud.twin.violations).toEqual([]);
});

/** The old bot asks for no driver, and would be given a host where its container never starts. */
function newHosts(): GpuStock[] {
  return defaultStock().map((gpu) => ({
    ...gpu,
    dataCenters: gpu.dataCenters.map((host) => ({ ...host, cudaVersions: ["12.8"] })),
  }));
}

/** How many messages of each channel say that. */
async function messagesWith(words: string): Promise<readonly number[]> {
  const all = await Promise.all(team.channels.map(({ texts }) => texts()));
  return all.map((texts) => texts.filter((text) => text.includes(words)).length);
}

function podId(): string {
  const [pod] = cloud.twin.billing();
  if (pod === undefined) throw new Error("no pod was rented");
  return pod.podId;
}

/** Where the programs of the pod lie on its volume. */
function home(): string {
  return path.join(cloud.factory.volumeDir(podId()), "labelpod");
}

/** The gate of the old commit is one file, that of now a folder. */
function hasGateIn(name: string): boolean {
  return existsSync(path.join(home(), "pod/podlib", name));
}

const pidSchema = z.object({ pid: z.number(), startTicks: z.number() });

type Programs = { readonly gate: z.infer<typeof pidSchema>; readonly watchdog: string };

/** The gate by its own note, the watchdog by its process. */
async function programsOnPod(): Promise<Programs> {
  const noted = await readFile(path.join(home(), "server.pid.json"), "utf8");
  return { gate: pidSchema.parse(JSON.parse(noted)), watchdog: await watchdogProcess() };
}

/** Its id on this machine, by which the pod's own disk is seen too. */
async function watchdogProcess(): Promise<string> {
  for (const id of await readdir("/proc")) {
    const read = async (name: string): Promise<string> => readFile(`/proc/${id}/${name}`, "utf8");
    const told = await Promise.all([read("cmdline"), read("environ")]).catch(() => ["", ""]);
    const [commandLine = "", environment = ""] = told;
    const isIts = environment.split("\0").includes(`RUNPOD_POD_ID=${podId()}`);
    if (/^python3[^]*watchdog\.py/.test(commandLine) && isIts) return id;
  }
  throw new Error("the pod has no watchdog");
}

async function besideWatchdog(name: string): Promise<string> {
  return readFile(`/proc/${await watchdogProcess()}/root/opt/labelpod/${name}`, "utf8");
}

const leaseSchema = z.object({ renewal: z.number() });
const stateSchema = z.object({ leaseLeftS: z.number() });

async function lastRenewal(): Promise<number> {
  return leaseSchema.parse(JSON.parse(await besideWatchdog("lease.json"))).renewal;
}

async function leaseLeftS(): Promise<number> {
  return stateSchema.parse(JSON.parse(await besideWatchdog("lease.json.state.json"))).leaseLeftS;
}

/** All trainings that the server has been given. */
async function trainings(): Promise<readonly { readonly id: string }[]> {
  const [text = ""] = await readAll(team.channels, new RegExp(live));
  const url = /http:\/\/[\d.]+:\d+\/[\w-]{32}/.exec(text)?.[0] ?? "";
  const { data } = await axios.get<unknown>(`${url}/train/?all=true`, { proxy: false });
  return z.array(z.object({ id: z.string() })).parse(data);
}
