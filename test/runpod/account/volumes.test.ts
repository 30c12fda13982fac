import { describe, expect, it } from "vitest";
import type { Volumes } from "../../../src/core/ports/account.ts";
import { chooseGpu } from "../../../src/core/market/choose-gpu.ts";
import { UnknownCreateError } from "../../../src/core/common/errors.ts";
import { defaultSettings } from "../../../src/core/records/settings.ts";
import { testVolumes } from "../../contracts/volumes.ts";
import * as faults from "../../twins/runpod/faults.ts";
import { makeRunpodBench, never, spec, type RunpodBench } from "../bench.ts";

/** For a request that is to be answered before others are not. */
const none: faults.Fault = { name: "none", source: "", play: (call) => call.proceed() };

const wished = { name: "labelpod-test01-studies", sizeGib: 100, dataCenterId: "US-KS-2" };

testVolumes("runpod", async () => {
  const bench = await makeRunpodBench();
  return {
    provider: { pods: bench.provider.pods, volumes: volumesOf(bench) },
    spec,
    place: "US-KS-2",
    [Symbol.asyncDispose]: () => bench[Symbol.asyncDispose](),
  };
});

describe("create() whose outcome is open", () => {
  it.each([faults.answerLost(), faults.truncated()])(
    "$name: the volume is found by its name, and there is one",
    async (fault) => {
      await using bench = await makeRunpodBench();
      bench.twin.inject({ on: "POST /network-volumes", fault });

      const made = await volumesOf(bench).create(wished, never);

      expect(made).toMatchObject(wished);
      expect(await volumesOf(bench).list(never)).toEqual([made]);
      expect(bench.twin.count("POST /network-volumes")).toBe(1);
    },
  );

  it.each([
    { fault: faults.serverError(500) },
    { fault: faults.serverError(502) },
    { fault: faults.hung(), deadlineMs: 300 },
  ])("$fault.name is an UnknownCreateError, sent once", async ({ fault, deadlineMs }) => {
    await using bench = await makeRunpodBench(deadlineMs === undefined ? {} : { deadlineMs });
    bench.twin.inject({ on: "POST /network-volumes", fault });

    const made = volumesOf(bench).create(wished, never);

    await expect(made).rejects.toBeInstanceOf(UnknownCreateError);
    expect(bench.twin.count("POST /network-volumes")).toBe(1);
  });

  it("stays open when it can't be looked for", async () => {
    await using bench = await makeRunpodBench();
    bench.twin.inject({ on: "POST /network-volumes", fault: faults.answerLost() });
    bench.twin.inject({ on: "GET /network-volumes", fault: none });
    bench.twin.inject({ on: "GET /network-volumes", fault: faults.unauthorized() });

    const made = volumesOf(bench).create(wished, never);

    await expect(made).rejects.toBeInstanceOf(UnknownCreateError);
    expect(await volumesOf(bench).list(never)).toHaveLength(1);
  });

  it("an abort in the middle is an UnknownCreateError", async () => {
    await using bench = await makeRunpodBench();
    bench.twin.inject({ on: "POST /network-volumes", fault: faults.hung() });
    const shutdown = new AbortController();

    const made = volumesOf(bench).create(wished, shutdown.signal);
    await expect.poll(() => bench.twin.count("POST /network-volumes")).toBe(1);
    shutdown.abort(new Error("shutting down"));

    await expect(made).rejects.toBeInstanceOf(UnknownCreateError);
  });
});

const refusals = [
  { fault: faults.unauthorized(), code: "runpod-bad-key" },
  { fault: faults.insufficientBalance(), code: "volume-no-money" },
  { fault: faults.forbidden(), code: "runpod-key-forbidden" },
  { fault: faults.conflict(), code: "runpod-conflict" },
  { fault: faults.gone(), code: "runpod-retired" },
  { fault: faults.unprocessable("planted"), code: "volume-refused" },
  { fault: faults.rateLimited(3600), code: "runpod-rate-limited" },
] as const;

