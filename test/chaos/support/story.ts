import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { type BotProcess, startBot } from "../../real/support/bot-process.ts";
import type { GpuCloud } from "../../real/support/gpu-cloud.ts";
import { openTeam, type Team } from "../../real/support/team.ts";
import { findProcess } from "../../../src/setup/process-file.ts";
import { channelsOf } from "./team-channels.ts";
import { openPod, type PodInside, send } from "./pod-inside.ts";

/** A team, a cloud and the one bot between them, which is started again and again. */
export type Story = AsyncDisposable & {
  readonly team: Team;
  readonly cloud: GpuCloud;
  /** The bot of now. */
  bot(): BotProcess;
  /** Starts a bot and returns how many seconds it took until it was ready. */
  start(): Promise<number>;
  /** The machine of the only pod. */
  inside(): Promise<PodInside>;
};

export type StoryOptions = {
  readonly openCloud: () => Promise<GpuCloud>;
  /** Settings of the bot beside those of its team and its cloud. */
  readonly settings?: Readonly<Record<string, string>>;
};

export async function openStory({ openCloud, settings = {} }: StoryOptions): Promise<Story> {
  await using setup = new AsyncDisposableStack();
  const cloud = setup.use(await openCloud());
  const opened = setup.use(await openTeam());
  const team = { ...opened, channels: channelsOf(opened) };
  setup.defer(() => endOwnRedis(team.home));
  let bot: BotProcess | undefined;
  setup.defer(async () => bot?.[Symbol.asyncDispose]());
  const parts = setup.move();
  return {
    team,
    cloud,
    bot() {
      if (bot === undefined) throw new Error("the bot was not started");
      return bot;
    },
    async start() {
      const beganAtMs = performance.now();
      bot = await startBot({ ...team.environment, ...cloud.environment, ...settings });
      return secondsSince(beganAtMs);
    },
    inside: async () => openPod(cloud.twin.running()[0] ?? ""),
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

/** A bot that was killed leaves its own Redis running, for the next one. */
async function endOwnRedis(home: string): Promise<void> {
  const file = path.join(home, "redis/process.json");
  const left = await findProcess(file);
  if (left === undefined) return;
  send(left, "SIGKILL");
  while ((await findProcess(file)) !== undefined) await wait(50);
}

export function secondsSince(atMs: number): number {
  return Math.round((performance.now() - atMs) / 100) / 10;
}

/** A line in the output of the tests, for what is measured and not asserted. */
export function tell(line: string): void {
  process.stderr.write(`chaos: ${line}\n`);
}
