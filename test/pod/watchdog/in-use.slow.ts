import { describe, expect, it } from "vitest";
import { key, openGate } from "../gate/gate-bench.ts";
import { abandoned, createWatchdogBench, notesOf, patience } from "./watchdog-bench.ts";
import { seen } from "./stop-bench.ts";

describe("a pod whose bot is silent goes on", () => {
  it.each([
    { is: "answering a request", state: { openRequests: 1 } },
    { is: "working", state: { work: ["training"] } },
    { is: "working, though not all can be told", state: { work: ["training"], unknown: ["tasks"] } },
  ])("while it is $is, or while nobody can tell", async ({ state }) => {
    await using bench = await createWatchdogBench();
    bench.noteUse(state);
    bench.start(abandoned);
    await seen(bench, "used");

    // Each one was acted on before the next could be seen.
    bench.noteUse({ unknown: ["tasks"] });
    await seen(bench, "unknown");
    bench.noteUse(state);
    await seen(bench, "used");
    bench.noteUse({ atEpochS: 1 });
    await seen(bench, "unknown");
    bench.noteUse(state);
    await seen(bench, "used");
    const asks = bench.runpod.questions.length;
    bench.noteUse({});

    await expect.poll(() => bench.runpod.questions.length, patience).toBeGreaterThan(0);
    expect(asks).toBe(0);
  });

  it("while the gate's notes can't be understood", async () => {
    await using bench = await createWatchdogBench();
    bench.noteUse({ openRequests: 1 });
    bench.start(abandoned);
    await seen(bench, "used");

    bench.noteUse({ acts: "none" });
    await seen(bench, "unknown");
    bench.noteUse({ openRequests: 1 });
    await seen(bench, "used");

    expect(bench.runpod.questions).toEqual([]);
    expect(bench.log()).toMatch(/ fault AttributeError use\.py:\d+ < /);
  });

  it("while a real gate has a request of a person to answer", async () => {
    await using gate = await openGate();
    await using bench = await createWatchdogBench();
    const open = gate.ask(`POST /${key}/infer/deepedit?hang`, ["Content-Length: 0"]);
    await expect.poll(async () => (await gate.activity())["openRequests"], patience).toBe(1);
    bench.linkHome(gate.home);

    bench.start(abandoned);
    await seen(bench, "used");
    const asks = bench.runpod.questions.length;
    gate.write("release", "");
    await open;

    await expect.poll(() => bench.runpod.questions.length, patience).toBeGreaterThan(0);
    expect(asks).toBe(0);
    expect(notesOf(bench)).toContain("stop idle");
  });

  it("for its idle time after the last thing that somebody did", async () => {
    await using bench = await createWatchdogBench();
    const nowS = Date.now() / 1000;
    bench.writeState({ ...lastLife(nowS), unusedForS: 4000, idleS: 3000 });
    bench.noteUse({ acts: { viewing: Math.floor(nowS - 2000), annotating: Math.floor(nowS - 2500) } });

    bench.start(undefined);

    await seen(bench, "unused");
    expect(bench.runpod.questions).toEqual([]);
    expect(bench.state()?.unusedForS).toBeGreaterThanOrEqual(2000);
    expect(bench.state()?.unusedForS).toBeLessThan(2500);
  });

  it("as if it were now when somebody did something in the future", async () => {
    await using bench = await createWatchdogBench();
    const nowS = Date.now() / 1000;
    bench.writeState({ ...lastLife(nowS), unusedForS: 4000, idleS: 3000 });
    bench.noteUse({ acts: { viewing: Math.floor(nowS + 9000) } });

    bench.start(undefined);

    await seen(bench, "unused");
    expect(bench.runpod.questions).toEqual([]);
    expect(bench.state()?.unusedForS).toBeLessThan(2000);
    bench.renew(abandoned);
    await expect.poll(() => bench.runpod.ways()[0], patience).toBe("action");
  });
});

function lastLife(atEpochS: number): Readonly<Record<string, unknown>> {
  return { atEpochS, startId: null, leaseLeftS: 0, limitLeftS: 5000, keepLeftS: 0 };
}
