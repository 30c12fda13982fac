import { expect, test } from "vitest";
import { defaultSettings } from "../../src/core/records/settings.ts";
import { chooseGpu } from "../../src/core/market/choose-gpu.ts";
import { defaultStock, type DataCenterStock, type GpuStock } from "../twins/runpod/stock.ts";
import { communitySpec, makeRunpodBench, never, spec, type RunpodBench } from "./bench.ts";
import { createRunpodTeam, type RunpodTeam } from "./runpod-team.ts";

const create = "POST /pods";
const old = { cudaVersions: ["12.4"] };

test.each(["secure", "community"])(
  "the favourite GPU in the %s cloud is rented on a host that starts the usual image",
  async (cloud) => {
    await using team = await createRunpodTeam();

    await team.say(`pod up cloud:${cloud}`);

    await team.reads(/is live/);
    const [pod] = await team.pods();
    expect(pod?.offer).toMatchObject({ gpuName: "RTX 4090", cloud, minCuda: "12.8" });
    expect(team.twin.billing()).toHaveLength(1);
  },
);

test("a GeForce is never rented on a host that can't start the image", async () => {
  await using team = await createRunpodTeam({ stock: stockOf("NVIDIA GeForce RTX 4090", old) });

  await team.say("pod up gpu:4090");
  const told = await team.reads(/summary of this run/);

  expect(told).toContain("no GPU of that kind there now");
  expect(team.twin.billing()).toEqual([]);
});

test("a GeForce whose new hosts are taken meanwhile is not asked for on others", async () => {
  await using team = await createRunpodTeam({ stock: stockOf("NVIDIA GeForce RTX 4090", {}) });
  team.plant("no-capacity");

  await team.say("pod up gpu:4090");
  await team.reads(/summary of this run/);

  expect(team.twin.count(create)).toBe(1);
  expect(await team.reads(/did not come up/)).toContain("none free on a host with CUDA 12.8 or newer");
});

test("a professional card is rented on an older host where no newer one is free", async () => {
  await using team = await createRunpodTeam({ stock: stockOf("NVIDIA RTX A5000", old) });

  await team.say("pod up");
  await team.reads(/is live/);

  expect((await offers(team))[0]).not.toHaveProperty("minCuda");
  expect(team.twin.count(create)).toBe(1);
});

test("one whose newer hosts are taken meanwhile is asked for once more, and its record says how it was had", async () => {
  await using team = await createRunpodTeam({ stock: stockOf("NVIDIA RTX A5000", {}) });
  team.plant("no-capacity");

  await team.say("pod up");
  await team.reads(/is live/);

  const [pod] = await team.pods();
  expect(pod?.run.attempts).toMatchObject([{ minCuda: "12.8", outcome: "no-capacity" }]);
  expect(pod?.offer).not.toHaveProperty("minCuda");
  expect(team.twin.count(create)).toBe(2);
});

test("/gpu show names each kind of GPU once", async () => {
  await using team = await createRunpodTeam();

  const { lines } = await team.say("gpu show");

  const text = JSON.stringify(lines);
  expect(text.split("RTX A5000")).toHaveLength(2);
});

test("a stored offer without a version is rented with it, by both APIs, and an image without one anywhere", async () => {
  await using bench = await makeRunpodBench();
  await using plain = await makeRunpodBench({ image: "projectmonai/monailabel:latest" });
  await using told = await makeRunpodBench({ image: "team/monai:1", cuda: "12.8" });
  await using any = await makeRunpodBench({ cuda: "any" });

  const seen = [bench, plain, told, any].map(async (one) => [
    await cudaOf(one, spec),
    await cudaOf(one, communitySpec),
  ]);

  expect(await Promise.all(seen)).toEqual([
    ["12.8", "12.8"],
    ["12.4", "12.4"],
    ["12.8", "12.8"],
    ["12.4", "12.4"],
  ]);
});

test.each(["secure", "community"] as const)("nothing of AMD is offered in the %s cloud", async (cloud) => {
  const amd = { id: "AMD Instinct MI300X OAM", name: "MI300X", memoryGib: 192 };
  const places = (["SECURE", "COMMUNITY"] as const).map((name) => ({
    id: "US-KS-2",
    cloud: name,
    availability: "HIGH" as const,
  }));
  const gpu = { ...amd, secureUsdPerHour: 2.39, communityUsdPerHour: 2, dataCenters: places };
  await using bench = await makeRunpodBench({ stock: [gpu, ...defaultStock()] });

  const listed = await bench.provider.market.offers({ ...defaultSettings, cloud }, never);

  const wish = { ...defaultSettings, cloud, minMemoryGib: 80 };
  expect(listed.map(({ gpuName }) => gpuName)).not.toContain("MI300X");
  expect(chooseGpu(listed, wish, wish)).toEqual([]);
});

/** What the driver of the host can do that a pod was made on. */
async function cudaOf({ provider, twin }: RunpodBench, wanted: typeof spec): Promise<unknown> {
  const { providerPodId } = await provider.pods.create(wanted, never);
  return twin.cudaVersion(providerPodId);
}

async function offers(team: RunpodTeam): Promise<readonly object[]> {
  return (await team.pods()).map(({ offer = {} }) => offer);
}

function stockOf(id: string, host: Partial<DataCenterStock>): GpuStock[] {
  const place = { id: "US-KS-2", cloud: "SECURE", availability: "HIGH" } as const;
  const name = id.replace(/^NVIDIA (?:GeForce )?/u, "");
  return [{ id, name, memoryGib: 24, secureUsdPerHour: 0.5, dataCenters: [{ ...place, ...host }] }];
}
