import { expect, test } from "vitest";
import { newPod } from "../../../src/core/pods/change-pod.ts";
import type { ListedPod } from "../../../src/core/records/machine.ts";
import type { VolumeOrder } from "../../../src/core/records/volume.ts";
import { volumeFailures } from "../../../src/core/words/volume.ts";
import type { JobContext } from "../../../src/jobs/context.ts";
import { changeVolume } from "../../../src/jobs/volumes/change-volume.ts";
import { createSimulatedChat, type SimulatedChat } from "../../../src/simulated/chat.ts";
import { createSimulatedClock, type SimulatedClock } from "../../../src/simulated/clock.ts";
import {
  createSimulatedProvider,
  simulatedOffers,
  type SimulatedProvider,
} from "../../../src/simulated/provider.ts";
import { createTestContext } from "../../support/job-context.ts";
import { gonePod } from "../../support/pod-phases.ts";
import { textOf } from "../../support/simulated-team.ts";
import { podSpec } from "../../support/pod-spec.ts";
import { answerAlways, recordCalls, beforeCall } from "../../support/trouble.ts";

const second = 1_000;
const minute = 60 * second;
const never = new AbortController().signal;

type Bench = {
  readonly clock: SimulatedClock;
  readonly provider: SimulatedProvider;
  readonly chat: SimulatedChat;
  readonly context: JobContext;
};

function makeBench(): Bench {
  const clock = createSimulatedClock();
  const provider = createSimulatedProvider({ clock });
  const chat = createSimulatedChat();
  const providers = new Map([[provider.id, provider]]);
  return { clock, provider, chat, context: createTestContext({ clock, chat, providers }) };
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
  beforeCall(provider.volumes, "create", (_request, signal) => clock.sleep(second, signal));
  const calls = recordCalls(provider.volumes, "create");
  return { calls: () => calls.length };
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
  const heed = answerAlways(volumes, "remove", undefined);
  const order: VolumeOrder = {
    ...created,
    id: "k2",
    change: { kind: "delete", volumeId: kept?.volume.id ?? "" },
  };

  const first = await changeVolume.run(order, bench.context);
  heed();
  const second_ = await changeVolume.run(order, bench.context);

  expect([first, second_]).toEqual([{ againInMs: 10 * second }, undefined]);
  expect(volumes.kept()).toMatchObject([{ goneAtMs: bench.clock.now() }]);
});

/** An order to delete the bench's one volume, and how often the provider is asked to. */
async function orderDelete(
  bench: Bench,
): Promise<{ readonly order: VolumeOrder; readonly volumeId: string; readonly calls: () => number }> {
  const created = orderAt(bench);
  await changeVolume.run(created, bench.context);
  const { volumes } = bench.provider;
  const volumeId = volumes.kept()[0]?.volume.id ?? "";
  const calls = recordCalls(volumes, "remove");
  const order: VolumeOrder = { ...created, id: "k2", change: { kind: "delete", volumeId } };
  return { order, volumeId, calls: () => calls.length };
}

/** A record of the team's pod on the volume, for which nothing is rented yet. */
async function wishFor(volumeId: string, { context, provider }: Bench): Promise<void> {
  const wanted = {
    id: "k9",
    teamId: "team",
    instanceId: "test",
    provider: provider.id,
    request: { ...context.settings, volumeId },
    askedBy: { platform: "web", id: "ada", name: "Ada" },
    bootId: "boot",
  } as const;
  await context.store.pods.create("team", "k9", newPod(wanted, context.clock.now()));
}

async function rent(name: string, networkVolumeId: string, { provider }: Bench): Promise<ListedPod> {
  const [offer] = simulatedOffers;
  if (offer === undefined) throw new Error("there are offers");
  return provider.pods.create({ ...podSpec(name, offer), networkVolumeId }, never);
}

test("a volume is not deleted when a pod of the team was wished on it since the yes", async () => {
  const bench = makeBench();
  const { order, volumeId, calls } = await orderDelete(bench);
  await wishFor(volumeId, bench);

  const outcome = await changeVolume.run(order, bench.context);

  expect([outcome, calls()]).toEqual([undefined, 0]);
  expect(textOf(bench.chat.shown.at(-1))).toContain(volumeFailures.inUse().userMessage);
});

test("a volume is not deleted while another pod of the account has it, nor while that is not known", async () => {
  const bench = makeBench();
  const { order, volumeId, calls } = await orderDelete(bench);
  await rent("of-somebody-else", volumeId, bench);

  bench.provider.failNext("list", volumeFailures.noAnswer());
  const unknown = await changeVolume.run(order, bench.context);
  const known = await changeVolume.run(order, bench.context);

  expect([unknown, known, calls()]).toEqual([{ againInMs: 10 * second }, undefined, 0]);
  expect(textOf(bench.chat.shown.at(-1))).toContain(volumeFailures.inUseElsewhere().userMessage);
});

test("a pod that is gone does not keep its volume, though the provider lists it still", async () => {
  const bench = makeBench();
  const { order, volumeId, calls } = await orderDelete(bench);
  await wishFor(volumeId, bench);
  const listed = await rent("labelpod-test-k9", volumeId, bench);
  const { providerPodId } = listed;
  await bench.provider.pods.remove(providerPodId, never);
  answerAlways(bench.provider.pods, "list", [listed]);
  const { pods } = bench.context.store;
  for (const stored of await pods.list())
    await pods.replace(stored, gonePod({ ...stored.value, providerPodId }, bench.context.clock.now()));

  const outcome = await changeVolume.run(order, bench.context);

  expect([outcome, calls()]).toEqual([undefined, 1]);
  expect(bench.provider.volumes.kept()).toMatchObject([{ goneAtMs: bench.clock.now() }]);
});

test("a provider that says the former size still has not enlarged it, and is asked again", async () => {
  const bench = makeBench();
  const created = orderAt(bench);
  await changeVolume.run(created, bench.context);
  const volumeId = bench.provider.volumes.kept()[0]?.volume.id ?? "";
  bench.provider.failNext("grow-volume", volumeFailures.stillSmaller());
  const order: VolumeOrder = {
    ...created,
    id: "k2",
    change: { kind: "grow", volumeId, sizeGib: 200 },
  };

  const first = await changeVolume.run(order, bench.context);
  const told = textOf(bench.chat.shown.at(-1));
  const again = await changeVolume.run(order, bench.context);

  expect([first, again]).toEqual([{ againInMs: 10 * second }, undefined]);
  expect(told).toContain("is being enlarged");
  expect(textOf(bench.chat.shown.at(-1))).toContain("is larger");
});
