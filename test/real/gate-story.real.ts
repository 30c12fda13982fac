import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { nothingHere, sendTo } from "../pod/gate/gate-bench.ts";
import { twoFacedHeads, wrongTargets } from "../pod/gate/hostile.ts";
import { onceHttp } from "../support/once-http.ts";
import { type BotProcess, type Environment, startBot } from "./support/bot-process.ts";
import { cacheFolder, fillCache, packageCache } from "./support/cache.ts";
import { readAll } from "./support/channel.ts";
import { type CommandLines, watchCommandLines } from "./support/command-lines.ts";
import { endAtFirstFailure } from "./support/end-at-first-failure.ts";
import { writeLarge } from "./support/large-file.ts";
import { findLocalPod, type LocalPod } from "./support/pod-on-this-machine.ts";
import { say } from "./support/say.ts";
import { actInSlicer } from "./support/slicer.ts";
import { openTeam, type Team } from "./support/team.ts";
import { collectTraces, findIn } from "./support/traces.ts";

// One pod on this machine for the whole file, in the order of its life: each test goes on where the one before ended.

const run = promisify(execFile);
const serverUrl = /Server URL: \W*(http:\/\/127\.0\.0\.1:\d+\/([\w-]{32}))/;
/** The people of this file, who have the URL. */
const ownCommands = /^(?:curl|\S*python\S* \S*slicer_client\.py) .*$/gm;

const resources = new AsyncDisposableStack();
let team: Team;
let bot: BotProcess;
let environment: Environment;
let commandLines: CommandLines;
let folder: string;
let pod: LocalPod;
let url = "";
const keys: string[] = [];

beforeAll(async () => {
  await fillCache();
  team = resources.use(await openTeam());
  folder = await mkdtemp(path.join(cacheFolder, "gate-"));
  resources.defer(() => rm(folder, { recursive: true }));
  environment = {
    ...team.environment,
    LABELPOD_PROVIDER: "local",
    LABELPOD_LOG_LEVEL: "debug",
    UV_CACHE_DIR: packageCache,
  };
  commandLines = resources.use(watchCommandLines());
  bot = resources.use(await startBot(environment));
  resources.defer(async () => {
    await say(environment, "/pod delete", "--yes");
  });
});

afterAll(() => resources.disposeAsync());

endAtFirstFailure();

test("the posted URL works in 3D Slicer as it is", async () => {
  await team.discord.runCommand("pod up models:deepedit");
  const [card = ""] = await readAll(team.channels, /is live: MONAI Label answers/);
  useUrl(card);
  pod = await findLocalPod(team.home);
  const acts = ["info", "next-sample", "download", "infer"] as const;

  const answers = await actInSlicer({ url, folder }, acts, { strategy: "first" });
  // Of an image that is labelled already: what it shows does not matter here.
  const label = path.join(pod.workspace, "studies/labels/final/sample_01.nii.gz");
  const submitted = await actInSlicer({ url, folder }, ["submit"], { image: answers[1]?.image ?? "", label });

  expect([...answers, ...submitted].map(({ act, ok }) => ({ act, ok }))).toEqual(
    [...acts, "submit"].map((act) => ({ act, ok: true })),
  );
});

test("no wrong path, wrong key, two-faced or endless head gets in, counts as use, or keeps people out", async () => {
  const port = Number(new URL(url).port);
  const key = keys.at(-1) ?? "";
  // What was done just now is written down a little later.
  await expect.poll(async () => (await pod.activity()).acts).toHaveProperty("submitting");
  const before = await pod.activity();
  const crowd = await Promise.all(Array.from({ length: 300 }, () => openSlowly(port)));

  const targets = wrongTargets(key).map((target) => `GET ${target} HTTP/1.1\r\nHost: pod.example\r\n\r\n`);
  const heads = [...targets, ...Object.values(twoFacedHeads(key))];
  const answers = await Promise.all(heads.map((head) => sendTo(port, head)));
  const inside = await sendTo(
    port,
    `GET /${key}/static/..%2f..%2f..%2fetc/passwd HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`,
  );
  const [person] = await actInSlicer({ url, folder }, ["info"]);
  for (const socket of crowd) socket.destroy();

  expect(heads.filter((_, index) => answers[index] !== nothingHere)).toEqual([]);
  expect(inside).not.toContain("root:");
  expect(person).toMatchObject({ ok: true });
  expect((await pod.activity()).acts).toEqual(before.acts);
});

