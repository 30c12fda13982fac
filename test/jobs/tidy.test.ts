import { expect, test } from "vitest";
import type { Collection } from "../../src/core/ports/collection.ts";
import type { Training } from "../../src/core/records/training.ts";
import { reportStrangers } from "../../src/jobs/reconcile/report-strangers.ts";
import { tidy } from "../../src/jobs/tidy.ts";
import { createSimulatedClock, type SimulatedClock } from "../../src/simulated/clock.ts";
import type { JobContext } from "../../src/jobs/context.ts";
import { askedTraining, settledTraining } from "../support/asked-training.ts";
import { sampleCard } from "../support/chat-bench.ts";
import { createTestContext } from "../support/job-context.ts";
import { failAlways } from "../support/trouble.ts";

const day = 24 * 3_600_000;

function createBench(): { readonly clock: SimulatedClock; readonly context: JobContext } {
  const clock = createSimulatedClock();
  return { clock, context: createTestContext({ clock }) };
}

async function idsIn(collection: Collection<unknown>): Promise<readonly string[]> {
  return (await collection.list()).map(({ id }) => id).toSorted();
}

test("of a training one line stays after 90 days, and that for 400 days after its end", async () => {
  const { clock, context } = createBench();
  const { trainings, epochs, pastTrainings } = context.store;
  const ended: Training = {
    ...settledTraining("old", clock.now()),
    labelled: 7,
    bestBefore: 0.4,
    progress: { epoch: 3, best: 0.535, latest: { epoch: 3 }, movedAtMs: clock.now() },
  };
  await trainings.create("main", "old", ended);
  await epochs.create("main", "old", { points: [{ epoch: 3 }] });
  await clock.advance(89 * day);
  await tidy.run({}, context);
  const early = [await idsIn(trainings), await idsIn(pastTrainings)];
  await trainings.create("main", "young", settledTraining("young", clock.now()));

  await clock.advance(2 * day);
  await tidy.run({}, context);

  const late = [await idsIn(trainings), await idsIn(epochs), await idsIn(pastTrainings)];
  expect([...early, ...late]).toEqual([["old"], [], ["young"], [], ["old"]]);
  expect((await pastTrainings.get("main", "old"))?.value).toEqual({
    startedBy: ended.startedBy,
    podId: "k1",
    model: "deepedit",
    labelled: 7,
    epochs: 3,
    best: 0.535,
    bestBefore: 0.4,
    state: "done",
    askedAtMs: ended.askedAtMs,
    endedAtMs: ended.endedAtMs,
  });
  await clock.advance(308 * day);
  await tidy.run({}, context);
  expect(await idsIn(pastTrainings)).toEqual(["old", "young"]);
  await clock.advance(2 * day);
  await tidy.run({}, context);
  expect(await idsIn(pastTrainings)).toEqual(["young"]);
});

test("a training whose end was not told yet is never shortened, and a crash on the way loses nothing", async () => {
  const { clock, context } = createBench();
  const { trainings, pastTrainings } = context.store;
  await trainings.create("main", "open", askedTraining("open", clock.now()));
  await trainings.create("main", "untold", { ...askedTraining("untold"), state: "done", endedAtMs: 0 });
  await trainings.create("main", "half", settledTraining("half", clock.now()));
  await clock.advance(100 * day);
  const recover = failAlways(trainings, "remove", new Error("killed"));
  await expect(tidy.run({}, context)).rejects.toThrow("killed");
  recover();

  await tidy.run({}, context);

  expect(await idsIn(trainings)).toEqual(["open", "untold"]);
  expect(await idsIn(pastTrainings)).toEqual(["half"]);
});

test("a card's record ends 90 days after it was shown last; one of an older version counts from now on", async () => {
  const { clock, context } = createBench();
  const { messages } = context.store;
  const nowMs = clock.now();
  await messages.create("main", "discord/old", { card: sampleCard(), shownAtMs: nowMs - 91 * day });
  await messages.create("main", "discord/young", { card: sampleCard(), shownAtMs: nowMs - 89 * day });
  await messages.create("main", "discord/undated", { card: sampleCard(), messageId: "m1" });

  await tidy.run({}, context);

  expect(await idsIn(messages)).toEqual(["discord/undated", "discord/young"]);
  await clock.advance(2 * day);
  await tidy.run({}, context);
  expect(await idsIn(messages)).toEqual(["discord/undated"]);
  await clock.advance(90 * day);
  await tidy.run({}, context);
  expect(await idsIn(messages)).toEqual([]);
});

test("a stranger is told once for as long as it is seen, and forgotten 90 days after that", async () => {
  const { clock, context } = createBench();
  const { notices } = context.store;
  const stranger = { providerPodId: "s1", name: "theirs", status: "running", usdPerHour: 1 } as const;
  for (let days = 0; days < 200; days += 1) {
    await reportStrangers([stranger], context);
    await clock.advance(day);
    await tidy.run({}, context);
  }
  expect(await idsIn(notices)).toEqual(["stranger-s1"]);
  const [noted] = await notices.list();
  await reportStrangers([stranger], context);
  await reportStrangers([stranger], context);
  expect((await notices.list())[0]?.revision).toBe((noted?.revision ?? 0) + 1);

  await clock.advance(91 * day);
  await tidy.run({}, context);

  expect(await idsIn(notices)).toEqual([]);
});

test("the claim of a volume whose order was lost ends after a day, and the team's places stay", async () => {
  const { clock, context } = createBench();
  const { slots } = context.store;
  await slots.create("main", "volume-studies", { holderId: "studies", takenAtMs: clock.now() });
  await slots.create("main", "pod", { holderId: "k1" });
  await tidy.run({}, context);
  const early = await idsIn(slots);

  await clock.advance(day + 1);
  await tidy.run({}, context);

  expect([early, await idsIn(slots)]).toEqual([["pod", "volume-studies"], ["pod"]]);
});

test("tidy reads no collection at once", async () => {
  const { context } = createBench();
  const collections: Collection<unknown>[] = Object.values(context.store);
  for (const collection of collections) failAlways(collection, "list", new Error("all of it was read"));

  await expect(tidy.run({}, context)).resolves.toBeUndefined();
});
