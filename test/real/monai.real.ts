import { copyFile, mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import axios from "axios";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createClock } from "../../src/system/clock.ts";
import type { Machine } from "../../src/core/records/machine.ts";
import type { PodSoftware, RunningPod } from "../../src/core/ports/software.ts";
import type { ServerAddress } from "../../src/core/records/server-address.ts";
import { serverAddress } from "../../src/core/access/keyed-address.ts";
import type { TrainTask } from "../../src/core/records/training.ts";
import { createSimulatedKeys } from "../../src/simulated/keys.ts";
import { createLabelServer } from "../../src/monai/label-server.ts";
import { readPodFiles } from "../../src/monai/pod-files.ts";
import { createPodSoftware } from "../../src/monai/pod-software.ts";
import { makeLocalBench, never, spec, type LocalBench } from "../support/local-bench.ts";
import { makeRunningPod } from "../support/running-pod.ts";
import { walkSteps } from "../support/walk-steps.ts";

// One MONAI Label for the whole file, in the order of a pod's life: it takes a minute to start.

const project = path.resolve(import.meta.dirname, "../..");
const cache = path.resolve(
  process.env["LABELPOD_TEST_CACHE"] ?? path.join(project, "node_modules/.cache/labelpod"),
);
const clock = createClock();
const keys = createSimulatedKeys();
const labelServer = createLabelServer({ clock });
const patient = "Doe^John^19500101";
const settle = (): Promise<void> => clock.sleep(500);

let bench: LocalBench;
let software: PodSoftware;
let site: RunningPod;
let server: ServerAddress;

beforeAll(async () => {
  bench = await makeLocalBench({ ...process.env, UV_CACHE_DIR: path.join(cache, "uv") });
  const podFiles = await readPodFiles(path.join(project, "pod"));
  software = createPodSoftware({ podFiles, appSettings: undefined, login: undefined, keys, logins: {} });
  const { machine } = await bench.provider.pods.create(spec, never);
  useMachine(machine);
});

afterAll(async () => {
  await labelServer[Symbol.asyncDispose]();
  await bench[Symbol.asyncDispose]();
});

test("from an empty workspace to a server that answers", async () => {
  const { begun, notes } = await timed("bring-up from nothing", () =>
    walkSteps(site, software.steps, { settle }),
  );

  expect(begun).toEqual(["files", "environment", "studies", "server"]);
  expect(new Set(notes.map(({ part }) => part))).toContain("packages");
  expect(await labelServer.answers(server, never)).toBe(true);
  expect(await labelServer.info(server, never)).toMatchObject({
    trainers: ["deepedit"],
    images: 8,
    labelled: 5,
  });
  expect(await labelServer.tasks(server, never)).toEqual([]);
});

test("on a ready pod nothing is done again", async () => {
  const { begun } = await timed("looks at a ready pod", () => walkSteps(site, software.steps, { settle }));

  expect(begun).toEqual([]);
});

test("after a stop and a start only the server is started", async () => {
  await bench.provider.pods.stop(site.machine.providerPodId, never);
  await bench.provider.pods.start(site.machine.providerPodId, never);
  useMachine((await bench.provider.pods.get(site.machine.providerPodId, never))?.machine);

  const { begun } = await timed("bring-up on a ready volume", () =>
    walkSteps(site, software.steps, { settle }),
  );

  expect(begun).toEqual(["server"]);
  expect(await labelServer.answers(server, never)).toBe(true);
});

test("DeepEdit learns, and its Dice is followed to the end", async () => {
  const before = await software.activity(site, never);

  const submitted = await labelServer.train(server, trainOrder("t-1"), never);
  const running = await waitFor(
    submitted,
    ({ status, log }) => status === "running" && log.loss !== undefined,
  );
  const whileTraining = await software.activity(site, never);
  await expect(labelServer.train(server, trainOrder("t-2"), never)).rejects.toMatchObject({
    code: "training-runs",
  });
  const done = await waitFor(submitted, ({ status }) => status !== "submitted" && status !== "running");
  const { deepedit } = await software.stats(site, never);

  expect(before.work).toEqual([]);
  expect(whileTraining.work).toEqual(["training"]);
  expect(running).toMatchObject({ model: "deepedit", clientId: "t-1", log: { totalEpochs: 3 } });
  expect(done).toMatchObject({ status: "done", log: { epoch: 3 } });
  expect(deepedit).toMatchObject({ epoch: 3, totalEpochs: 3, latest: { epoch: 3 } });
  expect(Object.keys(deepedit?.latest?.validation?.perLabel ?? {})).toEqual(["spleen"]);
  expect(deepedit?.bestMetric).toBeGreaterThan(firstDice);
  await expect.poll(workNow, { timeout: 30_000 }).toEqual([]);
  process.stderr.write(`DeepEdit: first epoch ${firstDice}, best ${deepedit?.bestMetric}\n`);
});

