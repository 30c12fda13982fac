import { expect, test } from "vitest";
import type { VolumeOrder } from "../../src/core/volume.ts";
import { volumeFailures } from "../../src/core/words/volume.ts";
import type { JobContext } from "../../src/jobs/context.ts";
import { changeVolume } from "../../src/jobs/change-volume.ts";
import { createMemoryClock, type MemoryClock } from "../../src/memory/clock.ts";
import { createMemoryProvider, type MemoryProvider } from "../../src/memory/provider.ts";
import { createTestContext } from "../support/job-context.ts";

const second = 1_000;
const minute = 60 * second;

type Bench = { readonly clock: MemoryClock; readonly provider: MemoryProvider; readonly context: JobContext };

function makeBench(): Bench {
  const clock = createMemoryClock();
  const provider = createMemoryProvider({ clock });
  return {
    clock,
    provider,
    context: createTestContext({ clock, providers: new Map([[provider.id, provider]]) }),
  };
}

function orderAt({ clock, provider }: Bench): VolumeOrder {
  return {
    id: "k1",
    teamId: "team",
    provider: provider.id,
    name: "studies",
    change: {
      kind: "create",
      wish: { name: "labelpod-test-studies", sizeGib: 100, dataCenterId: "US-TX-3" },
    },
    by: { platform: "web", id: "ada", name: "Ada" },
    askedAtMs: clock.now(),
  };
}

/** It answers after a second, and counts how often it is asked to make one. */
function makeSlow({ clock, provider }: Bench): { readonly calls: () => number } {
  const { create } = provider.volumes;
  let calls = 0;
  provider.volumes.create = async (wished, signal) => {
    calls += 1;
    await clock.sleep(second, signal);
    return create(wished, signal);
  };
  return { calls: () => calls };
}

test("two runs of change-volume at the same moment ask for one volume", async () => {
  const bench = makeBench();
  const { calls } = makeSlow(bench);
  const order = orderAt(bench);

  const runs = Promise.all([changeVolume.run(order, bench.context), changeVolume.run(order, bench.context)]);
  await bench.clock.advance(second);
  const outcomes = await runs;

  const asked = calls();
  const again = changeVolume.run(order, bench.context);
  await bench.clock.advance(second);

  expect(asked).toBe(1);
  expect(outcomes).toContainEqual(undefined);
  expect(outcomes).toContainEqual({ againInMs: minute });
  expect(await again).toBeUndefined();
  expect(bench.provider.volumes.kept()).toHaveLength(1);
});

test("a run that can't see what another one makes leaves that one's claim alone", async () => {
  const bench = makeBench();
  const { calls } = makeSlow(bench);
  const order = orderAt(bench);

  const making = changeVolume.run(order, bench.context);
  await expect.poll(calls).toBe(1);
  bench.provider.failNext("list-volumes", volumeFailures.noAnswer());
  const other = await changeVolume.run(order, bench.context);
  const again = await changeVolume.run(order, bench.context);
  await bench.clock.advance(second);
  await making;

  expect([other, again]).toEqual([{ againInMs: minute }, { againInMs: minute }]);
  expect(calls()).toBe(1);
});

test("a volume whose create call is not answered is asked for again only when it can't be hidden any more", async () => {
  const bench = makeBench();
  bench.provider.failNext("create-volume", volumeFailures.createUnknown());
  const order = orderAt(bench);

  const first = await changeVolume.run(order, bench.context);
  await bench.clock.advance(minute - second);
  const early = await changeVolume.run(order, bench.context);
  const madeEarly = bench.provider.volumes.kept().length;
  await bench.clock.advance(second);
  const late = await changeVolume.run(order, bench.context);

  expect([first, early, late]).toEqual([{ againInMs: minute }, { againInMs: minute }, undefined]);
  expect(madeEarly).toBe(0);
  expect(bench.provider.volumes.kept()).toHaveLength(1);
});

test("nothing is left of an order that has ended", async () => {
  const bench = makeBench();
  const order = orderAt(bench);
  bench.provider.failNext("create-volume", volumeFailures.noMoney());

  await changeVolume.run(order, bench.context);
  await changeVolume.run(order, bench.context);

  expect(bench.provider.volumes.kept()).toHaveLength(1);
  expect(await bench.context.store.slots.list()).toEqual([]);
});

test("a volume that is listed still after its deletion is not said to be gone", async () => {
  const bench = makeBench();
  const { volumes } = bench.provider;
  const created = orderAt(bench);
  await changeVolume.run(created, bench.context);
  const [kept] = volumes.kept();
  const { remove } = volumes;
  volumes.remove = () => Promise.resolve();
  const order: VolumeOrder = {
    ...created,
    id: "k2",
    change: { kind: "delete", volumeId: kept?.volume.id ?? "" },
  };

  const first = await changeVolume.run(order, bench.context);
  volumes.remove = remove;
  const second_ = await changeVolume.run(order, bench.context);

  expect([first, second_]).toEqual([{ againInMs: 10 * second }, undefined]);
  expect(volumes.kept()).toMatchObject([{ goneAtMs: bench.clock.now() }]);
});
