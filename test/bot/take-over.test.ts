import { type Job, Queue, Worker } from "bullmq";
import { expect, onTestFinished, test } from "vitest";
import type { Store } from "../../src/core/ports/store.ts";
import { keyPrefix } from "../../src/store/key-prefix.ts";
import { removeOldRecords } from "../../src/store/old-keys.ts";
import { addPod, createQuickClock, type OldRedis, openOldRedis, team } from "./take-over-bench.ts";

const order = { id: "order", teamId: team, name: "studies", change: { kind: "delete", volumeId: "v1" } };

async function addJobs({ redis }: OldRedis): Promise<void> {
  await using queue = openLane(redis, "labelpod", "work");
  const job = { payload: order, faults: 2 };
  await queue.lane.add("change-volume", job, { jobId: "change-volume/main.order", delay: 600_000 });
  await queue.lane.add("unknown", { payload: {}, faults: 0 }, { jobId: "unknown/all" });
  const tick = { payload: {}, faults: 0, tickFor: "tidy/all" };
  await queue.lane.upsertJobScheduler("tidy", { every: 1000 }, { name: "tidy", data: tick });
}

function openLane(
  connection: OldRedis["redis"],
  prefix: string,
  name: string,
): { lane: Queue } & AsyncDisposable {
  const lane = new Queue(name, { connection, prefix });
  return { lane, [Symbol.asyncDispose]: async () => lane.close() };
}

type Named = { readonly teamId: string; readonly id: string; readonly value: unknown };

async function everything(store: Store): Promise<readonly (readonly Named[])[]> {
  const kinds = [store.pods, store.slots, store.ledger, store.messages, store.settings] as const;
  const lists = await Promise.all(kinds.map(async (kind) => kind.list()));
  return lists.map((records) =>
    records
      .map(({ teamId, id, value }) => ({ teamId, id, value }))
      .toSorted((a, b) => (a.id < b.id ? -1 : 1)),
  );
}

test("all is taken over when every pod there is this instance's, and nothing is left behind", async () => {
  const redis = await openOldRedis();
  for (const id of ["one", "two"]) await addPod(redis.old, "aaaaaa", id);
  await redis.old.settings.create(team, "settings", { idleMs: 60_000 });
  await addJobs(redis);
  const before = await everything(redis.old);

  const lines = await redis.start("aaaaaa");

  expect(await everything(redis.of("aaaaaa"))).toEqual(before);
  expect((await redis.keys()).filter((key) => !key.startsWith("{labelpod:aaaaaa}:"))).toEqual([]);
  expect(lines).toEqual([expect.stringContaining("2 pods")]);
  expect(await redis.start("aaaaaa")).toEqual([]);
});

test("a job that only the queue knows of is taken over, due at once, and no schedule is", async () => {
  const redis = await openOldRedis();
  await addJobs(redis);

  await redis.start("aaaaaa");

  const jobs: Job[] = [];
  for (const name of ["stop", "watch", "work"]) {
    await using queue = openLane(redis.redis, keyPrefix("aaaaaa"), name);
    jobs.push(...(await queue.lane.getJobs()));
  }
  expect(jobs.map(({ id, name, data, delay }) => ({ id, name, data: data as unknown, delay }))).toEqual([
    { id: "change-volume/main.order", name: "change-volume", data: { payload: order, faults: 0 }, delay: 0 },
  ]);
});

test("without a pod the rest is taken over", async () => {
  const redis = await openOldRedis();
  await redis.old.settings.create(team, "settings", { idleMs: 60_000 });

  await redis.start("aaaaaa");

  expect((await redis.of("aaaaaa").settings.get(team, "settings"))?.value).toEqual({ idleMs: 60_000 });
});

test("a pod of another instance ends the start, which names it and both ways out, and changes nothing", async () => {
  const redis = await openOldRedis();
  await addPod(redis.old, "aaaaaa", "one");
  await addPod(redis.old, "bbbbbb", "two");
  const [keys, before] = [await redis.keys(), await everything(redis.old)];

  await expect(redis.start("aaaaaa")).rejects.toMatchObject({
    code: "old-records-of-others",
    userMessage: expect.stringMatching(
      /labelpod-bbbbbb-two.*aaaaaa.*LABELPOD_OLD_RECORDS to all .* to own /u,
    ),
  });

  expect([await redis.keys(), await everything(redis.old)]).toEqual([keys, before]);
});

