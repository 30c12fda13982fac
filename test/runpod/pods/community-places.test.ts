import { describe, expect, it } from "vitest";
import * as faults from "../../twins/runpod/faults.ts";
import * as byGraphql from "../../twins/runpod/graphql-faults.ts";
import { communitySpec, makeRunpodBench, never, spec } from "../bench.ts";
import { deploy } from "./community-bench.ts";

const locate = "POST /graphql pod";

describe("where a community pod is", () => {
  it("is told by GraphQL once that knows it, and asked for no more then", async () => {
    await using bench = await makeRunpodBench({ start: "by-hand" });
    const { pods } = bench.provider;
    const { providerPodId } = await pods.create(communitySpec, never);

    const early = await pods.get(providerPodId, never);
    await bench.twin.advance(providerPodId);
    const later = [await pods.get(providerPodId, never), await pods.get(providerPodId, never)];

    expect(early).not.toHaveProperty("country");
    expect(later.map((pod) => pod?.country)).toEqual(["US", "US"]);
    expect(bench.twin.count(locate)).toBe(2);
  });

  it("is not asked of a pod that is down, nor of one in RunPod's own data centers", async () => {
    await using bench = await makeRunpodBench();
    const { pods } = bench.provider;
    const { providerPodId } = await pods.create(communitySpec, never);
    const secure = await bench.up(spec);

    await pods.stop(providerPodId, never);
    const stopped = await pods.get(providerPodId, never);

    expect([stopped, secure].map((pod) => pod?.country)).toEqual([undefined, undefined]);
    expect(bench.twin.count(locate)).toBe(0);
  });

  it.each([
    faults.gone(),
    faults.forbidden(),
    faults.serverError(500),
    faults.hung(),
    byGraphql.graphqlError("GRAPHQL_VALIDATION_FAILED"),
  ])("is left open, and the pod goes on, where that can't be read: $name", async (fault) => {
    await using bench = await makeRunpodBench({ deadlineMs: 300 });
    const { providerPodId } = await bench.provider.pods.create(communitySpec, never);
    bench.twin.inject({ on: locate, fault });

    const pod = await bench.provider.pods.get(providerPodId, never);

    expect(pod).toMatchObject({ providerPodId, status: expect.stringMatching(/running|provisioning/) });
    expect(pod).not.toHaveProperty("country");
    expect(bench.twin.count(locate)).toBe(1);
  });

  it("is asked again where GraphQL does not know the pod yet, and no more when it never does", async () => {
    await using bench = await makeRunpodBench();
    const { pods } = bench.provider;
    const { providerPodId } = await pods.create(communitySpec, never);
    const unknown = byGraphql.graphqlError("RUNPOD");
    bench.twin.inject({ on: locate, fault: unknown });

    const early = await pods.get(providerPodId, never);
    const later = await pods.get(providerPodId, never);

    expect([early?.country, later?.country]).toEqual([undefined, "US"]);
    const other = await pods.create({ ...communitySpec, name: `${communitySpec.name}-2` }, never);
    const before = bench.twin.count(locate);
    bench.twin.inject({ on: locate, times: 9, fault: unknown });
    for (let look = 0; look < 7; look += 1) await pods.get(other.providerPodId, never);
    expect(bench.twin.count(locate) - before).toBe(5);
  });

  it("is told as it is, when it is not where it was asked for", async () => {
    await using bench = await makeRunpodBench();
    const { providerPodId } = await bench.provider.pods.create(communitySpec, never);
    bench.twin.inject({ on: locate, fault: byGraphql.locatedIn("ro") });

    expect(await bench.provider.pods.get(providerPodId, never)).toMatchObject({ country: "RO" });
  });
});

it("a community pod without a public address runs, and is never reached", async () => {
  await using bench = await makeRunpodBench();
  bench.twin.inject({ on: deploy, fault: byGraphql.withoutPublicAddress() });
  const { pods } = bench.provider;
  const { providerPodId } = await pods.create(communitySpec, never);
  await bench.twin.advance(providerPodId);

  const first = await pods.get(providerPodId, never);
  await pods.stop(providerPodId, never);
  await pods.start(providerPodId, never);
  await bench.twin.advance(providerPodId);
  const second = await pods.get(providerPodId, never);

  expect([first, second]).toMatchObject([{ status: "running" }, { status: "running" }]);
  expect([first?.machine, second?.machine]).toEqual([undefined, undefined]);
});
