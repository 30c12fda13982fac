import { expect, test } from "vitest";
import { costParts, sumUsd } from "../../src/core/money/cost-parts.ts";
import { monthHours } from "../../src/core/money/pod-cost.ts";
import { defined } from "../../src/core/common/defined.ts";
import { newPod } from "../../src/core/pods/change-pod.ts";
import type { LivePod, Pod } from "../../src/core/records/pod.ts";
import { defaultSettings } from "../../src/core/records/settings.ts";
import { readBooks } from "../../src/core/money/check-budget.ts";
import { update } from "../../src/core/ports/store.ts";
import type { JobContext } from "../../src/jobs/context.ts";
import { keepLedger } from "../../src/jobs/money/keep-ledger.ts";
import { readBills } from "../../src/jobs/money/read-bills.ts";
import { watchMoney } from "../../src/jobs/money/watch-money.ts";
import { createSimulatedChat, type SimulatedChat } from "../../src/simulated/chat.ts";
import { createTestContext } from "../support/job-context.ts";
import { gonePod, livePod, stoppedPod } from "../support/pod-phases.ts";
import { gone } from "../twins/runpod/faults.ts";
import { handClock } from "../twins/runpod/hand-clock.ts";
import { makeRunpodBench, never, type RunpodBench, spec } from "./bench.ts";

const hour = 3_600_000;
const day = 24 * hour;
const all = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER / 2 };
const cents = 0.02;
const every = 5 * 60_000;

type Bench = RunpodBench & {
  readonly context: JobContext;
  readonly chat: SimulatedChat;
  /** A pod that runs, with its record. */
  rent(wanted?: typeof spec): Promise<Pod>;
  change(pod: Pod, next: (pod: Pod, nowMs: number) => Pod): Promise<Pod>;
  pass(ms: number): void;
  estimated(): Promise<number>;
  charged(): Promise<number>;
};

async function makeBench(options: Parameters<typeof makeRunpodBench>[0] = {}): Promise<Bench> {
  const time = handClock();
  const bench = await makeRunpodBench({ clock: time, ...options });
  const { provider } = bench;
  const chat = createSimulatedChat();
  const context = createTestContext({
    clock: { ...bench.clock, now: () => time.nowMs },
    chat,
    providers: new Map([[provider.id, provider]]),
    instanceId: "test01",
    teamId: "team",
  });

  async function book(pod: Pod): Promise<Pod> {
    await keepLedger(pod, context);
    return (await context.store.pods.get("team", pod.id))?.value ?? pod;
  }

  return {
    ...bench,
    context,
    chat,
    async rent(wanted = spec) {
      const { providerPodId, usdPerHour } = await bench.up(wanted);
      const { networkVolumeId: volumeId } = wanted;
      const pod = newPod(
        {
          id: "k1",
          teamId: "team",
          instanceId: "test01",
          provider: provider.id,
          request: { ...defaultSettings, ...(volumeId === undefined ? {} : { volumeId }) },
          askedBy: { platform: "web", id: "ada", name: "Ada" },
          bootId: "boot",
        },
        time.nowMs,
      );
      const live: LivePod = {
        ...livePod(pod, time.nowMs),
        providerPodId,
        usdPerHour,
        offer: wanted.offer,
        ...defined({ shownBy: provider.asker && { key: provider.asker.key } }),
      };
      await context.store.pods.create("team", pod.id, live);
      return book(live);
    },
    async change(pod, next) {
      const place = { teamId: "team", id: pod.id };
      const stored = await update(context.store.pods, place, (current) => next(current, time.nowMs));
      return book(stored?.value ?? pod);
    },
    pass(ms) {
      time.nowMs += ms;
    },
    estimated: async () => sumUsd(costParts(await readBooks(context, "team"), all, time.nowMs)),
    charged: async () => sumUsd((await provider.billing?.charges(time.nowMs - 9 * day, never)) ?? []),
    [Symbol.asyncDispose]: () => bench[Symbol.asyncDispose](),
  };
}

test("the ledger of a pod that was up, stopped and deleted is RunPod's own figure within cents", async () => {
  await using bench = await makeBench();
  const pod = await bench.rent();
  const id = pod.providerPodId ?? "";

  bench.pass(5 * hour);
  const up = [await bench.estimated(), await bench.charged()];
  await bench.provider.pods.stop(id, never);
  const stopped = await bench.change(pod, stoppedPod);
  bench.pass(30 * hour);
  const rested = [await bench.estimated(), await bench.charged()];
  await bench.provider.pods.remove(id, never);
  await bench.change(stopped, gonePod);
  bench.pass(20 * hour);
  const deleted = [await bench.estimated(), await bench.charged()];

  expect(up[0]).toBeGreaterThan(5 * spec.offer.usdPerHour);
  for (const [estimate = 0, charge = 0] of [up, rested, deleted])
    expect(Math.abs(estimate - charge)).toBeLessThan(cents);
  expect(deleted[0]).toBe(rested[0]);
});

