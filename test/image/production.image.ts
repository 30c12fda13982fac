import { spawnSync } from "node:child_process";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startWords } from "../../src/core/words/start.ts";
import { publishedPorts } from "./support/compose.ts";
import type { Container } from "./support/container.ts";
import { type Production, startProduction } from "./support/production.ts";

// One container for the whole file, in the order of its life.

const resources = new AsyncDisposableStack();
let production: Production;
let up: ReturnType<Container["exec"]>;

beforeAll(async () => {
  const root = process.env["LABELPOD_IMAGE_FOLDER"];
  const config = process.env["LABELPOD_IMAGE_CONFIG"];
  if (root === undefined || config === undefined)
    throw new Error("`.ci/image` builds the image and starts this.");
  production = resources.use(await startProduction({ root, config }));
});

afterAll(() => resources.disposeAsync());

test("it is healthy by its own check, and so is its Redis", async () => {
  const { labelpod, redis } = production.compose.services;
  const [, ...ofBot] = labelpod.healthcheck.test;
  const [, client = "", ...ofRedis] = redis.healthcheck.test;

  expect(await production.bot.exec(...ofBot)).toEqual({ exitCode: 0, output: "" });
  expect(spawnSync(client, ofRedis, { encoding: "utf8" })).toMatchObject({ status: 0, stdout: "PONG\n" });
});

test("it runs as node, without rights, and writes to its data folder and to /tmp alone", async () => {
  const { bot } = production;
  const status = await bot.exec("cat", "/proc/1/status");

  expect(status.output).toMatch(/^Uid:\t1000\t1000\t1000\t1000$/m);
  expect(status.output).toMatch(/^CapBnd:\t0+$/m);
  expect(status.output).toMatch(/^NoNewPrivs:\t1$/m);
  for (const folder of ["/data", "/tmp"])
    expect(await bot.exec("touch", `${folder}/probe`)).toMatchObject({ exitCode: 0 });
  for (const folder of ["/labelpod", "/labelpod/files", "/home/node", "/var/tmp"])
    expect((await bot.exec("touch", `${folder}/probe`)).output).toContain("Read-only file system");
});

test("it says that the time zone is UTC, which nobody has chosen", () => {
  expect(production.bot.output()).toContain(startWords.zoneIsUtc());
});

test("Slack's port is reached from outside of the container, and the web page is not", async () => {
  const { compose, outside } = production;
  const published = publishedPorts(compose.services.labelpod);

  expect(published).toEqual([{ hostIp: "127.0.0.1", hostPort: 8766, containerPort: 8766 }]);
  // A request without a signature: only who has the secret is let in.
  const answer = await fetch(`http://${outside}:8766/slack/events`, { method: "POST", body: "{}" });
  expect(answer.status).toBe(401);
  await expect(fetch(`http://${outside}:8765/`)).rejects.toThrow("fetch failed");
  await expect(fetch("http://127.0.0.1:8765/")).resolves.toMatchObject({ status: 200 });
});

test("one /pod up rents one machine, and the card waits for it to answer", async () => {
  const { bot, runpod, slack } = production;

  up = bot.exec("node", "src/say.ts", "/pod up");

  await expect.poll(() => bot.output()).toContain('"step":"address","msg":"step done"');
  expect(bot.output()).toContain("RTX 4090, 24 GB, secure cloud, $0.69 an hour");
  expect(runpod.running()).toHaveLength(1);
  expect(slack.requests.some(({ method }) => method === "chat.postMessage")).toBe(true);
});

test("/pod down and /pod delete end it, and nothing is billed", async () => {
  const { bot, runpod } = production;

  const down = await bot.exec("node", "src/say.ts", "/pod down");
  const gone = await bot.exec("node", "src/say.ts", "--yes", "/pod delete");

  expect({ down, gone }).toMatchObject({ down: { exitCode: 0 }, gone: { exitCode: 0 } });
  expect((await up).output).toMatch(/▶ Reach it/);
  expect(runpod.running()).toEqual([]);
  const [pod, ...others] = runpod.billing();
  expect(others).toEqual([]);
  expect(pod?.intervals.map(({ toMs }) => toMs !== undefined)).toEqual([true]);
  expect(runpod.violations).toEqual([]);
});

test("it ends in order when it is told to", async () => {
  expect(await production.bot.stop()).toBe(0);
});
