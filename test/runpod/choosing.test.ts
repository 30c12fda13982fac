import { expect, test } from "vitest";
import { minute, second } from "../support/simulated-team.ts";
import { type Fault, placedElsewhere } from "../twins/runpod/faults.ts";
import { type AvailabilityLevel, defaultStock, type GpuStock } from "../twins/runpod/stock.ts";
import { createRunpodTeam, type RunpodTeam } from "./runpod-team.ts";

const create = "POST /pods";

/** RunPod's stock with none free of those that are named. */
function soldOut(isSoldOut: (gpu: GpuStock) => boolean): GpuStock[] {
  const stock = defaultStock();
  for (const gpu of stock.filter(isSoldOut)) setStock(gpu, "NONE");
  return stock;
}

function setStock(gpu: GpuStock | undefined, level: AvailabilityLevel): void {
  for (const place of gpu?.dataCenters ?? []) place.availability = level;
}

async function rented(team: RunpodTeam): Promise<string | undefined> {
  await team.reads(/MONAI Label answers/);
  const [pod] = await team.pods();
  expect(team.twin.running()).toEqual([pod?.providerPodId]);
  return pod?.offer?.gpuName;
}

/** What the message says that tells of the failure. */
async function failed(team: RunpodTeam): Promise<string> {
  const told = await team.reads(/summary of this run/);
  expect(team.twin.running()).toEqual([]);
  return told;
}

test.each(["no-capacity", "no-capacity-plain"])("%s of one GPU goes on to the next", async (fault) => {
  await using team = await createRunpodTeam();
  team.plant(fault);

  await team.say("pod up");

  expect(await rented(team)).toBe("RTX A5000");
  expect(await team.reads(/is live\n/)).toContain("RTX 4090, secure, $0.69 an hour: none free");
  expect(team.twin.count(create)).toBe(2);
});

test.each(["no-capacity", "no-capacity-plain"])(
  "%s of all is told with what became of each, and the community cloud is offered",
  async (fault) => {
    await using team = await createRunpodTeam();
    team.plant(fault, { times: 3 });

    await team.say("pod up");
    const told = await failed(team);

    expect(told).toContain("No GPU of the wished kind is free now");
    expect(told).toMatch(/Free now instead: RTX 4090, community, \$0\.34 an hour/);
    expect(await team.reads(/did not come up/)).toMatch(
      /RTX 4090, secure, \$0\.69 an hour: none free on a host with CUDA 12\.8 or newer\nRTX A5000, secure, \$0\.27 an hour: none free on a host with CUDA 12\.8 or newer\nRTX A5000, secure, \$0\.27 an hour: none free\n/,
    );
    expect(team.twin.count(create)).toBe(3);
  },
);

test("402 ends the search: no other GPU is asked for", async () => {
  await using team = await createRunpodTeam();
  team.plant("insufficient-balance");

  await team.say("pod up wait:2h");
  const told = await failed(team);

  expect(told).toContain("The balance of the RunPod account is too low");
  expect(team.twin.count(create)).toBe(1);
});

test("403 passes over what the key may not rent", async () => {
  await using team = await createRunpodTeam();
  team.plant("forbidden");

  await team.say("pod up");

  expect(await rented(team)).toBe("RTX A5000");
  expect(await team.reads(/is live\n/)).toContain("the account's key may not rent it");
});

test("403 for everything is said, and no waiting would help", async () => {
  await using team = await createRunpodTeam();
  team.plant("forbidden", { times: 2 });

  await team.say("pod up wait:2h");

  expect(await failed(team)).toContain("may rent none of these GPUs");
  expect(team.twin.count(create)).toBe(2);
});

test("403 for one and none free of the other is said as both", async () => {
  await using team = await createRunpodTeam();
  team.plant("forbidden");
  team.plant("no-capacity", { times: 2 });

  await team.say("pod up");

  expect(await failed(team)).toContain("No GPU is free of those that the account's key may rent");
});