test("/pod status tells what was done and by how many, and of no image", async () => {
  await expect.poll(statusText, { timeout: 90_000, interval: 3_000 }).toMatch(/label submitted/);

  const text = await statusText();

  for (const told of [/inference .* ago/, /image opened .* ago/, /label submitted .* ago/, /1 person/])
    expect(text).toMatch(told);
  expect(text).not.toMatch(/sample_0/);
});

test("a 3D Slicer that stands open in a training asks all the time and is no use", async () => {
  const training = {
    model: "deepedit",
    parameters: { max_epochs: 100, dataset: "Dataset", tracking: "None" },
  };
  await actInSlicer({ url, folder }, ["train"], training);
  await expect.poll(async () => (await pod.activity()).work, { timeout: 60_000 }).toEqual(["training"]);
  const before = await pod.activity();

  const watched = await actInSlicer({ url, folder }, ["watch"], { rounds: 6, intervalMs: 500 });

  const after = await pod.activity();
  expect(watched).toEqual([expect.objectContaining({ ok: true, rounds: 6, training: "RUNNING" })]);
  expect(after.acts).toEqual(before.acts);
  await actInSlicer({ url, folder }, ["stop"]);
});

test("a server that dies in a training is told of in the channel, its training is ended, and another begins", async () => {
  await team.slack.runCommand("/train deepedit epochs:100");
  await readAll(team.channels, /Training deepedit runs/);
  await expect.poll(async () => (await pod.status()).trainingPids.length, { timeout: 60_000 }).toBe(1);
  const before = await pod.status();

  process.kill(before.pid ?? 0, "SIGKILL");

  for (const { texts } of team.channels) {
    const all = async (): Promise<string> => (await texts()).join("\n\n");
    await expect
      .poll(all, { timeout: 180_000, interval: 1_000 })
      .toMatch(
        /MONAI Label crashed on pod[^]*and is up again[^]*ran out of memory[^]*A training that ran was ended/,
      );
    await expect.poll(all, { timeout: 60_000, interval: 1_000 }).toMatch(/Training deepedit was lost/);
  }
  expect(await pod.status()).toMatchObject({ state: "running", trainingPids: [] });
  await team.discord.runCommand("train deepedit epochs:1");
  await readAll(team.channels, /Training deepedit is done[^]*Best accuracy 0\.\d{3}/);
});

