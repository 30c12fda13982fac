import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { totalmem, tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { defaultSettings } from "../../src/core/records/settings.ts";
import { createLocalMarket } from "../../src/local/market.ts";

const never = new AbortController().signal;
let folder = "";

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "labelpod-gpu-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** A machine whose nvidia-smi prints this. */
async function installNvidiaSmi(script: string): Promise<void> {
  await writeFile(path.join(folder, "nvidia-smi"), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}

it("offers the first GPU of the machine for nothing", async () => {
  await installNvidiaSmi('echo "NVIDIA GeForce RTX 4090, 24564"; echo "NVIDIA L4, 23034"');

  const offers = await createLocalMarket({ PATH: folder }).offers(defaultSettings, never);

  expect(offers).toMatchObject([{ gpuName: "NVIDIA GeForce RTX 4090", memoryGib: 24, usdPerHour: 0 }]);
});

it.each(["exit 9", "echo No devices were found", "echo 'NVIDIA-SMI has failed, see the log'"])(
  "offers the CPU with the machine's memory where nvidia-smi answers: %s",
  async (script) => {
    await installNvidiaSmi(script);

    const offers = await createLocalMarket({ PATH: folder }).offers(defaultSettings, never);

    expect(offers).toMatchObject([{ gpuName: "CPU", memoryGib: Math.floor(totalmem() / 2 ** 30) }]);
  },
);

it("offers the CPU where there is no nvidia-smi", async () => {
  const offers = await createLocalMarket({ PATH: folder }).offers(defaultSettings, never);

  expect(offers).toMatchObject([{ gpuName: "CPU" }]);
});