test("a machine in another place is gone for certain before another is rented", async () => {
  await using team = await createRunpodTeam();
  team.plant("placed-elsewhere");
  // By both of RunPod's APIs, for a while.
  team.plant("server-error", { on: "DELETE /pods/{id}", times: 9 });
  team.plant("server-error", { on: "POST /graphql", times: 6 });

  await team.say("pod up");
  await team.advance(5 * second);
  const meanwhile = [team.twin.count(create), team.twin.running().length];
  const gpuName = await rented(team);

  const [first, next] = team.twin.billing().map(({ intervals }) => intervals[0]);
  expect(meanwhile).toEqual([1, 1]);
  expect(team.unmet()).toEqual([]);
  expect(first?.toMs).toBeLessThanOrEqual(next?.fromMs ?? 0);
  expect(gpuName).toBe("RTX A5000");
  expect(await team.reads(/is live\n/)).toContain("came in another place than asked, and was given back");
});

test("a machine in another place whose removal never works is the only one: the search ends, and its removal goes on", async () => {
  await using team = await createRunpodTeam();
  team.plant("placed-elsewhere");
  team.plant("server-error", { on: "DELETE /pods/{id}", times: 1000 });
  team.plant("server-error", { on: "POST /graphql", times: 1000 });

  await team.say("pod up");
  await team.reads(/did not come up/);
  await team.advance(10 * minute);
  const asked = team.twin.count("DELETE /pods/{id}");
  await team.advance(minute);

  expect(team.twin.count(create)).toBe(1);
  expect(team.twin.count("DELETE /pods/{id}")).toBeGreaterThan(asked);
  expect((await team.pods()).map(({ phase }) => phase)).toEqual(["stopping"]);
});

test("a machine in another place is not taken either when the answer of its create was lost", async () => {
  await using team = await createRunpodTeam();
  const elsewhere = placedElsewhere("EU-RO-1");
  const play: Fault["play"] = async (call) => {
    await elsewhere.play(call);
    return "cut" as const;
  };
  team.twin.inject({ on: create, fault: { ...elsewhere, play } });

  await team.say("pod up");

  expect(await rented(team)).toBe("RTX A5000");
  expect((await team.pods())[0]?.run.attempts).toMatchObject([{ gpuName: "RTX 4090", outcome: "elsewhere" }]);
});

test("a slice of a GPU is rented for nobody who did not name it", async () => {
  await using team = await createRunpodTeam({ stock: soldOut(({ name }) => !name.includes("MIG")) });

  await team.say("pod up");
  const told = await failed(team);
  await team.say("pod up gpu:H100");
  await team.advance(minute);
  const before = team.twin.count(create);
  await team.say('pod up gpu:"H100 MIG"');

  expect(told).toContain("The provider has no GPU of that kind there now");
  expect(told).not.toContain("MIG");
  expect(before).toBe(0);
  await team.reads(/MONAI Label answers/);
  expect((await team.pods()).at(-1)?.offer?.gpuName).toBe("H100 MIG 24 GB");
});

test.each([
  ["max-price:0.3", "RTX A5000", "US-IL-1"],
  ["data-centers:US-IL-1", "RTX A5000", "US-IL-1"],
  ["country:RO", "RTX 4090", "EU-RO-1"],
  ['gpu:"A5000, 4090"', "RTX A5000", "US-IL-1"],
])("/pod up %s is rented as wished: %s in %s", async (wish, gpuName, dataCenterId) => {
  await using team = await createRunpodTeam();

  await team.say(`pod up ${wish}`);

  expect(await rented(team)).toBe(gpuName);
  expect((await team.pods())[0]?.offer?.dataCenterIds).toEqual([dataCenterId]);
});

test("/pod up wait:2h rents what RunPod has again, at the price of that moment, and nothing before", async () => {
  await using team = await createRunpodTeam({ stock: soldOut(() => true) });

  await team.say("pod up wait:2h");
  await team.advance(10 * minute);
  const before = [team.twin.count(create), team.twin.count("GET /catalog/gpus")];
  setStock(
    team.twin.stock.find(({ name }) => name === "RTX A5000"),
    "LOW",
  );

  expect(await rented(team)).toBe("RTX A5000");
  expect(before[0]).toBe(0);
  expect(before[1]).toBeLessThanOrEqual(22);
  expect(await team.reads(/a GPU is free/)).toContain("RTX A5000, secure, $0.27 an hour is being rented");
});
