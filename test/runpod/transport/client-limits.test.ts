import { describe, expect, it } from "vitest";
import { problem } from "../../twins/runpod/answer.ts";
import { rateLimited } from "../../twins/runpod/faults.ts";
import type { RateWindow } from "../../twins/runpod/rate-windows.ts";
import { communitySpec, makeRunpodBench, never, spec } from "../bench.ts";

const request = {
  cloud: "secure",
  country: "US",
  models: [],
  studies: "synthetic",
  usePretrained: true,
  access: "http",
} as const;

/** Of 40, 2 are kept for stops. */
function window(quota: number, seconds: number): { limits: readonly RateWindow[] } {
  return { limits: [{ name: "minute", quota, seconds }] };
}

describe("RunPod's limit", () => {
  it("is waited for before it is reached, and no request is refused", async () => {
    const clock = { nowMs: 0, now: () => clock.nowMs, sleep: () => Promise.resolve() };
    await using bench = await makeRunpodBench({ ...window(40, 10), clock });
    for (let look = 0; look < 38; look += 1) await bench.provider.pods.list(never);
    clock.nowMs += 10_000;

    await bench.provider.pods.list(never);

    expect(bench.clock.sleptMs).toEqual([expect.closeTo(10_000, -3)]);
    expect(bench.twin.count("GET /pods")).toBe(39);
    expect(bench.log.entries).toContainEqual({
      event: "RunPod's limit leaves nothing for a request now",
      data: { method: "GET", path: "/pods", waitMs: expect.any(Number) },
    });
  });

  it("is left to the caller where it takes long, without asking", async () => {
    await using bench = await makeRunpodBench(window(40, 60));
    for (let look = 0; look < 38; look += 1) await bench.provider.pods.list(never);

    const looked = bench.provider.pods.list(never);
    const offered = bench.provider.market.offers(request, never);

    await expect(looked).rejects.toMatchObject({ code: "runpod-rate-limited", retryable: true });
    await expect(offered).rejects.toMatchObject({ code: "runpod-rate-limited", retryable: true });
    expect(bench.clock.sleptMs).toEqual([]);
    expect(bench.twin.requests).toHaveLength(38);
  });

  it("lets what ends a pod through to the last request, and beyond", async () => {
    await using bench = await makeRunpodBench(window(40, 60));
    const { pods } = bench.provider;
    const { providerPodId } = await pods.create(spec, never);
    for (let look = 0; look < 37; look += 1) await pods.list(never);

    await pods.stop(providerPodId, never);
    await pods.remove(providerPodId, never);
    await pods.remove(providerPodId, never);

    expect(bench.twin.running()).toEqual([]);
    expect(bench.twin.count("DELETE /pods/{id}")).toBe(2);
    // The last one was refused by REST, and done by GraphQL.
    expect(bench.twin.count("POST /graphql podTerminate")).toBe(1);
  });

  it("never holds back a stop: REST is asked for it at once", async () => {
    await using bench = await makeRunpodBench();
    const { providerPodId } = await bench.up();
    bench.twin.inject({ on: "GET /pods", fault: rateLimited(60) });
    await expect(bench.provider.pods.list(never)).rejects.toThrow("rate-limited");

    await bench.provider.pods.stop(providerPodId, never);

    expect(bench.twin.count("POST /pods/{id}/action stop")).toBe(1);
    expect(bench.twin.count("POST /graphql podStop")).toBe(0);
    expect(bench.clock.sleptMs).toEqual([]);
  });

  it("is waited for by RateLimit alone where a refusal doesn't say how long", async () => {
    await using bench = await makeRunpodBench();
    const headers = { ratelimit: '"minute";r=0;t=9' };
    const refusal = { ...problem(429, "rate limit exceeded"), headers };
    bench.twin.inject({ on: "GET /pods", fault: { name: "a refusal", source: "", play: () => refusal } });

    await bench.provider.pods.list(never);

    expect(bench.clock.sleptMs).toEqual([expect.closeTo(9_000, -3)]);
    expect(bench.twin.count("GET /pods")).toBe(2);
  });

  it("that is used up makes no pod, and leaves no doubt about that", async () => {
    await using bench = await makeRunpodBench(window(1, 60));
    await bench.provider.pods.list(never);

    const made = bench.provider.pods.create(spec, never);

    await expect(made).rejects.toMatchObject({ code: "runpod-rate-limited", retryable: true });
    expect(bench.twin.count("POST /pods")).toBe(0);
  });

  it("doesn't outlast an abort", async () => {
    await using bench = await makeRunpodBench(window(40, 10));
    for (let look = 0; look < 38; look += 1) await bench.provider.pods.list(never);

    const looked = bench.provider.pods.list(AbortSignal.abort(new Error("left")));

    await expect(looked).rejects.toThrow("left");
    expect(bench.twin.requests).toHaveLength(38);
  });
});