test.each(['{"epoch": 3, "best_metric": NaN}', '{"epoch": 3, "best'])(
  "statistics like %s keep neither the server nor the pod from answering",
  async (content) => {
    const file = `${site.machine.workspace}/labelpod/app/model/deepedit_dynunet/train_stats.json`;
    await writeFile(file, content);

    const info = await labelServer.info(server, never);
    const stats = await software.stats(site, never);

    expect(info.trainers).toEqual(["deepedit"]);
    expect(stats).toEqual({});
  },
);

test("a patient's name in a file and in a traceback stays on the pod", async () => {
  const studies = `${site.machine.workspace}/studies`;
  await mkdir(`${studies}/labels/final`, { recursive: true });
  await copyFile(`${studies}/sample_01.nii.gz`, `${studies}/labels/final/${patient}.nii.gz`);
  await writeFile(`${studies}/${patient}.nii.gz`, "no volume at all");
  await expect.poll(async () => (await labelServer.info(server, never)).images, { timeout: 60_000 }).toBe(9);

  // A folder where a list of cases is expected: the traceback ends with its name.
  const cases = `${site.machine.workspace}/${patient}`;
  await mkdir(cases);
  const order = trainOrder("t-3");
  const withCases = { ...order, parameters: { ...order.parameters, train_ds: cases } };

  const submitted = await labelServer.train(server, withCases, never);
  const failed = await waitFor(submitted, ({ status }) => status === "error");
  const raw = await axios.get<unknown>(`${server.url}/train/?all=true`, { proxy: false });
  const told = [
    submitted,
    failed,
    await labelServer.info(server, never),
    await labelServer.tasks(server, never),
    await software.stats(site, never),
    await software.activity(site, never),
    await Promise.all(software.steps.map((step) => step.look(site, never))),
  ];

  // The server's own answer holds the name: in the request, and in the traceback unless its last lines were lost at the end.
  expect(JSON.stringify(raw.data)).toMatch(/Doe/);
  expect(JSON.stringify(told)).not.toMatch(/Doe|nii|Traceback/);
  expect(failed).toMatchObject({ status: "error", failureCode: "unknown" });
});

test("stopTraining() ends a training that runs", async () => {
  const submitted = await labelServer.train(server, trainOrder("t-4"), never);

  await labelServer.stopTraining(server, never);

  const ended = await waitFor(submitted, ({ status }) => status !== "submitted" && status !== "running");
  expect(ended.status).toBe("stopped");
  await expect.poll(workNow, { timeout: 30_000 }).toEqual([]);
});

test("a server that was killed is started again by its gate, which tells why", async () => {
  const before = await findServer();

  process.kill(before, "SIGKILL");

  await expect
    .poll(() => software.activity(site, never), { timeout: 120_000, interval: 1_000 })
    .toMatchObject({ server: { state: "running", crash: { count: 1, failure: "out-of-memory" } } });
  expect(await labelServer.answers(server, never)).toBe(true);
  expect(await findServer()).not.toBe(before);
  expect((await walkSteps(site, software.steps, { settle })).begun).toEqual([]);
});

let firstDice = Number.POSITIVE_INFINITY;

function useMachine(machine: Machine | undefined): void {
  if (machine === undefined) throw new Error("the pod has no machine");
  const running = makeRunningPod(machine, bench.provider.shell);
  site = running;
  server = serverAddress(running.pod, keys);
}

function trainOrder(clientId: string): {
  model: string;
  parameters: Record<string, string | number | boolean>;
} {
  const parameters = { max_epochs: 3, pretrained: false, dataset: "Dataset", dataloader: "DataLoader" };
  return { model: "deepedit", parameters: { ...parameters, tracking: "None", client_id: clientId } };
}

/** Looks at the training until it is so, and notes its first Dice on the way. */
async function waitFor({ taskId }: TrainTask, isSo: (task: TrainTask) => boolean): Promise<TrainTask> {
  for (let looks = 0; looks < 300; looks += 1) {
    const task = (await labelServer.tasks(server, never)).find((other) => other.taskId === taskId);
    const first = task?.log.epochs.find(({ epoch }) => epoch === 1)?.validation?.mean;
    if (first !== undefined) firstDice = Math.min(first, firstDice);
    if (task !== undefined && isSo(task)) return task;
    await clock.sleep(2000);
  }
  throw new Error("the training never came so far");
}

async function workNow(): Promise<readonly string[]> {
  return (await software.activity(site, never)).work;
}

async function findServer(): Promise<number> {
  const marked = `LABELPOD_SERVER_HOME=${site.machine.workspace}/labelpod`;
  const script = `for p in /proc/[0-9]*; do tr '\\0' '\\n' 2>/dev/null <$p/environ | grep -qx "$1" && tr '\\0' ' ' <$p/cmdline | grep -q start_server && echo "\${p#/proc/}"; done; true`;
  const argv = ["sh", "-c", script, "sh", marked];
  const { stdout } = await site.shell.run(site.machine, { argv, timeoutMs: 20_000 }, never);
  return Number(stdout.split("\n")[0]);
}

async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const beganAtMs = clock.now();
  const result = await work();
  process.stderr.write(`${what}: ${((clock.now() - beganAtMs) / 1000).toFixed(1)} s\n`);
  return result;
}