test("`own` takes this instance's pods with what is theirs, and the other instance then takes the rest", async () => {
  const redis = await openOldRedis();
  await addPod(redis.old, "bbbbbb", "two");
  await redis.old.settings.create(team, "settings", { idleMs: 60_000 });
  const othersOnly = await everything(redis.old);
  await addPod(redis.old, "aaaaaa", "one");
  const mine = (await redis.old.pods.get(team, "one"))?.value;

  await redis.start("aaaaaa", { choice: "own" });

  expect(await everything(redis.old)).toEqual(othersOnly);
  const [pods, ...rest] = await everything(redis.of("aaaaaa"));
  expect(pods).toEqual([{ teamId: team, id: "one", value: mine }]);
  expect(rest.map((records) => records.map(({ id }) => id))).toEqual([
    ["place-of-one"],
    ["one-1"],
    ["web/pod:one:1"],
    ["settings"],
  ]);
  await redis.start("bbbbbb");
  expect(await everything(redis.of("bbbbbb"))).toEqual(othersOnly);
  expect(await redis.keys("labelpod:*")).toEqual([]);
});

test("`all` takes what another instance had, as after a lost data folder, and has nothing to do after that", async () => {
  const redis = await openOldRedis();
  await addPod(redis.old, "bbbbbb", "two");
  const before = await everything(redis.old);

  await redis.start("aaaaaa", { choice: "all" });

  expect(await everything(redis.of("aaaaaa"))).toEqual(before);
  expect(await redis.start("aaaaaa", { choice: "all" })).toEqual([
    expect.stringContaining("LABELPOD_OLD_RECORDS has nothing to do"),
  ]);
});

test("a start that was killed at any write is made good by the next", async () => {
  const redis = await openOldRedis();
  const ids = ["one", "two"];
  for (const id of ids) await addPod(redis.old, "aaaaaa", id);
  const before = await everything(redis.old);
  for (const [writes] of Array.from({ length: 8 }).entries()) {
    const store = failing(redis.of("aaaaaa"), writes);
    await expect(redis.start("aaaaaa", { store })).rejects.toThrow("killed");
    // A killed process releases nothing.
    await redis.redis.set("labelpod:taking-over", "aaaaaa");
  }

  await redis.start("aaaaaa");

  expect(await everything(redis.of("aaaaaa"))).toEqual(before);
  expect(await redis.keys("labelpod:*")).toEqual([]);
});

test("while it removes what it has taken over, the pods stay to the last", async () => {
  const redis = await openOldRedis();
  await addPod(redis.old, "bbbbbb", "two");
  const removed: string[] = [];
  const watched = new Proxy(redis.redis, {
    get(target, name) {
      if (name === "del")
        return async (...keys: string[]) => {
          removed.push(...keys);
          return target.del(...keys);
        };
      return Reflect.get(target, name) as unknown;
    },
  });

  await removeOldRecords(watched);

  expect(removed.at(-1)).toBe("labelpod:pods");
});

test("while an older bot works on the Redis the start ends, and goes on once that one has ended", async () => {
  const redis = await openOldRedis();
  await addPod(redis.old, "aaaaaa", "one");
  const connection = redis.redis.duplicate();
  onTestFinished(() => connection.disconnect());
  const worker = new Worker("watch", async () => null, { connection, prefix: "labelpod" });
  await worker.waitUntilReady();

  await expect(redis.start("aaaaaa")).rejects.toMatchObject({ code: "old-bot-runs" });
  expect(await redis.of("aaaaaa").pods.list()).toEqual([]);

  await worker.close();
  await redis.start("aaaaaa");
  expect(await redis.of("aaaaaa").pods.list()).toHaveLength(1);
});

test("of two that start at the same moment the second waits for the first", async () => {
  const redis = await openOldRedis();
  await addPod(redis.old, "aaaaaa", "one");
  await redis.redis.set("labelpod:taking-over", "aaaaaa");
  const clock = createQuickClock();
  let waited = 0;
  const second = redis.start("bbbbbb", {
    clock: {
      ...clock,
      async sleep(ms) {
        waited += 1;
        if (waited === 3) await redis.start("aaaaaa");
        await clock.sleep(ms);
      },
    },
  });

  expect(await second).toEqual([expect.stringContaining("Waiting for another labelpod")]);
  expect(await redis.of("aaaaaa").pods.list()).toHaveLength(1);
  expect(await redis.of("bbbbbb").pods.list()).toEqual([]);
});

/** A store whose process is killed after so many writes. */
function failing(store: Store, writes: number): Store {
  let left = writes;
  const guard = <C extends Store[keyof Store]>(collection: C): C => ({
    ...collection,
    async create(...args: Parameters<C["create"]>) {
      if ((left -= 1) < 0) throw new Error("killed");
      return Reflect.apply(collection.create, collection, args) as unknown;
    },
    async replace(...args: Parameters<C["replace"]>) {
      if ((left -= 1) < 0) throw new Error("killed");
      return Reflect.apply(collection.replace, collection, args) as unknown;
    },
  });
  return {
    ...store,
    pods: guard(store.pods),
    slots: guard(store.slots),
    ledger: guard(store.ledger),
    messages: guard(store.messages),
  };
}
