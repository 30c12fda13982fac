import { Cluster, Redis } from "ioredis";
import { describe, expect, test } from "vitest";
import { startTestRedis } from "../support/redis.ts";
import { startTestCluster } from "../support/redis-cluster.ts";
import { startTeamBot, type TeamBot } from "./team-bot.ts";

const places = [
  { kind: "a Redis", open: startTestRedis },
  { kind: "a Redis Cluster of three nodes", open: startTestCluster },
] as const;

/** The names of the pods that its account has, and those that its records have. */
async function podsOf({ runpod, app }: TeamBot): Promise<{ rented: string[]; known: string[] }> {
  const known = (await app.store.pods.list()).map(({ value }) => value.name);
  return { rented: runpod.billing().map(({ name }) => name), known };
}

async function told({ discord }: TeamBot): Promise<string> {
  return JSON.stringify(await discord.messages());
}

/** On a busy machine, two bots and their stand-ins in one process may let a command wait too long for Redis: it is given again then. */
async function give(bot: TeamBot, line: string): Promise<void> {
  let answer = "";
  do {
    const deed = await bot.discord.runCommand(line);
    answer = JSON.stringify((await deed.answer()).body);
  } while (answer.includes("(Redis) can't be reached"));
}

/** The name of the pod that was rented for it. */
async function podUp(bot: TeamBot): Promise<string> {
  await give(bot, "pod up");
  await expect.poll(async () => (await podsOf(bot)).rented).toHaveLength(1);
  return (await podsOf(bot)).rented[0] ?? "";
}

/** All keys of all nodes. */
async function keysOf({ url, isCluster }: { url: string; isCluster: boolean }): Promise<readonly string[]> {
  const redis = isCluster ? new Cluster([url]) : new Redis(url);
  try {
    await redis.ping();
    const nodes = redis instanceof Cluster ? redis.nodes("master") : [redis];
    return (await Promise.all(nodes.map(async (node) => node.keys("*")))).flat();
  } finally {
    redis.disconnect();
  }
}

describe.each(places)("on $kind", ({ open }) => {
  test("two bots with two accounts and two channels never meet", async () => {
    await using place = await open();
    await using one = await startTeamBot(place.url);
    await using other = await startTeamBot(place.url);

    const [ones, others] = await Promise.all([podUp(one), podUp(other)]);

    expect(ones).toMatch(new RegExp(`^labelpod-${one.instanceId}-`, "u"));
    expect(others).toMatch(new RegExp(`^labelpod-${other.instanceId}-`, "u"));
    expect(await podsOf(one)).toEqual({ rented: [ones], known: [ones] });
    expect(await podsOf(other)).toEqual({ rented: [others], known: [others] });
    const [onesId = "", othersId = ""] = [ones, others].map((name) => name.split("-").at(-1));
    await expect.poll(() => told(one)).toContain(onesId);
    await expect.poll(() => told(other)).toContain(othersId);

    await give(one, "pod down");
    await expect.poll(() => one.runpod.running()).toEqual([]);

    expect(other.runpod.running()).toHaveLength(1);
    expect(await told(one)).not.toContain(othersId);
    expect(await told(other)).not.toContain(onesId);
    const own = [one, other].map(({ instanceId }) => `{labelpod:${instanceId}}:`);
    const strange = (await keysOf(place)).filter((key) => !own.some((prefix) => key.startsWith(prefix)));
    expect(strange).toEqual(["labelpod:instances"]);
  }, 60_000);
});
