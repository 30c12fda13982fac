import { describe, expect, it } from "vitest";
import { UnknownCreateError } from "../../../src/core/common/errors.ts";
import * as faults from "../../twins/runpod/faults.ts";
import { communitySpec, makeRunpodBench, never, spec } from "../bench.ts";

const clouds = [
  { cloud: "secure", wanted: spec, route: "POST /pods" },
  { cloud: "community", wanted: communitySpec, route: "POST /graphql podFindAndDeployOnDemand" },
] as const;

describe.each(clouds)("create() in the $cloud cloud whose outcome is open", ({ wanted, route }) => {
  it.each([
    { fault: faults.answerLost(), isMade: true },
    { fault: faults.truncated(), isMade: true },
    { fault: faults.serverError(500), isMade: false },
    { fault: faults.serverError(502), isMade: false },
    { fault: faults.hung(), isMade: false, deadlineMs: 300 },
  ])("$fault.name is an UnknownCreateError, sent once", async ({ fault, isMade, deadlineMs }) => {
    await using bench = await makeRunpodBench(deadlineMs === undefined ? {} : { deadlineMs });
    bench.twin.inject({ on: route, fault });

    const made = bench.provider.pods.create(wanted, never);

    await expect(made).rejects.toBeInstanceOf(UnknownCreateError);
    expect(bench.twin.count(route)).toBe(1);
    expect(bench.twin.running()).toHaveLength(isMade ? 1 : 0);
  });

  it("an abort in the middle is an UnknownCreateError", async () => {
    await using bench = await makeRunpodBench();
    bench.twin.inject({ on: route, fault: faults.hung() });
    const shutdown = new AbortController();

    const made = bench.provider.pods.create(wanted, shutdown.signal);
    await expect.poll(() => bench.twin.count(route)).toBe(1);
    shutdown.abort(new Error("shutting down"));

    await expect(made).rejects.toBeInstanceOf(UnknownCreateError);
  });

  it("leaves a pod that is found by its name, and removed", async () => {
    await using bench = await makeRunpodBench();
    bench.twin.inject({ on: route, fault: faults.answerLost() });
    await expect(bench.provider.pods.create(wanted, never)).rejects.toBeInstanceOf(UnknownCreateError);

    const listed = await bench.provider.pods.list(never);
    const found = listed.filter(({ name }) => name === wanted.name);
    for (const { providerPodId } of found) await bench.provider.pods.remove(providerPodId, never);

    expect(found).toHaveLength(1);
    expect(bench.twin.running()).toEqual([]);
  });
});
