import { connect, type Socket } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { createClock } from "../../../src/system/clock.ts";
import { NoCapacityError } from "../../../src/core/common/errors.ts";
import { serverBase } from "../../../src/core/records/server-address.ts";
import { defaultSettings } from "../../../src/core/records/settings.ts";
import { createLabelServer } from "../../../src/monai/label-server.ts";
import { testPods } from "../../contracts/pods.ts";
import { startRecordingsServer } from "../../support/monai-recordings-server.ts";
import { NO_CAPACITY_TEXT } from "../../twins/runpod/answer.ts";
import { createFakePodFactory } from "../../twins/runpod/fake-pods.ts";
import { createAsk } from "../../twins/runpod/twin-client.ts";
import * as faults from "../../twins/runpod/faults.ts";
import { apiKey, communitySpec, image, makeRunpodBench, never, spec } from "../bench.ts";

const clouds = [
  { spec, request: defaultSettings },
  { spec: communitySpec, request: { ...defaultSettings, cloud: "community" } },
] as const;

for (const wanted of clouds)
  testPods(`runpod, ${wanted.request.cloud} cloud`, async () => {
    const bench = await makeRunpodBench();
    return {
      ...wanted,
      provider: bench.provider,
      settle: () => Promise.resolve(),
      [Symbol.asyncDispose]: () => bench[Symbol.asyncDispose](),
    };
  });

describe("create()", () => {
  it("asks for the wished machine", async () => {
    await using bench = await makeRunpodBench();

    const { providerPodId } = await bench.provider.pods.create(spec, never);

    const ask = createAsk(bench.twin.apiUrl);
    const { data } = await ask(`GET /pods/${providerPodId}`, undefined, {
      authorization: `Bearer ${apiKey}`,
    });
    expect(data).toMatchObject({
      name: spec.name,
      image,
      cloud: "SECURE",
      gpu: { id: spec.offer.gpuId, count: 1 },
      dataCenterId: "US-KS-2",
      disk: 10,
      mounts: { persistent: { size: 50, path: "/workspace" } },
      ports: ["8000/tcp", "22/tcp"],
    });
  });

  it("asks for a port of the proxy where that is wished, and is reached through it", async () => {
    const monai = await startRecordingsServer("/a-key");
    onTestFinished(() => monai[Symbol.asyncDispose]());
    const toMonai = (socket: Socket): void => {
      const onward = connect(Number(new URL(monai.url).port), "127.0.0.1");
      socket.pipe(onward).pipe(socket);
      onward.once("error", () => socket.destroy());
    };
    const podFactory = createFakePodFactory({ serve: { 8000: toMonai } });
    await using bench = await makeRunpodBench({ podFactory });
    await using labelServer = createLabelServer({ clock: createClock() });

    const { machine, providerPodId } = await bench.up({ ...spec, access: "proxy" });

    const { ports } = bench.twin.machine(providerPodId)?.address ?? {};
    const base = serverBase({ run: { machine }, request: { ...defaultSettings, access: "proxy" } });
    expect(Object.keys(ports ?? {})).toEqual(["22"]);
    expect(machine.proxyUrl).toContain(`/${providerPodId}/8000`);
    expect(await labelServer.answers({ url: `${base}/a-key` }, never)).toBe(true);
    expect(await labelServer.answers({ url: `${base}/another` }, never)).toBe(false);
  });

  it.each([faults.noCapacity(), faults.noCapacityPlain()])("$name is a NoCapacityError", async (fault) => {
    await using bench = await makeRunpodBench();
    bench.twin.inject({ on: "POST /pods", fault });

    const made = bench.provider.pods.create(spec, never);

    await expect(made).rejects.toBeInstanceOf(NoCapacityError);
    expect(bench.twin.running()).toEqual([]);
  });

  it.each([
    { error: NO_CAPACITY_TEXT, detail: null },
    { detail: NO_CAPACITY_TEXT, error: { code: 17 } },
    { title: NO_CAPACITY_TEXT, status: 400 },
    { title: "Bad Request", detail: "Request failed.", errors: [NO_CAPACITY_TEXT] },
    { errors: [{ message: NO_CAPACITY_TEXT }] },
    { message: NO_CAPACITY_TEXT },
    { error: { message: NO_CAPACITY_TEXT } },
    [NO_CAPACITY_TEXT],
  ])("finds no capacity wherever an error says so: %j", async (body) => {
    await using bench = await makeRunpodBench();
    const fault = { name: "another form", source: "", play: () => ({ status: 400, body }) };
    bench.twin.inject({ on: "POST /pods", fault });

    const made = bench.provider.pods.create(spec, never);

    await expect(made).rejects.toBeInstanceOf(NoCapacityError);
  });

  it.each([null, [], "Bad Request", { detail: "no" }, { errors: [null, 17] }])(
    "takes another refusal for what its status says: %j",
    async (body) => {
      await using bench = await makeRunpodBench();
      const fault = { name: "another form", source: "", play: () => ({ status: 400, body }) };
      bench.twin.inject({ on: "POST /pods", fault });

      const made = bench.provider.pods.create(spec, never);

      await expect(made).rejects.toMatchObject({ code: "runpod-refused" });
    },
  );

  it("finds no capacity where the wished data centers have none", async () => {
    await using bench = await makeRunpodBench();
    const offer = { ...spec.offer, dataCenterIds: ["US-IL-1"] };

    const made = bench.provider.pods.create({ ...spec, offer }, never);

    await expect(made).rejects.toBeInstanceOf(NoCapacityError);
  });

  it("tells where the pod is, also when that is elsewhere than asked", async () => {
    await using bench = await makeRunpodBench();
    bench.twin.inject({ on: "POST /pods", fault: faults.placedElsewhere("EU-RO-1") });

    const made = await bench.provider.pods.create(spec, never);

    expect(made.dataCenterId).toBe("EU-RO-1");
  });
});

describe("list()", () => {
  it("reads all pages", async () => {
    await using bench = await makeRunpodBench({ pageSize: 2 });
    const names = ["a", "b", "c", "d", "e"];
    for (const name of names) await bench.provider.pods.create({ ...spec, name }, never);

    const listed = await bench.provider.pods.list(never);

    expect(listed.map(({ name }) => name)).toEqual(names);
    expect(bench.twin.count("GET /pods")).toBe(3);
  });
});