describe("what RunPod refuses", () => {
  it.each(refusals)("$fault.name in a create is $code, and nothing is made", async ({ fault, code }) => {
    await using bench = await makeRunpodBench();
    bench.twin.inject({ on: "POST /network-volumes", fault });

    const made = volumesOf(bench).create(wished, never);

    await expect(made).rejects.toMatchObject({ code });
    expect(bench.twin.count("POST /network-volumes")).toBe(1);
  });

  it.each([
    { fault: faults.serverError(500), code: "runpod-broken" },
    { fault: faults.truncated(), code: "runpod-unreadable" },
    { fault: faults.answerLost(), code: "runpod-unreachable" },
    { fault: faults.gone(), code: "runpod-retired" },
  ])("$fault.name in a list is $code", async ({ fault, code }) => {
    await using bench = await makeRunpodBench();
    bench.twin.inject({ on: "GET /network-volumes", times: 3, fault });

    await expect(volumesOf(bench).list(never)).rejects.toMatchObject({ code });
  });

  it("nothing is made while it is not known what is there", async () => {
    await using bench = await makeRunpodBench();
    bench.twin.inject({ on: "GET /network-volumes", times: 3, fault: faults.serverError(500) });

    await expect(volumesOf(bench).create(wished, never)).rejects.toMatchObject({ code: "runpod-broken" });

    expect(bench.twin.count("POST /network-volumes")).toBe(0);
  });

  it.each([
    { fault: faults.conflict(), code: "volume-in-use" },
    { fault: faults.forbidden(), code: "runpod-key-forbidden" },
    { fault: faults.serverError(502), code: "runpod-broken" },
  ])("$fault.name in a deletion is $code", async ({ fault, code }) => {
    await using bench = await makeRunpodBench();
    const { id } = await volumesOf(bench).create(wished, never);
    bench.twin.inject({ on: "DELETE /network-volumes/{id}", times: 3, fault });

    await expect(volumesOf(bench).remove(id, never)).rejects.toMatchObject({ code });

    expect(await volumesOf(bench).list(never)).toHaveLength(1);
  });

  it.each([
    { fault: faults.insufficientBalance(), code: "volume-no-money" },
    { fault: faults.forbidden(), code: "runpod-key-forbidden" },
    { fault: faults.notFound(), code: "volume-gone" },
    { fault: faults.unprocessable("planted"), code: "volume-refused" },
    { fault: faults.serverError(500), code: "runpod-broken" },
    { fault: faults.truncated(), code: "runpod-unreadable" },
  ])("$fault.name when it is to grow is $code", async ({ fault, code }) => {
    await using bench = await makeRunpodBench();
    const { id } = await volumesOf(bench).create(wished, never);
    bench.twin.inject({ on: "PATCH /network-volumes/{id}", times: 3, fault });

    await expect(volumesOf(bench).grow(id, 200, never)).rejects.toMatchObject({ code });
  });

  it("a lost answer when it grows is asked again, and it grows once", async () => {
    await using bench = await makeRunpodBench();
    const { id } = await volumesOf(bench).create(wished, never);
    bench.twin.inject({ on: "PATCH /network-volumes/{id}", fault: faults.answerLost() });

    const grown = await volumesOf(bench).grow(id, 200, never);

    expect(grown.sizeGib).toBe(200);
    expect(await volumesOf(bench).list(never)).toEqual([grown]);
  });

  it("an answer that never comes is given up", async () => {
    await using bench = await makeRunpodBench({ deadlineMs: 100 });
    bench.twin.inject({ on: "GET /network-volumes", times: 3, fault: faults.hung() });

    await expect(volumesOf(bench).list(never)).rejects.toMatchObject({ code: "runpod-unreachable" });
  });

  it("a size that is told as it was before is no success, and is asked for again", async () => {
    await using bench = await makeRunpodBench();
    const { id } = await volumesOf(bench).create(wished, never);
    const body = { id, name: wished.name, size: 100, dataCenter: "US-KS-2", type: "STANDARD" };
    bench.twin.inject({ on: "PATCH /network-volumes/{id}", fault: answering(body) });

    const refused = volumesOf(bench).grow(id, 200, never);

    await expect(refused).rejects.toMatchObject({ code: "volume-still-smaller", retryable: true });
    expect(await volumesOf(bench).grow(id, 200, never)).toMatchObject({ id, sizeGib: 200 });
  });

  it("a smaller size is not even asked for", async () => {
    await using bench = await makeRunpodBench();
    const { id } = await volumesOf(bench).create(wished, never);

    await expect(volumesOf(bench).grow(id, 99, never)).rejects.toMatchObject({ code: "volume-only-grows" });

    expect(bench.twin.count("PATCH /network-volumes/{id}")).toBe(0);
  });
});

describe("list()", () => {
  it("has the volumes of all pages", async () => {
    await using bench = await makeRunpodBench();
    const volume = { name: "studies", size: 100, dataCenter: "US-KS-2", type: "STANDARD" };
    const on = "GET /network-volumes";
    const pagination = { nextCursor: "more", hasNextPage: true };
    bench.twin.inject({
      on,
      fault: answering({ networkVolumes: [{ ...volume, id: "first" }], pagination }),
    });
    bench.twin.inject({ on, fault: answering({ networkVolumes: [{ ...volume, id: "second" }] }) });

    const listed = await volumesOf(bench).list(never);

    expect(listed.map(({ id }) => id)).toEqual(["first", "second"]);
  });
});

describe("a pod on a volume", () => {
  it("is offered what its data center has, whatever country the team likes best", async () => {
    await using bench = await makeRunpodBench();
    const request = { ...defaultSettings, country: "US", dataCenterIds: ["EU-RO-1"] };

    const offers = await bench.provider.market.offers(request, never);

    const free = chooseGpu(offers, request, defaultSettings);
    expect(free.map(({ dataCenterIds }) => dataCenterIds)).toContainEqual(["EU-RO-1"]);
  });
});

describe("places()", () => {
  it("are those that have volumes of the kind whose price is known", async () => {
    await using bench = await makeRunpodBench();

    expect(await volumesOf(bench).places(never)).toEqual(["US-KS-2", "US-IL-1", "EU-RO-1"]);
  });
});

function answering(body: unknown): faults.Fault {
  return { name: "another answer", source: "", play: () => ({ status: 200, body }) };
}

function volumesOf({ provider }: RunpodBench): Volumes {
  if (provider.volumes === undefined) throw new Error("RunPod has network volumes");
  return provider.volumes;
}
