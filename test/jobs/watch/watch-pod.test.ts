import { expect, test } from "vitest";
import type { ActivityReading } from "../../../src/core/records/use.ts";
import { newPod } from "../../../src/core/pods/change-pod.ts";
import { type Pod, withoutRun, withRun } from "../../../src/core/records/pod.ts";
import { watchPod } from "../../../src/jobs/watch/watch-pod.ts";
import type { JobContext } from "../../../src/jobs/context.ts";
import { createSimulatedChat, type SimulatedChat } from "../../../src/simulated/chat.ts";
import { createSimulatedClock, type SimulatedClock } from "../../../src/simulated/clock.ts";
import { createSimulatedLabelServer } from "../../../src/simulated/label-server.ts";
import {
  createSimulatedPodSoftware,
  type SimulatedPodSoftware,
} from "../../../src/simulated/pod-software.ts";
import { createTestContext } from "../../support/job-context.ts";
import { livePod } from "../../support/pod-phases.ts";
import { turnAnswers } from "../../support/trouble.ts";

const place = { teamId: "team", podId: "k1" };

const lateReading: ActivityReading = {
  podNowMs: 0,
  acts: {},
  openRequests: 0,
  people: 0,
  sshSessions: 0,
  work: [],
  unknown: [],
  server: { state: "gone" },
};

type Bench = {
  readonly context: JobContext;
  readonly clock: SimulatedClock;
  readonly chat: SimulatedChat;
  readonly software: SimulatedPodSoftware;
  pod(): Promise<Pod | undefined>;
};

/** A live pod that nobody has used yet. */
async function makeBench(): Promise<Bench> {
  const clock = createSimulatedClock();
  const chat = createSimulatedChat();
  const software = createSimulatedPodSoftware({ clock, labelServer: createSimulatedLabelServer({ clock }) });
  const context = createTestContext({ clock, chat, software });
  const askedBy = { platform: "web", id: "ada", name: "Ada" } as const;
  const { settings: request, bootId } = context;
  const wanted = {
    id: "k1",
    teamId: "team",
    instanceId: "test",
    provider: "memory",
    request,
    askedBy,
    bootId,
  };
  const live = livePod(newPod(wanted, clock.now()), clock.now());
  await context.store.pods.create("team", "k1", live);
  await clock.advance(60_000);
  const pod = async (): Promise<Pod | undefined> => (await context.store.pods.get("team", "k1"))?.value;
  return { context, clock, chat, software, pod };
}

test("two runs of watch-pod at the same moment tell one crash once", async () => {
  const { context, chat, software } = await makeBench();
  software.crash();

  await Promise.all([watchPod.run(place, context), watchPod.run(place, context)]);

  expect(chat.shown.filter((card) => card.key.includes(":outage:"))).toHaveLength(1);
});

test("two runs at the same moment start a server that is gone, which harms nothing, and tell it once", async () => {
  const { context, chat, software, pod } = await makeBench();
  software.vanish();

  await Promise.all([watchPod.run(place, context), watchPod.run(place, context)]);

  expect(chat.shown.filter((card) => card.key.includes(":outage:"))).toHaveLength(1);
  expect((await pod())?.run.outage).toMatchObject({ number: 1, state: "down" });
});

test("a run whose reading was overtaken by a later one changes nothing", async () => {
  const { context, clock, software, pod } = await makeBench();
  const slow = Promise.withResolvers<ActivityReading>();
  const recover = turnAnswers(software, "activity", () => slow.promise);
  const overtaken = watchPod.run(place, context);
  await clock.advance(5000);
  recover();
  software.setReading({ work: ["scoring"] });

  await watchPod.run(place, context);
  const before = await pod();
  slow.resolve(lateReading);
  await overtaken;

  expect(before?.run.use?.work).toEqual(["scoring"]);
  expect(await pod()).toEqual(before);
});

test("a clock that was set back does not keep a reading from counting", async () => {
  const { context, clock, software, pod } = await makeBench();
  const aheadMs = clock.now() + 3_600_000;
  const stored = await context.store.pods.get("team", "k1");
  if (stored === undefined) throw new Error("it was made before");
  const use = { lastUseAtMs: clock.now(), readAtMs: aheadMs, state: "known" } as const;
  await context.store.pods.replace(stored, withRun(stored.value, { use }));
  software.setReading({ work: ["training"] });

  await watchPod.run(place, context);

  expect((await pod())?.run.use).toMatchObject({ readAtMs: clock.now(), work: ["training"] });
});

test("a record of an older version is read on", async () => {
  const { context, clock, software, pod } = await makeBench();
  const stored = await context.store.pods.get("team", "k1");
  if (stored === undefined) throw new Error("it was made before");
  const use = { lastUseAtMs: clock.now(), readAtMs: clock.now(), state: "known", isTraining: true } as const;
  await context.store.pods.replace(stored, withRun(withoutRun(stored.value, "outage"), { use }));
  software.act("submitting");

  await watchPod.run(place, context);

  expect((await pod())?.run.use).toMatchObject({
    state: "known",
    work: [],
    acts: { submitting: clock.now() },
  });
});
