import { afterAll, beforeAll, expect, test } from "vitest";
import { endAtFirstFailure } from "../real/support/end-at-first-failure.ts";
import type { RunpodTwin } from "../twins/runpod/runpod-twin.ts";
import { askOnDiscord } from "./support/answers.ts";
import { openBotMemory, ownRedisSocket, type PodRecord } from "./support/bot-memory.ts";
import { countIn, untilTold } from "./support/messages.ts";
import { hasEnded, type PodInside, send } from "./support/pod-inside.ts";
import { openReadyCloud } from "./support/ready-cloud.ts";
import { openStory, type Story, tell } from "./support/story.ts";

// One pod for the whole file, in the order of its life: its server is frozen, then killed, and at last its bot dies.

const idleMs = 60_000;
const graceMs = 1_000;
const settings = { LABELPOD_IDLE: `${idleMs / 1000}s`, LABELPOD_GRACE: `${graceMs / 1000}s` };
const soon = { timeout: 120_000, interval: 200 };

const resources = new AsyncDisposableStack();
let story: Story;
let pod: PodInside;

beforeAll(async () => {
  story = resources.use(await openStory({ openCloud: openReadyCloud, settings }));
  await story.start();
});

afterAll(() => resources.disposeAsync());

endAtFirstFailure();

test("MONAI Label frozen in a training counts as in use for longer than the idle time, and the training ends well", async () => {
  const { team, cloud } = story;
  await team.discord.runCommand("pod up models:deepedit");
  await untilTold(team.channels, /is live: MONAI Label answers/);
  pod = await story.inside();
  await train();
  const frozen = [await pod.server(), ...(await pod.trainings())];
  await using memory = await openBotMemory(ownRedisSocket(team.home));
  const frozenAtMs = Date.now();

  for (const pid of frozen) send(pid, "SIGSTOP");
  const isLate = ({ run }: PodRecord): boolean =>
    (run.use?.readAtMs ?? 0) > frozenAtMs + idleMs + graceMs + 20_000;
  await memory.nextPod(isLate);
  const status = await askOnDiscord(team, "pod status");
  const warnings = await countIn(team.channels, /Nobody uses pod/);
  const running = cloud.twin.running();
  for (const pid of frozen) send(pid, "SIGCONT");
  await untilTold(team.channels, /Training deepedit is done[^]*Best accuracy/);

  expect(status.text).toMatch(
    /Whether a training runs can't be read just now, which counts as in use|In use by a training/,
  );
  expect(warnings).toEqual([0, 0]);
  expect(running).toHaveLength(1);
  expect(await countIn(team.channels, /Best accuracy/)).toEqual([1, 1]);
  expect(await countIn(team.channels, /MONAI Label (?:crashed|was gone)/)).toEqual([0, 0]);
});

test("MONAI Label killed in a training is told once with its reason, and its training as lost", async () => {
  const { team, cloud } = story;
  // A slow machine takes longer to start the server again than this pod may be unused.
  await askOnDiscord(team, "pod keep for:2h");
  await train();
  const server = await pod.server();

  send(server, "SIGKILL");
  await untilTold(
    team.channels,
    /MONAI Label crashed on pod[^]*and is up again[^]*ran out of memory[^]*was ended/,
  );
  await untilTold(team.channels, /Training deepedit was lost/);

  expect(await pod.trainings()).toEqual([]);
  expect(await pod.server()).not.toBe(server);
  expect(await countIn(team.channels, /MONAI Label crashed on pod/)).toEqual([1, 1]);
  expect(await countIn(team.channels, /The server no longer knows this training/)).toEqual([2, 2]);
  expect(cloud.twin.running()).toHaveLength(1);
});

test("the bot dead for good, the pod ends itself by its own key, and not before its training has ended", async () => {
  const { twin } = story.cloud;
  const [podId = ""] = twin.running();
  await train();
  const [training = 0] = await pod.trainings();
  await story.bot().kill();
  const stopsBefore = stopsOf(twin).length;

  await pod.renew({ leaseS: 1, idleS: 5, keepS: 0, limitS: 600 });
  await expect.poll(() => hasEnded(training), soon).toBe(true);
  const whileTraining = { stops: stopsOf(twin).length - stopsBefore, running: twin.running() };
  const endedAtMs = Date.now();
  await expect.poll(() => twin.running(), soon).toEqual([]);

  tell(`without its bot, the pod ended ${Math.round((Date.now() - endedAtMs) / 1000)} s after its training`);
  expect(whileTraining).toEqual({ stops: 0, running: [podId] });
  expect(stopsOf(twin).slice(stopsBefore)).toEqual([podId]);
  expect(twin.machine(podId)).toBeUndefined();
});

test("a bot that comes back tells once that the pod has stopped meanwhile", async () => {
  const { team, cloud } = story;

  await story.start();
  const summaries = await untilTold(team.channels, /summary of this run/);
  await untilTold(team.channels, /Pod \w+ is stopped/);

  for (const summary of summaries) expect(summary).toContain("Stopped outside labelpod");
  expect(await countIn(team.channels, /summary of this run/)).toEqual([1, 1]);
  expect(cloud.twin.running()).toEqual([]);
  expect(await story.bot().end()).toBe(0);
  expect(team.discord.violations).toEqual([]);
  expect(team.slack.violations).toEqual([]);
  expect(cloud.twin.violations).toEqual([]);
});

/** Starts a training and waits until it has a process of its own. */
async function train(): Promise<void> {
  await story.team.discord.runCommand("train deepedit epochs:1");
  await expect.poll(() => pod.trainings(), soon).toHaveLength(1);
}

/** The pods whose own keys stopped them, undefined for a stop by the account's. */
function stopsOf({ requests }: RunpodTwin): readonly (string | undefined)[] {
  return requests.flatMap(({ action, caller }) =>
    action === "stop" || action === "podStop" ? [caller] : [],
  );
}
