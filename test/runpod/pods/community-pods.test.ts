import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { NoCapacityError, UnknownCreateError } from "../../../src/core/common/errors.ts";
import type { PodSpec } from "../../../src/core/records/offer.ts";
import { defaultSettings } from "../../../src/core/records/settings.ts";
import { createRunpodApis } from "../../../src/runpod/apis.ts";
import { createRunpodMarket } from "../../../src/runpod/market/market.ts";
import { createSecret } from "../../../src/config/secret.ts";
import * as faults from "../../twins/runpod/faults.ts";
import * as byGraphql from "../../twins/runpod/graphql-faults.ts";
import { createAsk } from "../../twins/runpod/twin-client.ts";
import {
  apiKey,
  communitySpec,
  makeRunpodBench,
  never,
  publicKey,
  spec,
  type RunpodBench,
} from "../bench.ts";
import { graphql, deploy } from "./community-bench.ts";

const request = { ...defaultSettings, cloud: "community" } as const;

describe("create() in the community cloud", () => {
  it.each(["http", "proxy"] as const)(
    "makes the pod that REST would make in the secure cloud, access %s",
    async (access) => {
      await using bench = await makeRunpodBench();

      const community = await madePod(bench, { ...communitySpec, access });
      const secure = await madePod(bench, { ...spec, access });

      const settings = ["name", "image", "args", "disk", "mounts", "ports", "env", "gpu"];
      for (const name of settings) expect(community[name]).toEqual(secure[name]);
      expect(community).toMatchObject({ cloud: "COMMUNITY", cost: 0.34, dataCenterId: null });
      expect(bench.twin.count("POST /pods")).toBe(1);
    },
  );

  it("asks for a public address", async () => {
    await using bench = await makeRunpodBench();

    const { machine } = await bench.up(communitySpec);

    expect(machine.shell.host).toBe("127.0.0.1");
  });

  it.each([
    ["country", { country: "RO" }],
    ["speed", { minDownloadMbps: 5_000 }],
    ["GPU there", { offer: { ...communitySpec.offer, gpuId: "NVIDIA GeForce RTX 3070" } }],
    ["slice there", { offer: { ...communitySpec.offer, gpuId: "NVIDIA H100 80GB HBM3 MIG 1g.24gb" } }],
  ])("finds no capacity where no host has the wished %s", async (_what, wish) => {
    await using bench = await makeRunpodBench();

    const made = bench.provider.pods.create({ ...communitySpec, ...wish }, never);

    await expect(made).rejects.toBeInstanceOf(NoCapacityError);
    expect(bench.twin.running()).toEqual([]);
  });

  it("has no network volume, and rents nothing in its place", async () => {
    await using bench = await makeRunpodBench();

    const made = bench.provider.pods.create({ ...communitySpec, networkVolumeId: "vol1" }, never);

    await expect(made).rejects.toMatchObject({ code: "volume-needs-secure" });
    expect(bench.twin.requests).toEqual([]);
  });

  it.each([
    { fault: byGraphql.noCapacityByGraphql(), code: "runpod-no-capacity" },
    { fault: byGraphql.graphqlError("INSUFFICIENT_BALANCE"), code: "runpod-no-money" },
    { fault: byGraphql.graphqlError("RUNPOD"), code: "runpod-refused" },
    { fault: byGraphql.graphqlError("GRAPHQL_VALIDATION_FAILED"), code: "runpod-refused" },
    { fault: byGraphql.graphqlError("FORBIDDEN"), code: "runpod-community-forbidden" },
    { fault: faults.forbidden(), code: "runpod-community-forbidden" },
    { fault: faults.unauthorized(), code: "runpod-bad-key" },
    { fault: faults.tooLarge(), code: "runpod-too-large" },
    { fault: byGraphql.graphqlError("INTERNAL_SERVER_ERROR"), code: "runpod-create-unknown" },
    { fault: byGraphql.graphqlError("SOMETHING_NEW"), code: "runpod-create-unknown" },
  ])("$fault.name is $code, asked once", async ({ fault, code }) => {
    await using bench = await makeRunpodBench();
    bench.twin.inject({ on: deploy, fault });

    const made = bench.provider.pods.create(communitySpec, never);

    await expect(made).rejects.toMatchObject({ code });
    expect(bench.twin.count(deploy)).toBe(1);
  });

  it("is told of too little money by the code or by the text", async () => {
    await using bench = await makeRunpodBench({ balanceUsd: 0.1 });

    const made = bench.provider.pods.create(communitySpec, never);

    await expect(made).rejects.toMatchObject({ code: "runpod-no-money" });
  });

  it("counts a pod as made although a field of the answer is an error", async () => {
    await using bench = await makeRunpodBench();
    bench.twin.inject({ on: deploy, fault: withFieldError });

    const { providerPodId, usdPerHour } = await bench.provider.pods.create(communitySpec, never);

    expect(bench.twin.running()).toEqual([providerPodId]);
    expect(usdPerHour).toBe(communitySpec.offer.usdPerHour);
  });
});

