import { describe, expect, it } from "vitest";
import type { Machine } from "../../src/core/pod.ts";
import { createHostFingerprints } from "../../src/runpod/host-fingerprints.ts";
import { createSecret } from "../../src/secret.ts";
import * as faults from "../twins/runpod/faults.ts";
import { apiKey, createTestClock, makeRunpodBench, type RunpodBench } from "./bench.ts";

const quickMs = 300;

describe("createHostFingerprints()", () => {
  it("reads what the pod has printed at this start", async () => {
    await using bench = await makeRunpodBench();
    const machine = await upMachine(bench);

    const found = await readerOf(bench)(machine);

    expect(found).toEqual(bench.twin.machine(machine.providerPodId)?.hostKeyFingerprints);
  });

  it("knows nothing of a start that is not in the log yet", async () => {
    await using bench = await makeRunpodBench();
    const machine = await upMachine(bench);
    const later = { ...machine, startId: "2099-01-01T00:00:00Z 127.0.0.1:1" };

    expect(await readerOf(bench, quickMs)(later)).toBeUndefined();
  });

  it.each([faults.serverError(500), faults.hung(), faults.answerLost(), faults.forbidden()])(
    "knows nothing when the log can't be read: $name",
    async (fault) => {
      await using bench = await makeRunpodBench();
      const machine = await upMachine(bench);
      bench.twin.inject({ on: "GET /pods/{id}/logs", fault });

      expect(await readerOf(bench, quickMs)(machine)).toBeUndefined();
    },
  );

  it("knows nothing of a pod that is gone", async () => {
    await using bench = await makeRunpodBench();
    const machine = await upMachine(bench);

    expect(await readerOf(bench)({ ...machine, providerPodId: "nosuchpod0000" })).toBeUndefined();
  });
});

async function upMachine(bench: RunpodBench): Promise<Machine> {
  return (await bench.up()).machine;
}

function readerOf(
  { twin, log }: RunpodBench,
  deadlineMs?: number,
): ReturnType<typeof createHostFingerprints> {
  const config = { apiKey: createSecret(apiKey), apiUrl: twin.apiUrl };
  return createHostFingerprints({ config, clock: createTestClock(deadlineMs), log });
}