test("while the server is frozen the gate answers for itself, and the bot says what it does not know", async () => {
  const { pid } = await pod.status();
  process.kill(pid ?? 0, "SIGSTOP");

  const auth = await ask(`${url}/auth/`);
  await expect
    .poll(statusText, { timeout: 180_000, interval: 5_000 })
    .toMatch(/Whether a training runs can't be read just now, which counts as in use/);
  process.kill(pid ?? 0, "SIGCONT");

  expect(auth.status).toBe(404);
  await expect.poll(async () => (await pod.activity()).unknown, { timeout: 60_000 }).toEqual([]);
});

test("a gate that was killed is started again, with the server that it had kept", async () => {
  const before = await pod.status();

  process.kill(await pod.gatePid(), "SIGKILL");

  await readAll(team.channels, /MONAI Label was gone from pod[^]*and is up again/);
  expect(await pod.status()).toMatchObject({ state: "running", pid: before.pid });
  expect((await ask(`${url}/info/`)).status).toBe(200);
});

test("2 GB go through the gate each way, and it holds none of them", async () => {
  const large = path.join(folder, "large.nii.gz");
  await writeLarge(large);
  const before = await residentMb();

  const up = await curl(["--request", "PUT", "--form", `file=@${large}`, `${url}/datastore/?image=large`]);
  const whileUp = await residentMb();
  const down = await curl([
    "--output",
    path.join(folder, "back.nii.gz"),
    `${url}/datastore/image?image=large`,
  ]);
  const after = await residentMb();

  const compared = await run("cmp", [large, path.join(folder, "back.nii.gz")]);
  process.stderr.write(
    `the gate's memory: ${before} MB before, ${whileUp} and ${after} MB at most with 2 GB\n`,
  );
  expect([up, down]).toEqual(["200", "200"]);
  expect(compared.stdout).toBe("");
  expect(Math.max(whileUp, after) - before).toBeLessThan(32);
  await onceHttp.delete(`${url}/datastore/image`, { params: { id: "large" } });
});

test("/pod url rotate changes the key at once, and the channel has the new URL", async () => {
  const before = url;

  await team.slack.runCommand("/pod url rotate");

  const isNew = new RegExp(`is live: MONAI Label answers(?![^]*${keys[0]})`);
  const [card = ""] = await readAll(team.channels, isNew);
  useUrl(card);
  expect(url).not.toBe(before);
  expect((await ask(`${url}/info/`)).status).toBe(200);
  expect((await ask(`${before}/info/`)).status).toBe(404);
  const [first] = await actInSlicer({ url, folder }, ["info"]);
  expect(first).toMatchObject({ ok: true });
});

test("each start has another key", async () => {
  await team.discord.runCommand("pod down");
  await readAll(team.channels, /Pod \w+ is stopped/);
  await team.discord.runCommand("pod up");
  const isNew = new RegExp(`is live: MONAI Label answers(?![^]*(?:${keys.join("|")}))`);
  const [card = ""] = await readAll(team.channels, isNew);
  useUrl(card);

  expect(new Set(keys).size).toBe(3);
  expect((await ask(`${url}/info/`)).status).toBe(200);
});

test("no key is in Redis, a log, a job, a command line or the bot's output", async () => {
  const traces = await collectTraces(team);
  const inChannel = new Map([...traces].filter(([place]) => ["Discord", "Slack", "page"].includes(place)));
  const elsewhere = new Map([
    ...[...traces].filter(([place]) => !inChannel.has(place)),
    ["output", bot.output()],
    ["command lines", commandLines.seen().replaceAll(ownCommands, "")],
  ]);
  const texts = Object.fromEntries(keys.map((key, index) => [`key ${index + 1}`, key]));
  const secret = {
    "the instance's secret": (await readFile(path.join(team.home, "gate-secret"), "utf8")).trim(),
  };

  expect(findIn(elsewhere, { ...texts, ...secret })).toEqual([]);
  expect(findIn(inChannel, secret)).toEqual([]);
  // That the search would have found them is shown by where they belong.
  expect(findIn(inChannel, texts)).toEqual(expect.arrayContaining(["key 3 in Discord", "key 3 in Slack"]));
  expect(team.discord.violations).toEqual([]);
  expect(team.slack.violations).toEqual([]);
});

function useUrl(card: string): void {
  const [, found = "", key = ""] = serverUrl.exec(card) ?? [];
  url = found;
  keys.push(key);
}

/** Somebody who never comes to the end of a head. */
async function openSlowly(port: number): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  socket.on("error", () => undefined).write("GET / HT");
  return socket;
}

async function ask(address: string): Promise<{ status: number; body: string }> {
  const { status, data } = await onceHttp.get<string>(address, {
    responseType: "text",
    transformResponse: String,
    validateStatus: () => true,
  });
  return { status, body: data };
}

async function statusText(): Promise<string> {
  return (await say(environment, "/pod status")).output;
}

async function curl(options: readonly string[]): Promise<string> {
  const { stdout } = await run("curl", [
    "--silent",
    "--noproxy",
    "*",
    "--write-out",
    "%{http_code}",
    ...options,
  ]);
  return stdout.slice(-3);
}

/** The most that the gate has ever held, in MB of 1000^2 bytes. */
async function residentMb(): Promise<number> {
  const text = await readFile(`/proc/${await pod.gatePid()}/status`, "utf8");
  return Math.round((Number(/^VmHWM:\s+(\d+)/m.exec(text)?.[1]) * 1024) / 1e6);
}
