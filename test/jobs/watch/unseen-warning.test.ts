import { expect, test } from "vitest";
import { createReach } from "../../../src/chat/board/reach.ts";
import { RefusedError } from "../../../src/chat/board/refused-error.ts";
import { newPod } from "../../../src/core/pods/change-pod.ts";
import { defaultSettings } from "../../../src/core/records/settings.ts";
import { watchPod } from "../../../src/jobs/watch/watch-pod.ts";
import { createSimulatedStore } from "../../../src/simulated/store.ts";
import { setUpBoard } from "../../support/board-bench.ts";
import { createTestContext } from "../../support/job-context.ts";
import { livePod } from "../../support/pod-phases.ts";

const minute = 60_000;
const settings = { ...defaultSettings, idleMs: 10 * minute, graceMs: 10 * minute };
const askedBy = { platform: "discord", id: "ada", name: "Ada" } as const;

type Bench = {
  /** Whether the platform takes messages. */
  take(isTaking: boolean): void;
  /** Looks at the pod each 15 s until so many minutes after it was live. */
  watchUntil(minutes: number): Promise<void>;
  phase(): Promise<string | undefined>;
  posted(): number;
};

/** A pod that nobody uses, warned of after 10 minutes on the real board of one platform. */
async function setUpPod(): Promise<Bench> {
  const { board, clock, messages, transport } = setUpBoard();
  const store = { ...createSimulatedStore(), messages };
  const reach = createReach({ clock, messages, platforms: ["discord"] });
  const context = createTestContext({ clock, store, chat: board, reach, settings });
  const wanted = { id: "k1", teamId: "team", instanceId: "test", provider: "memory", request: settings };
  const pod = livePod(newPod({ ...wanted, askedBy, bootId: "boot" }, clock.now()), clock.now());
  await store.pods.create("team", "k1", pod);
  const liveAtMs = clock.now();
  return {
    take(isTaking) {
      transport.before = async () => {
        if (!isTaking) throw new RefusedError("discord", { kind: "away", code: "503", isCertain: true });
      };
    },
    async watchUntil(minutes) {
      while (clock.now() < liveAtMs + minutes * minute) {
        await clock.advance(15_000);
        await watchPod.run({ teamId: "team", podId: "k1" }, context);
      }
    },
    phase: async () => (await store.pods.get("team", "k1"))?.value.phase,
    posted: () => [...transport.posted.values()].filter(({ key }) => key.includes(":warning:")).length,
  };
}

test("a stop whose warning the platform has taken comes when it was announced", async () => {
  const bench = await setUpPod();

  await bench.watchUntil(19.5);
  const before = await bench.phase();
  await bench.watchUntil(20.5);

  expect(before).toBe("live");
  expect(await bench.phase()).toBe("stopping");
  expect(bench.posted()).toBe(1);
});

test("so does one whose warning came late and in time", async () => {
  const bench = await setUpPod();
  bench.take(false);
  await bench.watchUntil(11);

  bench.take(true);
  await bench.watchUntil(20.5);

  expect(await bench.phase()).toBe("stopping");
});

test("a stop whose warning the platform took in the last minute is put off, with a message of its own", async () => {
  const bench = await setUpPod();
  bench.take(false);
  await bench.watchUntil(19.25);

  bench.take(true);
  await bench.watchUntil(29.5);
  const after = { phase: await bench.phase(), posted: bench.posted() };
  await bench.watchUntil(30.75);

  expect(after).toEqual({ phase: "live", posted: 2 });
  expect(await bench.phase()).toBe("stopping");
});

test("a stop whose warnings the platform never takes is put off once", async () => {
  const bench = await setUpPod();
  bench.take(false);

  await bench.watchUntil(29.5);
  const putOff = await bench.phase();
  await bench.watchUntil(30.75);

  expect(putOff).toBe("live");
  expect(await bench.phase()).toBe("stopping");
  expect(bench.posted()).toBe(0);
});
