import { expect, test } from "vitest";
import { type Environment, readConfig } from "../../src/config/read-config.ts";
import { settingsId } from "../../src/core/idle/pod-policy.ts";
import type { Pod, StartingPod } from "../../src/core/records/pod.ts";
import type { Store } from "../../src/core/ports/store.ts";
import { firstJobText } from "../../src/core/words/first-job.ts";
import { readFirstJob } from "../../src/bot/first-job-facts.ts";
import { createSimulatedStore } from "../../src/simulated/store.ts";
import { askedPod } from "../support/asked-pod.ts";
import { gonePod, livePod, stoppedPod, stoppingPod } from "../support/pod-phases.ts";

const runpod = { RUNPOD_API_KEY: "key" };
const slack = {
  SLACK_BOT_TOKEN: "xoxb-1",
  SLACK_APP_TOKEN: "xapp-1",
  SLACK_WORKSPACE_ID: "T123456",
  SLACK_CHANNEL_ID: "C123456",
};
const discord = { DISCORD_TOKEN: "token", DISCORD_GUILD_ID: "123456", DISCORD_CHANNEL_ID: "123456" };

type Start = {
  readonly environment?: Environment;
  readonly isOnce?: boolean;
  readonly pod?: Pod;
  readonly store?: Store;
};

/** What `npm start` says that it does by itself; undefined where it waits for commands. */
async function said(start: Start = {}): Promise<string | undefined> {
  const { environment = {}, isOnce = false, pod, store = createSimulatedStore() } = start;
  if (pod !== undefined) {
    await store.pods.create("main", "k1", pod);
    await store.slots.create("main", "pod", { holderId: "k1" });
  }
  const facts = await readFirstJob({ config: readConfig(environment), isOnce, store });
  return facts && firstJobText(facts);
}

const fresh: StartingPod = { ...askedPod(0), provider: "local" };

const nothing = "Nothing is configured, so labelpod does its whole job once on this machine";
const unconnected =
  "Neither a chat platform nor RunPod is configured, so labelpod does its whole job once on this machine";

test("a start with nothing set says that nothing is configured, and what it does", async () => {
  await expect(said({ environment: { PATH: "/usr/bin", LABELPOD_STUDIES: "" } })).resolves.toBe(
    `${nothing}: a pod, MONAI Label, a training on made-up images.`,
  );
});

test.each<Environment>([
  { LABELPOD_MODELS: "deepedit" },
  { LABELPOD_HOME: "/srv/labelpod" },
  { LABELPOD_PORT: "8080" },
  { LABELPOD_STUDIES: "synthetic" },
  { LABELPOD_LOG: "stderr" },
])("a start with %o alone does not say that nothing is configured", async (environment) => {
  await expect(said({ environment })).resolves.toBe(
    `${unconnected}: a pod, MONAI Label, a training on made-up images.`,
  );
});

test("with studies that are set no images are made up", async () => {
  await expect(said({ environment: { LABELPOD_STUDIES: "/data/ct" } })).resolves.toBe(
    `${unconnected}: a pod, MONAI Label, a training on the studies of the settings.`,
  );
});

test("what a team has set by a command is configured as well", async () => {
  const store = createSimulatedStore();
  await store.settings.create("main", settingsId, { idleMs: 60_000 });

  await expect(said({ store })).resolves.toContain(unconnected);
});

test.each<[Pod, string]>([
  [stoppedPod(fresh, 1), ": pod k1 again, MONAI Label, a training on made-up images."],
  [fresh, ": pod k1, which comes up already, MONAI Label, a training on made-up images."],
  [livePod(fresh, 1), ": pod k1, which is up already, MONAI Label, a training on made-up images."],
  [stoppingPod(fresh, 1), "."],
  [gonePod(fresh, 1), ": a pod, MONAI Label, a training on made-up images."],
])("a pod that is $phase is named as what it is", async (pod, what) => {
  await expect(said({ pod })).resolves.toBe(`${nothing}${what}`);
});

test("a stopped pod has its own studies, whatever the settings say", async () => {
  const pod = stoppedPod({ ...fresh, request: { ...fresh.request, studies: "/data/ct" } }, 1);

  await expect(said({ pod })).resolves.toBe(
    `${nothing}: pod k1 again, MONAI Label, a training on the studies that this pod has.`,
  );
  await expect(
    said({ pod: stoppedPod(fresh, 1), environment: { LABELPOD_STUDIES: "/data/ct" } }),
  ).resolves.toBe(`${unconnected}: pod k1 again, MONAI Label, a training on made-up images.`);
});

test.each<Environment>([runpod, slack, discord])(
  "with a chat platform or RunPod it waits for commands, unless --once asks for the job",
  async (environment) => {
    await expect(said({ environment })).resolves.toBeUndefined();
    await expect(said({ environment, isOnce: true })).resolves.toMatch(/^As --once says, labelpod does/);
  },
);

test("--once names the stop at the end, and no machine of another place as this one", async () => {
  const what = ": a pod, MONAI Label, a training on made-up images, and the stop of the pod.";

  await expect(said({ isOnce: true })).resolves.toBe(`${nothing}${what}`);
  await expect(said({ isOnce: true, environment: runpod })).resolves.toBe(
    `As --once says, labelpod does its whole job once${what}`,
  );
  await expect(said({ isOnce: true, environment: { ...runpod, LABELPOD_PROVIDER: "local" } })).resolves.toBe(
    `As --once says, labelpod does its whole job once on this machine${what}`,
  );
});