describe("GraphQL's limit", () => {
  const gpuTypes = "POST /graphql gpuTypes";
  const community = { ...request, cloud: "community" } as const;

  it("is waited for as it says", async () => {
    await using bench = await makeRunpodBench();
    bench.twin.inject({ on: gpuTypes, fault: rateLimited(12) });

    const offers = await bench.provider.market.offers(community, never);

    expect(offers.length).toBeGreaterThan(0);
    expect(bench.clock.sleptMs[0]).toBe(12_000);
    expect(bench.twin.count(gpuTypes)).toBe(3);
  });

  it("is left to the caller where it takes long, and nothing more is asked or made until then", async () => {
    await using bench = await makeRunpodBench();
    bench.twin.inject({ on: gpuTypes, fault: rateLimited(60) });
    const { market, pods } = bench.provider;
    const refusal = { code: "runpod-rate-limited", retryable: true };

    await expect(market.offers(community, never)).rejects.toMatchObject(refusal);
    await expect(market.offers(community, never)).rejects.toMatchObject(refusal);
    await expect(pods.create(communitySpec, never)).rejects.toMatchObject(refusal);

    expect(bench.twin.requests).toHaveLength(1);
    expect(bench.clock.sleptMs).toEqual([]);
  });

  it("holds back neither what ends a pod nor what REST is asked", async () => {
    await using bench = await makeRunpodBench();
    const { providerPodId } = await bench.up();
    bench.twin.inject({ on: gpuTypes, fault: rateLimited(60) });
    await expect(bench.provider.market.offers(community, never)).rejects.toThrow("rate-limited");

    await bench.provider.pods.stop(providerPodId, never, 1);
    const listed = await bench.provider.pods.list(never);

    expect(bench.twin.count("POST /graphql podStop")).toBe(1);
    expect(listed).toMatchObject([{ status: "stopped" }]);
  });

  it("that is told after a create leaves no doubt that there is no pod", async () => {
    await using bench = await makeRunpodBench();
    bench.twin.inject({ on: "POST /graphql podFindAndDeployOnDemand", fault: rateLimited(5) });

    const made = bench.provider.pods.create(communitySpec, never);

    await expect(made).rejects.toMatchObject({ code: "runpod-rate-limited", retryable: true });
    expect(bench.twin.running()).toEqual([]);
  });
});

describe("reading a pod's log", () => {
  it("takes part in the limit of REST", async () => {
    await using bench = await makeRunpodBench(window(40, 60));
    const { providerPodId } = await bench.up();
    const log = { path: `/pods/${providerPodId}/logs`, query: { source: "container" } };
    const first = await bench.apis.rest.open(log, AbortSignal.timeout(3_000));
    first.stream?.destroy();
    for (let look = bench.twin.requests.length; look < 38; look += 1) await bench.provider.pods.list(never);

    const second = await bench.apis.rest.open(log, never);

    expect([first.status, second.status]).toEqual([200, 429]);
    expect(bench.twin.requests).toHaveLength(38);
  });
});
