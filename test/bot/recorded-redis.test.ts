import { type Job, Queue } from "bullmq";
import { expect, test } from "vitest";
import { z } from "zod";
import type { Store } from "../../src/core/ports/store.ts";
import { keyPrefix } from "../../src/store/key-prefix.ts";
import { readOldFile } from "../support/old-versions.ts";
import { type OldRedis, openOldRedis } from "./take-over-bench.ts";

/** Whose the recorded pods are. */
const instanceId = "k2w7n4";

const texts = z.array(z.string());
const keySchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("string"), value: z.string(), ttlMs: z.int().optional() }),
  z.object({ type: z.literal("hash"), value: z.record(z.string(), z.string()) }),
  z.object({ type: z.literal("set"), value: texts }),
  z.object({ type: z.literal("list"), value: texts }),
  z.object({ type: z.literal("zset"), value: texts }),
  z.object({ type: z.literal("stream"), value: z.array(z.tuple([z.string(), texts])) }),
]);
const dumpSchema = z.record(z.string(), keySchema);
type RecordedKey = z.infer<typeof keySchema>;

const recorded = dumpSchema.parse(JSON.parse(readOldFile(0, "redis.json")));

async function restore({ redis }: OldRedis, key: string, found: RecordedKey): Promise<void> {
  if (found.type === "hash") await redis.hset(key, found.value);
  else if (found.type === "set") await redis.sadd(key, ...found.value);
  else if (found.type === "list") await redis.rpush(key, ...found.value);
  else if (found.type === "string") await redis.set(key, found.value);
  else if (found.type === "zset") await redis.zadd(key, ...scored(found.value));
  else for (const [id, fields] of found.value) await redis.xadd(key, id, ...fields);
  if (found.type === "string" && found.ttlMs !== undefined) await redis.pexpire(key, found.ttlMs);
}

/** Members and scores in turn, as they are read; they are written the other way round. */
function scored(found: readonly string[]): readonly string[] {
  return found.map((_, index) => found[index % 2 === 0 ? index + 1 : index - 1] ?? "");
}

/** A Redis as a bot of version 0 has left it, in the middle of its work. */
async function openRecordedRedis(): Promise<OldRedis> {
  const redis = await openOldRedis();
  for (const [key, found] of Object.entries(recorded)) await restore(redis, key, found);
  return redis;
}

type Listed = { list(): Promise<readonly { readonly id: string }[]> };

/** Each kind by the name that its keys had. */
function kindsOf(store: Store): readonly (readonly [kind: string, collection: Listed])[] {
  return [
    ["pods", store.pods],
    ["trainings", store.trainings],
    ["slots", store.slots],
    ["messages", store.messages],
    ["confirmations", store.confirmations],
    ["settings", store.settings],
    ["sightings", store.sightings],
    ["ledger", store.ledger],
    ["bills", store.bills],
    ["money-told", store.moneyTold],
    ["notices", store.notices],
  ];
}

function recordedIds(kind: string): readonly string[] {
  const found = recorded[`labelpod:${kind}:main`];
  return found?.type === "hash" ? Object.keys(found.value).toSorted() : [];
}

async function jobsOf({ redis }: OldRedis): Promise<readonly Job[]> {
  const jobs: Job[] = [];
  for (const name of ["stop", "watch", "work"]) {
    const lane = new Queue(name, { connection: redis, prefix: keyPrefix(instanceId) });
    jobs.push(...(await lane.getJobs()));
    await lane.close();
  }
  return jobs;
}

/** What a job was given, with the number of failures before. */
function recordedData(id: string): unknown {
  const found = recorded[`labelpod:work:${id}`];
  return found?.type === "hash" ? JSON.parse(found.value["data"] ?? "") : undefined;
}

test("every record of a Redis of version 0 is taken over, and no key of before is left", async () => {
  const redis = await openRecordedRedis();

  const lines = await redis.start(instanceId);

  for (const [kind, collection] of kindsOf(redis.of(instanceId))) {
    const ids = (await collection.list()).map(({ id }) => id).toSorted();
    expect([kind, ids]).toEqual([kind, recordedIds(kind)]);
  }
  expect((await redis.keys()).filter((key) => !key.startsWith(`${keyPrefix(instanceId)}:`))).toEqual([]);
  expect(lines).toEqual([expect.stringContaining("2 pods")]);
});

test("every job of its queue is taken over, in whatever state it was, due at once", async () => {
  const redis = await openRecordedRedis();

  await redis.start(instanceId);

  const jobs = await jobsOf(redis);
  expect(jobs.map(({ name }) => name)).toEqual(
    expect.arrayContaining(["advance-pod", "follow-training", "put-keys", "stop-pod", "watch-pod"]),
  );
  const orders = jobs.filter(({ name }) => name === "change-volume");
  expect(orders.map(({ id = "" }) => id).toSorted()).toEqual([
    "change-volume/main.h5nt9c",
    "change-volume/main.p3xz8d",
    "change-volume/main.w7kq2m",
  ]);
  for (const { id = "", data, delay } of orders)
    expect({ data: data as unknown, delay }).toEqual({ data: recordedData(id), delay: 0 });
});
