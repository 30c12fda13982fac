import { describe, expect, it } from "vitest";
import {
  abandoned,
  attended,
  createWatchdogBench,
  notesOf,
  patience,
  type Terms,
  type WatchdogBench,
} from "./watchdog-bench.ts";
import { day, askPython, isKnown } from "./lease-bench.ts";

describe("a renewal", () => {
  it("counts from its arrival, with all its terms", async () => {
    await using bench = await createWatchdogBench();
    bench.start(attended);
    await isKnown(bench, attended);

    const terms: Terms = { leaseS: 2000, idleS: 700, keepS: 300, limitS: 9000 };
    bench.renew(terms);
    await isKnown(bench, terms);
    // Another number, and the same terms as the first.
    bench.renew(attended);
    await isKnown(bench, attended);

    expect(bench.runpod.questions).toEqual([]);
  });

  it("puts the end of an abandoned pod off, even when that was begun, until the next silence", async () => {
    await using bench = await createWatchdogBench();
    bench.start(abandoned);
    await expect.poll(() => bench.runpod.questions.length, patience).toBeGreaterThan(3);

    bench.renew(attended);
    await isKnown(bench, attended);
    await expect.poll(() => notesOf(bench).at(-1), patience).toBe("called-off");
    const asks = bench.runpod.questions.length;
    bench.renew({ ...attended, leaseS: 1500 });
    await isKnown(bench, { ...attended, leaseS: 1500 });
    const asksLater = bench.runpod.questions.length;
    bench.renew(abandoned);

    await expect.poll(() => bench.runpod.questions.length, patience).toBeGreaterThan(asks);
    expect(asksLater).toBe(asks);
  });

  it("is none when it lay there before: yesterday's lease keeps no pod", async () => {
    await using bench = await createWatchdogBench();
    bench.renew(attended);

    bench.start(abandoned);

    await expect.poll(() => bench.runpod.ways()[0], patience).toBe("action");
  });

  it("is none when it lay there before: yesterday's lease ends no pod", async () => {
    await using bench = await createWatchdogBench();
    bench.writeLease(JSON.stringify({ ...abandoned, limitS: 0, renewal: 1 }));
    bench.start(attended);
    await isKnown(bench, attended);

    bench.writeLease(JSON.stringify({ ...attended, leaseS: 2000, renewal: 2 }));

    await isKnown(bench, { ...attended, leaseS: 2000 });
    expect(bench.runpod.questions).toEqual([]);
  });

  it("counts once, also when its file is written again", async () => {
    await using bench = await createWatchdogBench();
    const questions = `
import json, os, sys
from podlib.files import write_json
from podlib.watchdog.lease import LeaseFile
from podlib.watchdog.log import Log
path = sys.argv[1]
lease = LeaseFile(path, Log(path + ".log"))
def ask(renewal, memo):
    write_json(path, {"renewal": renewal, "leaseS": 1, "idleS": 2, "keepS": 3, "limitS": 4, "memo": memo})
    return [lease.fresh() is not None, lease.fresh() is not None]
print(json.dumps([ask(7, {}), ask(7, {"again": True}), ask(6, {}), ask(7, {})]))
`;

    const told = askPython(questions, bench.leaseFile);

    expect(JSON.parse(told)).toEqual([
      [true, false],
      [false, false],
      [true, false],
      [true, false],
    ]);
  });

  const broken = [
    "",
    "{",
    "[]",
    "null",
    "5",
    "{}",
    JSON.stringify({ ...abandoned, limitS: 0 }),
    JSON.stringify({ ...abandoned, limitS: 0, renewal: "9" }),
    JSON.stringify({ ...abandoned, limitS: 0, renewal: true }),
    JSON.stringify({ ...abandoned, limitS: -1, renewal: 9 }),
    JSON.stringify({ ...abandoned, limitS: "0", renewal: 9 }),
    JSON.stringify({ ...abandoned, limitS: null, renewal: 9 }),
    JSON.stringify({ ...abandoned, limitS: false, renewal: 9 }),
    JSON.stringify({ ...abandoned, limitS: undefined, renewal: 9 }),
    '{"renewal": 9, "leaseS": 0, "idleS": 0, "keepS": 0, "limitS": NaN}',
    '{"renewal": 9, "leaseS": 0, "idleS": 0, "keepS": 0, "limitS": Infinity}',
    '{"renewal": 9, "leaseS": 0, "idleS": 0, "keepS": 0, "limitS": 1e999}',
    "\uFFFF\u0000",
  ];

  it("is none when it is broken, and a good one counts after it", async () => {
    await using bench = await createWatchdogBench();
    bench.start(attended);
    await isKnown(bench, attended);

    for (const [index, content] of broken.entries()) {
      bench.writeLease(content);
      await expect.poll(() => countBroken(bench), patience).toBe(index + 1);
    }
    bench.renew({ ...attended, leaseS: 2000 });

    await isKnown(bench, { ...attended, leaseS: 2000 });
    expect(bench.runpod.questions).toEqual([]);
  });

  it("counts for a month at most", async () => {
    await using bench = await createWatchdogBench();
    bench.start(attended);
    await isKnown(bench, attended);

    bench.renew({ leaseS: 400 * day, idleS: 1e300, keepS: 31 * day, limitS: 400 * day });

    const month = 30 * day;
    await isKnown(bench, { leaseS: month, idleS: month, keepS: month, limitS: month });
    expect(notesOf(bench)).toEqual(["began afresh"]);
  });
});

function countBroken(bench: WatchdogBench): number {
  return notesOf(bench).filter((note) => note === "lease broken").length;
}
