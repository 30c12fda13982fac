import { execFile } from "node:child_process";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { endAtFirstFailure } from "../real/support/end-at-first-failure.ts";
import { startTestRedis, type TestRedis } from "../support/redis.ts";
import { findFreePorts } from "../twins/ssh-pod/free-ports.ts";
import { askOnDiscord, memoryAway } from "./support/answers.ts";
import { type BotMemory, openBotMemory } from "./support/bot-memory.ts";
import { countIn, headsIn, untilTold } from "./support/messages.ts";
import { openReadyCloud } from "./support/ready-cloud.ts";
import { layRedisWire, type RedisWire } from "./support/redis-wire.ts";
import { openStory, secondsSince, type Story, tell } from "./support/story.ts";

// One pod for the whole file, and a Redis that is given to the bot, behind a wire that is cut.

const main = path.resolve(import.meta.dirname, "../../src/main.ts");
const isLive = /is live: MONAI Label answers/;
/** Of what a platform waits for an answer at most. */
const platformLimitMs = 3000;

const resources = new AsyncDisposableStack();
let redis: TestRedis;
let wire: RedisWire;
let story: Story;

beforeAll(async () => {
  redis = resources.use(await startTestRedis());
  wire = resources.use(await layRedisWire(redis.url));
  const settings = { REDIS_URL: wire.url };
  story = resources.use(await openStory({ openCloud: openReadyCloud, settings }));
});

afterAll(() => resources.disposeAsync());

endAtFirstFailure();

test("a bot whose Redis is not there says so in a sentence, and ends", async () => {
  const [port] = await findFreePorts(1);
  const { team, cloud } = story;
  const env = { ...team.environment, ...cloud.environment, REDIS_URL: `redis://127.0.0.1:${port}` };

  const { exitCode, output } = await runToItsEnd(env);

  expect(exitCode).toBe(1);
  expect(output.trim().split("\n").at(-1)).toBe(
    "The Redis at REDIS_URL can't be reached: see that it runs and that the address is right, and start again.",
  );
});

test("told to end in the middle of a bring-up, the bot ends in time, and the next one goes on", async () => {
  const { team } = story;
  await story.start();
  await using memory = await openBotMemory(redis.url);
  const underWay = memory.nextPod(isBegun("files"));
  await team.discord.runCommand("pod up models:deepedit");
  await underWay;

  const beganAtMs = performance.now();
  const exitCode = await story.bot().end();
  const tookS = secondsSince(beganAtMs);
  const atEnd = await memory.pod();
  const next = memory.nextPod(isBegun("server"));
  await story.start();
  await next;

  tell(`ended in the middle of a bring-up after ${tookS} s`);
  expect(exitCode).toBe(0);
  expect(tookS).toBeLessThan(25);
  expect(atEnd).toMatchObject({ phase: "starting", run: { step: { name: "files" } } });
});

test("cut off from Redis while the server starts, the bot answers in a sentence, and goes on when it is back", async () => {
  const { team, cloud } = story;
  wire.cut();

  const answer = await askOnDiscord(team, "pod status");
  const acknowledgedMs = await team.slack.runCommand("/pod status");
  await untilTold(team.channels.slice(1), memoryAway);
  wire.mend();
  await untilTold(team.channels, isLive);

  tell(
    `cut off from Redis, answered after ${answer.tookMs} ms, on Slack after ${Math.round(acknowledgedMs)} ms`,
  );
  expect(answer.text).toMatch(memoryAway);
  expect(answer.tookMs).toBeLessThan(platformLimitMs);
  expect(acknowledgedMs).toBeLessThan(platformLimitMs);
  expect(await countIn(team.channels, isLive)).toEqual([1, 1]);
  expect(cloud.twin.count("POST /pods")).toBe(1);
  expect(cloud.twin.running()).toHaveLength(1);
});

test("the given Redis is killed and started again: a command is answered in a sentence, and nothing is lost", async () => {
  const { team, cloud } = story;
  const headsBefore = await headsIn(team.channels.slice(0, 1));
  await redis.kill();

  const answer = await askOnDiscord(team, "pod status");
  await redis.start();
  await expect
    .poll(async () => (await askOnDiscord(team, "pod status")).text, { timeout: 30_000 })
    .toMatch(/is live/);
  await using memory = await openBotMemory(redis.url);
  const looked = memory.nextPod(({ run }) => run.use !== undefined);
  await looked;

  tell(`with its Redis killed, answered after ${answer.tookMs} ms`);
  expect(answer.text).toMatch(memoryAway);
  expect(answer.tookMs).toBeLessThan(platformLimitMs);
  expect(await memory.pod()).toMatchObject({ phase: "live" });
  expect(await headsIn(team.channels.slice(0, 1))).toEqual(headsBefore);
  expect(cloud.twin.running()).toHaveLength(1);
});

test("with its memory wiped, the bot finds its pod again as it is, with the same server, and can stop it", async () => {
  const { team, cloud } = story;
  const inside = await story.inside();
  const server = await inside.server();
  await using memory = await openBotMemory(redis.url);
  const before = await memory.pod();
  const liveAgain = memory.nextPod(({ phase }) => phase === "live");

  await memory.wipe();
  const beganAtMs = performance.now();
  await untilTold(team.channels, /was found again/);
  await liveAgain;
  tell(`adopted ${secondsSince(beganAtMs)} s after its memory was wiped`);
  const after = await memory.pod();
  const serverAfter = await inside.server();
  await team.discord.runCommand("pod down");
  await untilTold(team.channels, /summary of this run/);

  expect(after.id).toBe(before.id);
  expect(serverAfter).toBe(server);
  expect(await countIn(team.channels, /was found again/)).toEqual([1, 1]);
  expect(await countIn(team.channels, /is coming up/)).toEqual([0, 0]);
  expect(await countIn(team.channels, /summary of this run/)).toEqual([1, 1]);
  expect(cloud.twin.count("POST /pods")).toBe(1);
  expect(cloud.twin.running()).toEqual([]);
  expect(await story.bot().end()).toBe(0);
  expect(team.discord.violations).toEqual([]);
  expect(team.slack.violations).toEqual([]);
  expect(cloud.twin.violations).toEqual([]);
});

function isBegun(step: string): Parameters<BotMemory["nextPod"]>[0] {
  return (pod) => pod.run.step.name === step && pod.run.step.beganAtMs !== undefined;
}

type Ended = { readonly exitCode: number; readonly output: string };

/** A bot that is expected to end by itself. */
function runToItsEnd(env: Readonly<Record<string, string | undefined>>): Promise<Ended> {
  const { promise, resolve } = Promise.withResolvers<Ended>();
  execFile(
    process.execPath,
    [main],
    { cwd: env["LABELPOD_HOME"], env, timeout: 60_000 },
    (error, stdout, stderr) => {
      resolve({ exitCode: error === null ? 0 : Number(error.code), output: stdout + stderr });
    },
  );
  return promise;
}
