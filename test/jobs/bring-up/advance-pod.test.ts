import { expect, test } from "vitest";
import { newPod } from "../../../src/core/pods/change-pod.ts";
import { update } from "../../../src/core/ports/store.ts";
import { type Pod, withRun } from "../../../src/core/records/pod.ts";
import { advancePod } from "../../../src/jobs/bring-up/advance-pod.ts";
import type { JobContext } from "../../../src/jobs/context.ts";
import { createSimulatedClock } from "../../../src/simulated/clock.ts";
import { createSimulatedProvider } from "../../../src/simulated/provider.ts";
import { createTestContext } from "../../support/job-context.ts";
import { turnAnswers } from "../../support/trouble.ts";

const place = { teamId: "team", podId: "k1" };

async function askFor(context: JobContext, provider: string): Promise<void> {
  const { clock, settings, store, bootId } = context;
  const askedBy = { platform: "web", id: "ada", name: "Ada" } as const;
  const wanted = {
    id: "k1",
    teamId: "team",
    instanceId: "test",
    request: settings,
    askedBy,
    bootId,
    provider,
  };
  await store.pods.create("team", "k1", newPod(wanted, clock.now()));
  await store.slots.create("team", "pod", { holderId: "k1" });
}

async function podOf({ store }: JobContext): Promise<Pod | undefined> {
  return (await store.pods.get("team", "k1"))?.value;
}

test("two runs of advance-pod at the same moment rent one machine", async () => {
  const clock = createSimulatedClock();
  const provider = createSimulatedProvider({ clock });
  const context = createTestContext({ clock, providers: new Map([[provider.id, provider]]) });
  await askFor(context, provider.id);

  await Promise.all([advancePod.run(place, context), advancePod.run(place, context)]);

  expect(provider.listed()).toHaveLength(1);
  expect((await podOf(context))?.providerPodId).toBe(provider.listed()[0]?.providerPodId);
});

test("two runs of advance-pod at the same moment give a machine up once, and rent one other", async () => {
  const clock = createSimulatedClock();
  const provider = createSimulatedProvider({ clock });
  const context = createTestContext({ clock, providers: new Map([[provider.id, provider]]) });
  await askFor(context, provider.id);
  provider.twist({ gpuId: "another" });

  for (let looks = 0; looks < 5; looks += 1) {
    await Promise.all([advancePod.run(place, context), advancePod.run(place, context)]);
    await clock.advance(3_000);
  }

  const pod = await podOf(context);
  expect(pod?.run.attempts).toHaveLength(1);
  expect(provider.listed().map(({ providerPodId }) => providerPodId)).toEqual(["memory-2"]);
  expect(pod?.providerPodId).toBe("memory-2");
});

test("advance-pod of a pod whose provider is not configured says so and has it stopped", async () => {
  const context = createTestContext();
  await askFor(context, "elsewhere");

  await advancePod.run(place, context);

  const pod = await podOf(context);
  expect(pod?.phase).toBe("stopping");
  expect(pod?.run.failure?.sentence).toContain("not configured: configure it again");
});

test("a pod at a step that its software does not have any more walks the steps from the first on", async () => {
  const clock = createSimulatedClock();
  const provider = createSimulatedProvider({ clock });
  const usual = createTestContext({ clock, providers: new Map([[provider.id, provider]]) });
  const steps = usual.software.steps.filter(({ name }) => name !== "environment");
  const context = { ...usual, software: { ...usual.software, steps } };
  await askFor(context, provider.id);
  await update(context.store.pods, { teamId: "team", id: "k1" }, (pod) =>
    pod.phase === "starting"
      ? withRun(pod, { step: { name: "environment", enteredAtMs: clock.now() } })
      : undefined,
  );

  await advancePod.run(place, context);

  expect((await podOf(context))?.providerPodId).toBe(provider.listed()[0]?.providerPodId);
  expect(provider.listed()).toHaveLength(1);
});

test("a bring-up whose record is lost on the way, as with Redis, ends there", async () => {
  const clock = createSimulatedClock();
  const provider = createSimulatedProvider({ clock });
  turnAnswers(provider.pods, "create", async (made) => {
    const stored = await context.store.pods.get("team", "k1");
    if (stored !== undefined) await context.store.pods.remove(stored);
    return made;
  });
  const shown: string[] = [];
  const context: JobContext = {
    ...createTestContext({ clock, providers: new Map([[provider.id, provider]]) }),
    chat: {
      async show({ title }) {
        shown.push(title);
        if (shown.length > 50) throw new Error("The bring-up turns in circles");
      },
    },
  };
  await askFor(context, provider.id);

  const again = await advancePod.run(place, context);

  expect(again).toBeUndefined();
  expect(provider.listed()).toHaveLength(1);
  expect(await podOf(context)).toBeUndefined();
});
