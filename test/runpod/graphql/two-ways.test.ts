import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import * as faults from "../../twins/runpod/faults.ts";
import { apiKey, makeRunpodBench, never, type RunpodBench } from "../bench.ts";

const restStop = "POST /pods/{id}/action stop";
const restRemove = "DELETE /pods/{id}";
const graphql = "POST /graphql";

/** Faults that an API of RunPod answers with at once and for good. */
const refusals = [faults.unauthorized(), faults.forbidden(), faults.conflict(), faults.gone()];

describe("stop() and remove() by two ways", () => {
  it.each([
    { act: "stop", attempt: 0, asked: [restStop] },
    { act: "stop", attempt: 1, asked: [`${graphql} podStop`] },
    { act: "stop", attempt: 2, asked: [restStop] },
    { act: "remove", attempt: 0, asked: [restRemove] },
    { act: "remove", attempt: 1, asked: [`${graphql} podTerminate`] },
  ] as const)("$act() at attempt $attempt asks $asked alone", async ({ act, attempt, asked }) => {
    await using bench = await makeRunpodBench();
    const { providerPodId } = await bench.up();

    await bench.provider.pods[act](providerPodId, never, attempt);

    expect(endingCalls(bench)).toEqual(asked);
    expect(bench.twin.running()).toEqual([]);
  });

  it.each(refusals)(
    "a stop that REST answers with $name is done by GraphQL in the same call",
    async (fault) => {
      await using bench = await makeRunpodBench();
      const { providerPodId } = await bench.up();
      bench.twin.inject({ on: restStop, fault });

      await bench.provider.pods.stop(providerPodId, never);

      expect(endingCalls(bench)).toEqual([restStop, `${graphql} podStop`]);
      expect(bench.twin.running()).toEqual([]);
    },
  );

  it.each([faults.serverError(500), faults.answerLost(), faults.hung(), faults.truncated()])(
    "a removal that GraphQL answers with $name at an odd attempt is done by REST in the same call",
    async (fault) => {
      await using bench = await makeRunpodBench({ deadlineMs: 300 });
      const { providerPodId } = await bench.up();
      bench.twin.inject({ on: graphql, fault });

      await bench.provider.pods.remove(providerPodId, never, 1);

      expect(endingCalls(bench)).toEqual([`${graphql} podTerminate`, restRemove]);
      expect(bench.twin.running()).toEqual([]);
    },
  );

  it("REST that never answers leaves the stop to GraphQL", async () => {
    await using bench = await makeRunpodBench({ deadlineMs: 300 });
    const { providerPodId } = await bench.up();
    bench.twin.inject({ on: restStop, times: 3, fault: faults.hung() });

    await bench.provider.pods.stop(providerPodId, never);

    expect(bench.twin.running()).toEqual([]);
  });

  it("a stop that one way accepts and ignores is done by the other one at the next attempt", async () => {
    await using bench = await makeRunpodBench();
    const { providerPodId } = await bench.up();
    bench.twin.inject({ on: `${graphql} podStop`, fault: faults.ignored() });

    await bench.provider.pods.stop(providerPodId, never, 1);
    const runningAfterFirst = bench.twin.running();
    await bench.provider.pods.stop(providerPodId, never, 2);

    expect(runningAfterFirst).toEqual([providerPodId]);
    expect(bench.twin.running()).toEqual([]);
  });

  it.each([0, 1])("what both refuse is REST's failure, at attempt %d", async (attempt) => {
    await using bench = await makeRunpodBench();
    const { providerPodId } = await bench.up();
    bench.twin.inject({ on: restStop, fault: faults.forbidden() });
    bench.twin.inject({ on: graphql, fault: faults.unauthorized() });

    const stop = bench.provider.pods.stop(providerPodId, never, attempt);

    await expect(stop).rejects.toMatchObject({ code: "runpod-key-forbidden" });
    expect(bench.twin.running()).toEqual([providerPodId]);
  });

  it("a pod that is gone needs neither, and no failure is made of it", async () => {
    await using bench = await makeRunpodBench();
    bench.twin.inject({ on: restRemove, times: 3, fault: faults.serverError(500) });

    await bench.provider.pods.remove("nosuchpod0000", never, 1);
    await bench.provider.pods.remove("nosuchpod0000", never);

    expect(endingCalls(bench)).toEqual([
      `${graphql} podTerminate`,
      ...Array.from({ length: 3 }, () => restRemove),
      `${graphql} podTerminate`,
    ]);
  });

  it("an abort ends the call, and the other way is not tried", async () => {
    await using bench = await makeRunpodBench();
    const { providerPodId } = await bench.up();
    bench.twin.inject({ on: restStop, fault: faults.hung() });
    const shutdown = new AbortController();
    const reason = new Error("shutting down");

    const stop = bench.provider.pods.stop(providerPodId, shutdown.signal);
    await expect.poll(() => bench.twin.count(restStop)).toBe(1);
    shutdown.abort(reason);

    await expect(stop).rejects.toBe(reason);
    expect(bench.twin.count(graphql)).toBe(0);
  });
});

describe("GraphQL once it is retired", () => {
  it("is said so, and not asked any more", async () => {
    await using bench = await makeRunpodBench();
    const [first, second] = [await bench.up(), await bench.up()];
    bench.twin.inject({ on: graphql, fault: faults.gone() });

    await bench.provider.pods.stop(first.providerPodId, never, 1);
    await bench.provider.pods.stop(second.providerPodId, never, 1);

    const events = bench.log.entries.map(({ event }) => event);
    expect(bench.twin.count(graphql)).toBe(1);
    expect(events.filter((event) => event.includes("has retired its GraphQL API"))).toHaveLength(1);
    expect(bench.twin.running()).toEqual([]);
  });
});

describe("secrets", () => {
  it.each([...refusals, faults.serverError(500), faults.hung(), faults.truncated()])(
    "no error and no log holds the key or a text from outside: $name",
    async (fault) => {
      await using bench = await makeRunpodBench({ deadlineMs: 300 });
      const { providerPodId } = await bench.up();
      bench.twin.inject({ on: restStop, times: 3, fault });
      bench.twin.inject({ on: graphql, fault });

      const error: unknown = await bench.provider.pods
        .stop(providerPodId, never)
        .catch((failed: unknown) => failed);

      const said = inspect([error, bench.log.entries], { depth: null, showHidden: true });
      for (const secret of [apiKey, "Bearer", "upstream failure", "this API is retired"])
        expect(said).not.toContain(secret);
    },
  );
});

/** The requests that end pods, in their order. */
function endingCalls({ twin }: RunpodBench): string[] {
  return twin.requests
    .map(({ route = "", action }) => (action === undefined ? route : `${route} ${action}`))
    .filter((call) => [restStop, restRemove].includes(call) || call.startsWith(graphql));
}