test("the disk of a stopped pod is in the ledger whatever RunPod's list says that it costs", async () => {
  await using bench = await makeBench();
  const pod = await bench.rent();
  await bench.provider.pods.stop(pod.providerPodId ?? "", never);
  await bench.change(pod, stoppedPod);
  const before = await bench.estimated();

  bench.pass(6 * day);

  const [listed] = await bench.provider.pods.list(never);
  const [charge] = (await bench.provider.billing?.charges(Date.UTC(2026, 9, 7), never)) ?? [];
  expect(listed?.usdPerHour).toBe(0);
  expect(charge?.diskUsd).toBeCloseTo((50 * 0.2) / 30.4, 2);
  expect((await bench.estimated()) - before).toBeCloseTo((6 * 50 * 0.2) / 30.4, 1);
});

test("a day that is over counts as RunPod has billed it, to the last digit, and nobody else's pods do", async () => {
  await using bench = await makeBench();
  await bench.rent();
  await bench.up({ ...spec, name: "somebody-elses" });
  bench.pass(31 * hour);

  await readBills.run({}, bench.context);

  const { entries, bills } = await readBooks(bench.context, "team");
  const nowMs = bench.context.clock.now();
  const first = { fromMs: Date.UTC(2026, 9, 5), toMs: Date.UTC(2026, 9, 6) };
  const own = new Set(entries.map(({ providerPodId }) => providerPodId));
  const charges = (await bench.provider.billing?.charges(first.fromMs, never)) ?? [];
  const charge = charges.find(({ of }) => "providerPodId" in of && own.has(of.providerPodId));
  expect(bills.map(({ day: name, isFinal }) => [name, isFinal])).toEqual([
    ["2026-10-05", true],
    ["2026-10-06", false],
  ]);
  expect(sumUsd(costParts({ entries, bills }, first, nowMs))).toBeCloseTo(charge?.usd ?? 0, 9);
});

test("an own network volume is billed as a line of its own, and the pod on it has no disk when it is stopped", async () => {
  await using bench = await makeBench();
  const { volumes, pods } = bench.provider;
  const place = { sizeGib: 100, dataCenterId: "US-KS-2" };
  const own = await volumes?.create({ name: "labelpod-test01-studies", ...place }, never);
  await volumes?.create({ name: "somebody-elses", ...place }, never);
  const pod = await bench.rent({ ...spec, networkVolumeId: own?.id ?? "" });
  await pods.stop(pod.providerPodId ?? "", never);
  await bench.change(pod, stoppedPod);
  bench.pass(31 * hour);

  await readBills.run({}, bench.context);

  const books = await readBooks(bench.context, "team");
  const parts = costParts(books, all, bench.context.clock.now());
  expect(parts.map(({ volumeId }) => volumeId)).toEqual([own?.id, own?.id]);
  expect(sumUsd(parts)).toBeCloseTo((31 / 24) * ((100 * 0.07) / 30.4), 2);
});

test("the end of the money is told three times, an hour before at the latest, before RunPod deletes the pod", async () => {
  await using bench = await makeBench({ isCharging: true, balanceUsd: 18 });
  const pod = await bench.rent();
  const startMs = bench.context.clock.now();
  const told: number[] = [];

  while (bench.twin.running().length > 0) {
    await watchMoney.run({}, bench.context);
    told.push(cardsAbout(bench).length);
    bench.pass(every);
    await bench.provider.pods.list(never);
  }

  const endMs = bench.context.clock.now();
  const hoursBefore = [1, 2, 3].map((count) => (endMs - startMs - told.indexOf(count) * every) / hour);
  expect(hoursBefore).toEqual([expect.closeTo(24, 0), expect.closeTo(6, 0), expect.closeTo(1, 0)]);
  expect(cardsAbout(bench).map(({ title }) => title)).toEqual([
    "The account's balance lasts less than 24 hours",
    "The account's balance lasts less than 6 hours",
    "The account's balance lasts less than an hour",
  ]);
  expect(await bench.provider.pods.get(pod.providerPodId ?? "", never)).toBeUndefined();
});

function cardsAbout({ chat }: Bench): ReturnType<SimulatedChat["messages"]> {
  return chat.messages().filter(({ title }) => title.includes("balance"));
}

test("an account whose balance is not told any more is no alarm of a low one: the team is asked for it, once", async () => {
  await using bench = await makeBench({ isCharging: true, balanceUsd: 2 });
  await bench.rent();
  bench.twin.inject({ on: "POST /graphql myself", times: 5, fault: gone() });

  await watchMoney.run({}, bench.context);

  const told = await bench.context.store.moneyTold.get("team", "money");
  expect(told?.value.account).toEqual({
    askedAtMs: bench.context.clock.now(),
    answer: { atMs: bench.context.clock.now() },
  });
  bench.pass(hour);
  await watchMoney.run({}, bench.context);
  expect(bench.chat.messages().map(({ title }) => title)).toEqual(["The account's balance is unknown"]);
});

test.each([
  ["that an older version has rented is reckoned with the 10 GB of its container", undefined, 10],
  ["is reckoned with the container that it was rented with, whatever the setting is now", 40, 40],
])("a pod %s", async (_what, containerDiskGib, wanted) => {
  await using bench = await makeBench();
  const rented = await bench.rent({ ...spec, containerDiskGib: wanted });

  const booked = await bench.change(rented, (pod) => ({ ...pod, ...defined({ containerDiskGib }) }));
  bench.pass(day);

  expect(bench.context.settings.containerDiskGib).toBe(30);
  expect(booked.disk?.running).toBeCloseTo(((wanted + 50) * 0.1) / monthHours, 9);
  expect(await bench.estimated()).toBeCloseTo(await bench.charged(), 2);
});
