import { describe, expect, it } from "vitest";
import { NoCapacityError } from "../../../src/core/common/errors.ts";
import * as faults from "../../twins/runpod/faults.ts";
import { startedWithoutGpu } from "../../twins/runpod/state-faults.ts";
import { createAsk } from "../../twins/runpod/twin-client.ts";
import { apiKey, makeRunpodBench, never, type RunpodBench } from "../bench.ts";

describe("start() and stop()", () => {
  it("start() says that the host has no GPU, and the pod stays stopped", async () => {
    await using bench = await makeRunpodBench();
    const { providerPodId } = await bench.up();
    await bench.provider.pods.stop(providerPodId, never);
    bench.twin.inject({ on: "POST /pods/{id}/action start", fault: faults.startRefused() });

    const start = bench.provider.pods.start(providerPodId, never);

    await expect(start).rejects.toBeInstanceOf(NoCapacityError);
    await expect(start).rejects.toMatchObject({ code: "runpod-host-full" });
    expect(bench.twin.running()).toEqual([]);
  });

  it("a pod that was started without its GPU tells that it has none", async () => {
    await using bench = await makeRunpodBench();
    const { providerPodId, gpuCount } = await bench.up();
    await bench.provider.pods.stop(providerPodId, never);
    bench.twin.inject({ on: "POST /pods/{id}/action start", fault: startedWithoutGpu() });

    await bench.provider.pods.start(providerPodId, never);

    await bench.twin.advance(providerPodId);
    const pod = await bench.provider.pods.get(providerPodId, never);
    expect(gpuCount).toBe(1);
    expect(pod).toMatchObject({ status: "running", gpuId: "NVIDIA GeForce RTX 4090", gpuCount: 0 });
  });

  it("stop() of a pod that refuses it and runs on is an error that may pass", async () => {
    await using bench = await makeRunpodBench();
    const { providerPodId } = await bench.up();
    await lock(bench, providerPodId);

    const stop = bench.provider.pods.stop(providerPodId, never);

    await expect(stop).rejects.toMatchObject({ code: "runpod-conflict", retryable: true });
    expect(bench.twin.running()).toEqual([providerPodId]);
  });

  it("start() of a pod that refuses it and stays stopped is an error that may pass", async () => {
    await using bench = await makeRunpodBench();
    const { providerPodId } = await bench.up();
    await bench.provider.pods.stop(providerPodId, never);
    bench.twin.inject({ on: "POST /pods/{id}/action start", fault: faults.conflict() });

    const start = bench.provider.pods.start(providerPodId, never);

    await expect(start).rejects.toMatchObject({ code: "runpod-conflict", retryable: true });
  });

  it("a stop whose answer is lost is asked for again and counts once", async () => {
    await using bench = await makeRunpodBench();
    const { providerPodId } = await bench.up();
    bench.twin.inject({ on: "POST /pods/{id}/action stop", fault: faults.answerLost() });

    await bench.provider.pods.stop(providerPodId, never);

    expect(bench.twin.count("POST /pods/{id}/action stop")).toBe(2);
    expect(await bench.provider.pods.get(providerPodId, never)).toMatchObject({ status: "stopped" });
  });

  it("stop() of a pod that is gone is no error", async () => {
    await using bench = await makeRunpodBench();

    await expect(bench.provider.pods.stop("nosuchpod0000", never)).resolves.toBeUndefined();
  });

  it("an ignored stop is read back as running", async () => {
    await using bench = await makeRunpodBench();
    const { providerPodId } = await bench.up();
    bench.twin.inject({ on: "POST /pods/{id}/action stop", fault: faults.ignored() });

    await bench.provider.pods.stop(providerPodId, never);

    expect(await bench.provider.pods.get(providerPodId, never)).toMatchObject({ status: "running" });
  });
});

describe("get()", () => {
  it("says what RunPod says of a pod that was just made: that there is none", async () => {
    await using bench = await makeRunpodBench();
    const { providerPodId } = await bench.up();
    bench.twin.inject({ on: "GET /pods/{id}", fault: faults.notFound() });

    expect(await bench.provider.pods.get(providerPodId, never)).toBeUndefined();
    expect(await bench.provider.pods.get(providerPodId, never)).toMatchObject({ status: "running" });
  });

  it("takes the address of the run before for another start than the present one", async () => {
    await using bench = await makeRunpodBench();
    const { providerPodId } = await bench.up();
    await bench.provider.pods.stop(providerPodId, never);
    await bench.provider.pods.start(providerPodId, never);
    await bench.twin.advance(providerPodId);
    bench.twin.inject({ on: "GET /pods/{id}", fault: faults.staleAddress() });

    const stale = await bench.provider.pods.get(providerPodId, never);
    const fresh = await bench.provider.pods.get(providerPodId, never);

    expect(stale?.machine?.shell).not.toEqual(fresh?.machine?.shell);
    expect(stale?.machine?.startId).not.toBe(fresh?.machine?.startId);
  });
});

/** As somebody does in RunPod's console: it can't be stopped from then on. */
async function lock({ twin }: RunpodBench, providerPodId: string): Promise<void> {
  const authorization = `Bearer ${apiKey}`;
  await createAsk(twin.apiUrl)(`PATCH /pods/${providerPodId}`, { locked: true }, { authorization });
}
