import { readFile } from "node:fs/promises";
import path from "node:path";
import { Redis } from "ioredis";
import { z } from "zod";
import { watchRedis } from "./redis-monitor.ts";

/** Whatever id the one bot on this Redis has given itself. */
const podsKey = /^\{labelpod:[a-z0-9]{6}\}:pods:main$/;

/** What a record of a pod says, as far as these tests look. */
const podSchema = z.object({
  id: z.string(),
  phase: z.string(),
  run: z.object({
    step: z.object({ name: z.string(), beganAtMs: z.number().optional() }),
    use: z.object({ readAtMs: z.number(), state: z.string() }).optional(),
  }),
});

export type PodRecord = z.infer<typeof podSchema>;

/** The bot's records, read beside the bot, also while it is dead. */
export type BotMemory = AsyncDisposable & {
  /** The only record of a pod. */
  pod(): Promise<PodRecord>;
  /** The next time that a record of a pod is written that is so; told in the very moment. */
  nextPod(isWanted: (pod: PodRecord) => boolean): Promise<PodRecord>;
  /** Loses everything. */
  wipe(): Promise<void>;
};

/** @param socket where its Redis listens */
export async function openBotMemory(socket: string): Promise<BotMemory> {
  await using setup = new AsyncDisposableStack();
  const redis = setup.adopt(new Redis(socket), (opened) => opened.disconnect());
  // A Redis that ends is what some of the tests are about.
  redis.on("error", () => undefined);
  const monitor = setup.use(await watchRedis(socket));
  const watchers = new Set<(pod: PodRecord) => void>();
  monitor.onCommand((words) => {
    const pod = writtenPod(words);
    if (pod !== undefined) for (const watch of watchers) watch(pod);
  });
  const parts = setup.move();
  return {
    async pod() {
      const keys = await redis.keys("{labelpod:*}:pods:main");
      const [text = ""] = Object.values(await redis.hgetall(keys.find((key) => podsKey.test(key)) ?? ""));
      return podSchema.parse(JSON.parse(text.slice(text.indexOf(" ") + 1)));
    },
    nextPod(isWanted) {
      const { promise, resolve } = Promise.withResolvers<PodRecord>();
      function watch(pod: PodRecord): void {
        if (!isWanted(pod)) return;
        watchers.delete(watch);
        resolve(pod);
      }
      watchers.add(watch);
      return promise;
    },
    async wipe() {
      await redis.flushall();
    },
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

/** The store's script gets its keys, then the record's id, the revision that it expects, and the record. */
function writtenPod([command = "", ...words]: readonly string[]): PodRecord | undefined {
  if (!/^eval(?:sha)?$/i.test(command) || !podsKey.test(words[2] ?? "")) return undefined;
  const json = words.find((word) => word.startsWith('{"'));
  return json === undefined ? undefined : podSchema.parse(JSON.parse(json));
}

/** Where a bot's own Redis listens. */
export function ownRedisSocket(home: string): string {
  return path.join(home, "redis/redis.sock");
}

/** The process of a bot's own Redis. */
export async function ownRedisProcess(home: string): Promise<number> {
  return Number((await readFile(path.join(home, "redis/process.json"), "utf8")).split(" ")[0]);
}
