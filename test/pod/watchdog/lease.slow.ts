import { cpSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import {
  abandoned,
  attended,
  createWatchdogBench,
  isRunning,
  notesOf,
  patience,
  type Terms,
  watchdog,
} from "./watchdog-bench.ts";
import { day, askPython, isKnown } from "./lease-bench.ts";

it.each([undefined, "{", '{"leaseS": 1}'])(
  "a pod that was started with the lease %s has a usual one",
  async (lease) => {
    await using bench = await createWatchdogBench();

    bench.start(undefined, { environment: lease === undefined ? {} : { LABELPOD_LEASE: lease } });

    await isKnown(bench, { leaseS: 1800, idleS: 4500, keepS: 0, limitS: day / 2 });
    expect(notesOf(bench)).toContain("lease default");
  },
);

describe("a watchdog that starts again", () => {
  const first: Terms = { leaseS: 500, idleS: 0, keepS: 500, limitS: 500 };

  it("goes on where the last one was killed: nothing is extended", async () => {
    await using bench = await createWatchdogBench();
    const killed = bench.start(first);
    await isKnown(bench, first);
    await killed.end();
    const asks = bench.runpod.questions.length;

    // As if it had been away for ten minutes less some seconds.
    bench.writeState({ ...bench.state(), atEpochS: (bench.state()?.atEpochS ?? 0) - 580 });
    bench.start(first);

    await expect.poll(() => notesOf(bench), patience).toContain("stop limit");
    expect(notesOf(bench)).toContain("began again");
    expect(asks).toBe(0);
  });

  it("goes on with what is left of its lease", async () => {
    await using bench = await createWatchdogBench();
    bench.writeState({
      ...left,
      leaseLeftS: 1000,
      keepLeftS: 700,
      idleS: 300,
      unusedForS: 40,
      atEpochS: secondsAgo(100),
    });

    bench.start(abandoned);

    await isKnown(bench, { leaseS: 900, keepS: 600, idleS: 300, limitS: 4900 });
    expect(bench.state()?.unusedForS).toBeGreaterThan(139);
  });

  it.each([
    { is: "is too old", state: { atEpochS: secondsAgo(700) } },
    { is: "is of the future", state: { atEpochS: secondsAgo(-3600) } },
    { is: "is of another start", state: { startId: "another" } },
    { is: "is not whole", state: { limitLeftS: undefined } },
    { is: "has no numbers", state: { limitLeftS: "0" } },
  ])("begins afresh when what was kept $is", async ({ state }) => {
    await using bench = await createWatchdogBench();
    bench.writeState({ ...left, limitLeftS: 0, atEpochS: secondsAgo(1), ...state });

    bench.start(attended);

    await isKnown(bench, attended);
    expect(notesOf(bench)).toEqual(["began afresh"]);
    expect(bench.runpod.questions).toEqual([]);
  });
});

describe("one lease has one watchdog:", () => {
  it("a second one ends at once and changes nothing", async () => {
    await using bench = await createWatchdogBench();
    bench.start(attended);
    await isKnown(bench, attended);

    const second = bench.start({ ...abandoned, limitS: 0 });

    await expect.poll(() => second.exit(), patience).toBe(0);
    bench.renew({ ...attended, leaseS: 2000 });
    await isKnown(bench, { ...attended, leaseS: 2000 });
    expect(notesOf(bench)).toEqual(["began afresh"]);
  });

  it.each(["SIGTERM", "SIGHUP"] as const)(
    "by %s it ends in peace, and another one can take over",
    async (name) => {
      await using bench = await createWatchdogBench();
      const child = bench.start(attended);
      await isKnown(bench, attended);

      child.kill(name);
      await expect.poll(() => child.exit(), patience).toBe(0);
      const next = bench.start(attended);

      await expect.poll(() => notesOf(bench), patience).toEqual(["began afresh", "began again"]);
      expect(child.output()).toBe("");
      expect(isRunning(next.pid)).toBe(true);
    },
  );

  it("what it writes is its owner's alone", async () => {
    await using bench = await createWatchdogBench();

    bench.start(attended);
    // The first look is the last thing that is written for a while.
    await expect.poll(() => bench.state()?.use, patience).toBe("unused");

    const folder = path.dirname(bench.leaseFile);
    const files = readdirSync(folder).toSorted();
    const [, ...privateModes] = files.map((name) => statSync(path.join(folder, name)).mode & 0o777);
    expect(files).toEqual(["lease.json.lock", "lease.json.log", "lease.json.state.json"]);
    expect(privateModes).toEqual([0o600, 0o600]);
  });

  it("its notes have a bound, and the last ones stay", async () => {
    await using bench = await createWatchdogBench();
    writeFileSync(`${bench.leaseFile}.log`, "1 an old note\n".repeat(5000));

    bench.start(attended);
    await isKnown(bench, attended);

    expect(bench.log()).toMatch(/^1 an old note\n/);
    expect(notesOf(bench).slice(-2)).toEqual(["an old note", "began afresh"]);
    expect(bench.log().length).toBeLessThan(64 * 1024);
  });
});

it("nothing but the modules that it names has to be beside it", async () => {
  await using bench = await createWatchdogBench();
  const bundle = path.join(bench.folder, "bundle");
  const named = / nothing else: ([^.]+)\./.exec(readFileSync(watchdog, "utf8"))?.[1]?.split(/,\s+/) ?? [];
  for (const file of ["watchdog.py", ...named.map((name) => `podlib/${name}.py`)])
    cpSync(path.join(path.dirname(watchdog), file), path.join(bundle, file));
  bench.runpod.answer("graphql", { status: 200, body: { data: {} } });

  bench.start(abandoned, { program: path.join(bundle, "watchdog.py") });

  await expect.poll(() => notesOf(bench), patience).toContain("accepted graphql 200");
  const needed = readdirSync(path.join(path.dirname(watchdog), "podlib/watchdog")).filter((name) =>
    /^[a-z].*\.py$/.test(name),
  );
  expect(named).toEqual(
    expect.arrayContaining(needed.map((name) => `watchdog/${path.basename(name, ".py")}`)),
  );
});

it("an answer that does not end is ended", () => {
  const program = `
import time
from podlib.watchdog.http import deadline
try:
    with deadline(0.01):
        time.sleep(600)
except TimeoutError:
    print("ended")
`;
  expect(askPython(program)).toBe("ended\n");
});

it("what the container was started with is known also where this process has less", async () => {
  await using bench = await createWatchdogBench();
  const file = path.join(bench.folder, "environ");
  writeFileSync(file, "RUNPOD_POD_ID=first\0RUNPOD_API_KEY=of the first\0EMPTY=\0A=b=c\0");
  const program = `
import json, os, sys
from podlib.watchdog.environment import container_environment
os.environ.update(RUNPOD_POD_ID="own", RUNPOD_API_KEY="")
found = container_environment(sys.argv[1])
print(json.dumps([found["RUNPOD_POD_ID"], found["RUNPOD_API_KEY"], found["A"], "PATH" in container_environment("/none")]))
`;
  const told = askPython(program, file);

  expect(JSON.parse(told)).toEqual(["own", "of the first", "b=c", true]);
});

const left = {
  startId: null,
  use: "unused",
  leaseLeftS: 1000,
  limitLeftS: 5000,
  keepLeftS: 0,
  idleS: 0,
  unusedForS: 0,
};

function secondsAgo(seconds: number): number {
  return Date.now() / 1000 - seconds;
}