it.each([
  ["secure", spec, "POST /pods"],
  ["community", communitySpec, deploy],
] as const)(
  "a GPU that RunPod's %s cloud does not know is refused for good",
  async (_cloud, wanted, route) => {
    await using bench = await makeRunpodBench();
    const offer = { ...wanted.offer, gpuId: "of another provider" };

    const made = bench.provider.pods.create({ ...wanted, offer }, never);

    await expect(made).rejects.toMatchObject({ code: "runpod-refused", retryable: false });
    expect(bench.twin.count(route)).toBe(1);
    expect(bench.twin.running()).toEqual([]);
  },
);

describe("the community cloud once GraphQL is retired", () => {
  it("is refused with a sentence that names the secure cloud, and not asked for any more", async () => {
    await using bench = await makeRunpodBench();
    const { market, pods } = bench.provider;
    bench.twin.inject({ on: graphql, times: 9, fault: faults.gone() });

    const refused = [
      market.offers(request, never),
      market.offers(request, never),
      pods.create(communitySpec, never),
    ];
    const failures = await Promise.allSettled(refused);
    const later = pods.create(communitySpec, never);

    const failure = { code: "runpod-community-retired", retryable: false };
    expect(failures).toMatchObject(refused.map(() => ({ reason: failure })));
    await expect(later).rejects.toMatchObject({
      ...failure,
      userMessage: expect.stringContaining("cloud:secure"),
    });
    expect(later).not.toBeInstanceOf(UnknownCreateError);
    expect(bench.twin.count(graphql)).toBe(3);
  });

  it("is remembered from the first create", async () => {
    await using bench = await makeRunpodBench();
    bench.twin.inject({ on: graphql, fault: faults.gone() });

    const first = bench.provider.pods.create(communitySpec, never);
    await expect(first).rejects.toMatchObject({ code: "runpod-community-retired" });
    const second = bench.provider.market.offers(request, never);

    await expect(second).rejects.toMatchObject({ code: "runpod-community-retired" });
    expect(bench.twin.count(graphql)).toBe(1);
  });

  it("leaves the secure cloud and every stop to REST", async () => {
    await using bench = await makeRunpodBench();
    const { market, pods } = bench.provider;
    const community = await bench.up(communitySpec);
    bench.twin.inject({ on: graphql, times: 9, fault: faults.gone() });
    await market.offers(request, never).catch(() => undefined);
    const asked = bench.twin.count(graphql);

    const secure = await bench.up(spec);
    await pods.stop(community.providerPodId, never, 1);
    await pods.stop(secure.providerPodId, never, 1);

    expect((await market.offers(defaultSettings, never)).length).toBeGreaterThan(0);
    expect(bench.twin.running()).toEqual([]);
    expect(bench.twin.count(graphql)).toBe(asked);
  });
});

describe("secrets", () => {
  it.each([
    faults.forbidden(),
    faults.serverError(500),
    faults.answerLost(),
    faults.hung(),
    byGraphql.graphqlError("INTERNAL_SERVER_ERROR"),
    byGraphql.graphqlError("RUNPOD"),
  ])("no error and no log of a create holds the keys or a text from outside: $name", async (fault) => {
    await using bench = await makeRunpodBench({ deadlineMs: 300 });
    bench.twin.inject({ on: deploy, fault });

    const error: unknown = await bench.provider.pods
      .create(communitySpec, never)
      .catch((failed: unknown) => failed);

    const said = inspect([error, bench.log.entries], { depth: null, showHidden: true });
    expect(said).toContain("RunPod");
    for (const secret of [apiKey, "Bearer", publicKey, "Something went wrong", "upstream failure"])
      expect(said).not.toContain(secret);
  });

  it("a key that somebody put into the address of GraphQL is not logged", async () => {
    await using bench = await makeRunpodBench();
    const { apiUrl, graphqlUrl } = bench.twin;
    const config = {
      apiKey: createSecret("of nobody"),
      apiUrl,
      graphqlUrl: `${graphqlUrl}?api_key=${apiKey}`,
    };
    const apis = createRunpodApis({ config, clock: bench.clock, log: bench.log });
    const offers = createRunpodMarket(apis, { minCuda: undefined, containerDiskGib: 10 }).offers(
      request,
      never,
    );

    await expect(offers).rejects.toMatchObject({ code: "runpod-bad-key" });

    expect(bench.twin.count(graphql)).toBe(0);
    expect(bench.log.entries).toMatchObject([{ data: { method: "POST", path: "/graphql", status: 401 } }]);
    expect(JSON.stringify(bench.log.entries)).not.toContain(apiKey);
  });
});

/** The pod as REST tells it. */
async function madePod({ provider, twin }: RunpodBench, wanted: PodSpec): Promise<Record<string, unknown>> {
  const { providerPodId } = await provider.pods.create(wanted, never);
  const authorization = `Bearer ${apiKey}`;
  const { data } = await createAsk(twin.apiUrl)(`GET /pods/${providerPodId}`, undefined, { authorization });
  return data;
}

/** The pod is made, and its price can't be told. */
const withFieldError: faults.Fault = {
  name: "an error of one field",
  source: "the GraphQL specification, 6.4.4",
  play: async (call) => {
    const answer = await call.proceed();
    const text = JSON.stringify(answer.body).replace('"costPerHr":0.34', '"costPerHr":null');
    return { ...answer, body: { ...JSON.parse(text), errors: [{ message: "no price" }] } };
  },
};
