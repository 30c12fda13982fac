import { describe, expect, it } from "vitest";
import { UnknownCreateError } from "../../src/core/errors.ts";
import * as faults from "../twins/runpod/faults.ts";
import { makeRunpodBench, never, spec } from "./bench.ts";

describe("create() whose outcome is open", () => {
  it.each([
    { fault: faults.answerLost(), isMade: true },
    { fault: faults.truncated(), isMade: true },
    { fault: faults.serverError(500), isMade: false },
    { fault: faults.serverError(502), isMade: false },
    { fault: faults.hung(), isMade: false, deadlineMs: 300 },
  ])("$fault.name is an UnknownCreateError, sent once", async ({ fault, isMade, deadlineMs }) => {
    await using bench = await makeRunpodBench(deadlineMs === undefined ? {} : { deadlineMs });
    bench.twin.inject({ on: "POST /pods", fault });

    const made = bench.provider.pods.create(spec, never);

    await expect(made).rejects.toBeInstanceOf(UnknownCreateError);
    expect(bench.twin.count("POST /pods")).toBe(1);
    expect(bench.twin.running()).toHaveLength(isMade ? 1 : 0);
  });

  it("an abort in the middle is an UnknownCreateError", async () => {
    await using bench = await makeRunpodBench();
    bench.twin.inject({ on: "POST /pods", fault: faults.hung() });
    const shutdown = new AbortController();

    const made = bench.provider.pods.create(spec, shutdown.signal);
    await expect.poll(() => bench.twin.count("POST /pods")).toBe(1);
    shutdown.abort(new Error("shutting down"));

    await expect(made).rejects.toBeInstanceOf(UnknownCreateError);
  });

  it("leaves a pod that is found by its name, and removed", async () => {
    await using bench = await makeRunpodBench();
    bench.twin.inject({ on: "POST /pods", fault: faults.answerLost() });
    await expect(bench.provider.pods.create(spec, never)).rejects.toBeInstanceOf(UnknownCreateError);

    const listed = await bench.provider.pods.list(never);
    const found = listed.filter(({ name }) => name === spec.name);
    for (const { providerPodId } of found) await bench.provider.pods.remove(providerPodId, never);

    expect(found).toHaveLength(1);
    expect(bench.twin.running()).toEqual([]);
  });
});
