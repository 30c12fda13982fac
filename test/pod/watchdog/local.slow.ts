import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import {
  abandoned,
  attended,
  type Child,
  createWatchdogBench,
  isRunning,
  notesOf,
  patience,
  type StartOptions,
  type Terms,
  type WatchdogBench,
} from "./watchdog-bench.ts";

/** Says at its end whether the end was written down before. */
const obedient = `
import os, signal, sys, time
def end(*_):
    print("written" if os.path.exists(sys.argv[1]) else "not written", flush=True)
    sys.exit(0)
signal.signal(signal.SIGTERM, end)
print("ready", flush=True)
while True:
    time.sleep(60)
`;

/** Has a child of its own, and neither minds a TERM. */
const stubborn = `
import os, signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = os.fork()
if child:
    print(child, flush=True)
while True:
    time.sleep(60)
`;

it("on this machine the end is written down first, then all processes of the pod end, and the watchdog last", async () => {
  await using bench = await createWatchdogBench();
  const pod = openPod(bench);
  const mild = await begin(bench, obedient, pod);
  const hard = await begin(bench, stubborn, pod);
  const childOfHard = Number(hard.output().trim());
  onTestFinished(() => {
    if (isRunning(childOfHard)) process.kill(childOfHard, "SIGKILL");
  });
  const stranger = await begin(bench, obedient, { ...pod, id: `${pod.id}-2` });

  const watchdog = pod.start(abandoned);

  await expect.poll(() => mild.exit(), patience).toBe(0);
  await expect.poll(() => hard.exit(), patience).toBe("SIGKILL");
  await expect.poll(() => watchdog.exit(), patience).toBe(0);
  expect(mild.output()).toBe("ready\nwritten\n");
  expect(JSON.parse(readFileSync(pod.endFile, "utf8"))).toEqual({
    startId: "s1",
    atEpochS: expect.any(Number),
  });
  expect([childOfHard, stranger.pid].map(isRunning)).toEqual([false, true]);
  expect(notesOf(bench)).toEqual(["began afresh", "stop idle", "ended"]);
  expect([watchdog.output(), bench.runpod.questions]).toEqual(["", []]);
});

it("on this machine nothing ends while the end can't be written down", async () => {
  await using bench = await createWatchdogBench();
  const pod = openPod(bench, "missing/end.json");
  const mild = await begin(bench, obedient, pod);
  const watchdog = pod.start(abandoned);
  await expect
    .poll(() => bench.log(), patience)
    .toMatch(/ fault FileNotFoundError files\.py:\d+ < local\.py/);
  const wasRunning = isRunning(mild.pid);

  mkdirSync(path.dirname(pod.endFile));

  await expect.poll(() => watchdog.exit(), patience).toBe(0);
  expect(mild.output()).toBe("ready\nwritten\n");
  expect(wasRunning).toBe(true);
});

it("on this machine a pod whose bot is there goes on, and its limit ends it all the same", async () => {
  await using bench = await createWatchdogBench();
  const pod = openPod(bench);
  const mild = await begin(bench, obedient, pod);
  const watchdog = pod.start(attended);
  await expect.poll(() => bench.state()?.use, patience).toBe("unused");
  const before = [existsSync(pod.endFile), isRunning(mild.pid)];

  bench.renew({ ...attended, limitS: 0 });

  await expect.poll(() => watchdog.exit(), patience).toBe(0);
  expect(before).toEqual([false, true]);
  expect(notesOf(bench)).toEqual(["began afresh", "stop limit", "ended"]);
});

it("on this machine a start goes on with its own state only", async () => {
  await using bench = await createWatchdogBench();
  const pod = openPod(bench);
  const notes: string[] = [];

  for (const startId of ["s1", "s1", "s2"]) {
    const watchdog = pod.start(attended, startId);
    await expect.poll(() => notesOf(bench).length, patience).toBe(notes.length + 1);
    await expect.poll(() => bench.state(), patience).toMatchObject({ startId, use: "unused" });
    await watchdog.end();
    notes.push(...notesOf(bench).slice(notes.length));
  }

  expect(notes).toEqual(["began afresh", "began again", "began afresh"]);
});

it.each([
  { is: "an end file without a start", options: { argv: ["--end-file", "/tmp/end"] } },
  { is: "a start without an end file", options: { argv: ["--start-id", "s1"] } },
  {
    is: "a pod of this machine without a mark",
    options: { argv: ["--end-file", "/tmp/end", "--start-id", "s1"], environment: { LABELPOD_POD: "" } },
  },
])("$is is refused", async ({ options }: { options: StartOptions }) => {
  await using bench = await createWatchdogBench();

  const watchdog = bench.start(abandoned, options);

  await expect.poll(() => watchdog.exit(), patience).toBe(2);
  expect(existsSync(`${bench.leaseFile}.lock`)).toBe(false);
});

type Pod = {
  readonly id: string;
  readonly endFile: string;
  start(terms: Terms, startId?: string): Child;
};

function openPod(bench: WatchdogBench, endName = "end.json"): Pod {
  const [id, endFile] = [`watchdog-${randomUUID()}`, path.join(bench.folder, endName)];
  return {
    id,
    endFile,
    start: (terms, startId = "s1") =>
      bench.start(terms, {
        argv: ["--end-file", endFile, "--start-id", startId],
        environment: { LABELPOD_POD: id },
      }),
  };
}

/** A process of a pod that is ready for its end. */
async function begin(
  bench: WatchdogBench,
  program: string,
  { id, endFile }: Pick<Pod, "id" | "endFile">,
): Promise<Child> {
  const child = bench.run(["-c", program, endFile], { LABELPOD_POD: id });
  await expect.poll(() => child.output(), patience).not.toBe("");
  return child;
}
