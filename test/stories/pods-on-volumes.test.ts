import { expect, test } from "vitest";
import { costParts, sumUsd } from "../../src/core/money/cost-parts.ts";
import { readBooks } from "../../src/core/money/check-budget.ts";
import {
  bob,
  createSimulatedTeam,
  hour,
  type SimulatedTeam,
  minute,
  textOf,
} from "../support/simulated-team.ts";
import { confirmed, createStudies, volumesOf } from "../support/volumes.ts";

/** The store loses its records of pods, and the next sweeps come. */
async function forgetPods(team: SimulatedTeam): Promise<void> {
  const { pods, slots } = team.app.store;
  for (const stored of await pods.list()) await pods.remove(stored);
  for (const stored of await slots.list()) await slots.remove(stored);
  await team.advance(minute);
}

test.each(["live", "stopped"])("/volume delete refuses the volume of a %s pod", async (phase) => {
  await using team = await createSimulatedTeam();
  await confirmed(team, createStudies);
  await team.say("pod up volume:studies");
  await team.advance(3 * minute);
  if (phase === "stopped") await team.say("pod down");
  await team.advance(minute);

  const { card } = await team.say("volume delete studies");

  expect((await team.pods())[0]?.phase).toBe(phase);
  expect(textOf(card)).toContain("A pod has this network volume");
  expect(volumesOf(team)).toHaveLength(1);
});

test("a forgotten pod that is stopped is adopted with its volume, which is not deleted under it", async () => {
  await using team = await createSimulatedTeam();
  await confirmed(team, createStudies);
  await team.say("pod up volume:studies");
  await team.advance(3 * minute);
  await team.say("pod down");
  await team.advance(minute);
  await forgetPods(team);

  const { card } = await team.say("volume delete studies");

  expect(textOf(card)).toContain("A pod has this network volume");
  expect(await team.pods()).toMatchObject([
    { phase: "stopped", request: { volumeId: "volume-1", dataCenterIds: ["US-TX-3"] } },
  ]);
});

test.each(["its host has no free GPU", "it comes up without one"])(
  "an adopted pod on a network volume goes to another machine when %s",
  async (why) => {
    await using team = await createSimulatedTeam();
    await confirmed(team, createStudies);
    await team.say("pod up volume:studies");
    await team.advance(3 * minute);
    await team.say("pod down");
    await team.advance(minute);
    await forgetPods(team);
    if (why === "it comes up without one") team.app.provider.twist({ gpuCount: 0 });
    else team.app.provider.fillHosts(team.clock.now() + hour);

    await team.say("pod up");
    await team.advance(5 * minute);

    const [pod] = await team.pods();
    expect(pod).toMatchObject({ phase: "live", providerPodId: "memory-2" });
    expect(pod).not.toHaveProperty("isAdopted");
    expect(textOf(team.card("is live"))).toContain("MONAI Label answers");
    expect(team.app.provider.rented("memory-2")?.spec.networkVolumeId).toBe("volume-1");
    expect(team.app.provider.listed()).toHaveLength(1);
  },
);

test("the price of a pod on a network volume has no disk of its own in it", async () => {
  await using team = await createSimulatedTeam();
  await confirmed(team, createStudies);

  await team.say("pod up volume:studies");
  await team.advance(3 * minute);

  // 30 GiB of the container at $0.10 a month.
  expect((await team.pods())[0]?.run.quote?.diskUsdPerHour).toBeCloseTo(3 / (30.44 * 24), 6);
});

test("a pod that takes the volume between the question and the yes keeps it", async () => {
  await using team = await createSimulatedTeam();
  await confirmed(team, createStudies);
  const question = await team.say("volume delete studies");
  await team.say("pod up volume:studies", { person: bob });

  const reply = await team.press(question.card, "Yes");
  await team.advance(3 * minute);

  expect(textOf(reply.card)).toContain("A pod has this network volume");
  expect(volumesOf(team)).toHaveLength(1);
});

test("/pod up volume: works on the volume in its data center, without a disk of the pod's own", async () => {
  await using team = await createSimulatedTeam({ country: "DE" });
  await confirmed(team, createStudies);

  await team.say("pod up volume:studies");
  await team.advance(3 * minute);

  const [pod] = await team.pods();
  const rented = team.app.provider.rented(pod?.providerPodId ?? "");
  expect(pod).toMatchObject({ phase: "live", request: { volumeId: "volume-1", dataCenterIds: ["US-TX-3"] } });
  expect(rented?.spec).toMatchObject({ networkVolumeId: "volume-1", volumeGib: 0 });
});

test("the team's volume counts where /pod up names none", async () => {
  await using team = await createSimulatedTeam({ volumeId: "studies" });
  await confirmed(team, createStudies);

  await team.say("pod up");
  await team.advance(3 * minute);

  expect((await team.pods())[0]?.request.volumeId).toBe("volume-1");
});

test("a network volume in the community cloud is refused", async () => {
  await using team = await createSimulatedTeam();
  await confirmed(team, createStudies);

  const { card } = await team.say("pod up volume:studies cloud:community");

  expect(textOf(card)).toContain("secure cloud only");
  expect(await team.pods()).toEqual([]);
});

test("a stopped pod keeps the volume that it was rented with", async () => {
  await using team = await createSimulatedTeam();
  await confirmed(team, createStudies);
  await confirmed(team, createStudies.replace("studies", "others"));
  await team.say("pod up volume:studies");
  await team.advance(3 * minute);
  await team.say("pod down");
  await team.advance(minute);

  const listed = await team.say("pod list");
  const refused = await team.say("pod up volume:others");
  await team.say("pod up volume:studies");
  await team.advance(3 * minute);

  expect(textOf(listed.card)).toContain("stopped, costs nothing beside its network volume");
  expect(textOf(refused.card)).toContain("keeps the disk that it was rented with");
  expect((await team.pods())[0]).toMatchObject({ phase: "live", request: { volumeId: "volume-1" } });
});

test("/settings volume: counts for new pods, and none takes it back", async () => {
  await using team = await createSimulatedTeam();
  await confirmed(team, createStudies);

  const unknown = await team.say("settings volume:ghost");
  const set = await team.say("settings volume:studies");
  await team.podUp();
  const back = await team.say("settings volume:none");

  expect(textOf(unknown.card)).toContain("no network volume of that name or id");
  expect(textOf(set.card)).toContain("Network volume (volume): studies");
  expect((await team.pods())[0]?.request.volumeId).toBe("volume-1");
  expect(textOf(back.card)).toContain("Network volume (volume): none");
});

test("/pod up volume:none takes a disk of the pod's own where the team has a volume", async () => {
  await using team = await createSimulatedTeam({ volumeId: "studies" });

  await team.say("pod up volume:none");
  await team.advance(3 * minute);

  const [pod] = await team.pods();
  expect(pod?.phase).toBe("live");
  expect(pod?.request.volumeId).toBeUndefined();
});

test("/pod delete of a pod on a network volume leaves the volume, and says so", async () => {
  await using team = await createSimulatedTeam();
  await confirmed(team, createStudies);
  await team.say("pod up volume:studies");
  await team.advance(3 * minute);

  const question = await team.say("pod delete");
  await team.press(question.card, "Yes");
  await team.advance(minute);

  expect(textOf(question.card)).toContain("Labels and models stay on its network volume");
  expect(team.app.provider.listed()).toEqual([]);
  expect(volumesOf(team)).toHaveLength(1);
  expect(textOf(team.card("is gone"))).toContain("/pod up volume:volume-1 goes on there");
  expect(textOf(team.card("is gone"))).toContain("Stopped on request and deleted, by Ada.");
});

test("a volume is free for deletion once its pod is gone", async () => {
  await using team = await createSimulatedTeam();
  await confirmed(team, createStudies);
  await team.say("pod up volume:studies");
  await team.advance(3 * minute);
  await confirmed(team, "pod delete");
  await team.advance(minute);

  await confirmed(team, "volume delete studies");

  expect(volumesOf(team)).toEqual([]);
});

test("/gpu shows what is free in the data center of the team's volume, where alone its pods run", async () => {
  await using team = await createSimulatedTeam({ volumeId: "studies" });
  await confirmed(team, createStudies.replace("US-TX-3", "US-KS-2"));
  const elsewhere = await team.say("gpu");
  await confirmed(team, "volume delete studies");
  await confirmed(team, createStudies);

  const here = await team.say("gpu");

  expect(textOf(elsewhere.card)).not.toContain("RTX A5000");
  expect(textOf(here.card)).toContain("RTX A5000");
});

test("what a network volume cost is in the team's books to its end, as the provider charges it", async () => {
  await using team = await createSimulatedTeam();
  await confirmed(team, createStudies.replace("size:100", "size:4000"));
  await team.advance(30 * hour);
  await confirmed(team, "volume delete studies");
  await team.advance(36 * hour);

  const books = await readBooks(team.app, "main");

  const usd = sumUsd(costParts(books, { fromMs: 0, toMs: team.clock.now() }, team.clock.now()));
  const charges = await team.app.provider.billing.charges(Date.UTC(2026, 0, 1), new AbortController().signal);
  expect(sumUsd(charges)).toBeGreaterThan(10);
  expect(usd).toBeCloseTo(sumUsd(charges), 6);
});

test.each([
  ["pod up fresh", { volumeId: "volume-1", dataCenterIds: ["US-TX-3"] }],
  ["pod up fresh volume:others", { volumeId: "volume-2", dataCenterIds: ["US-TX-3"] }],
  ["pod up fresh volume:none", { volumeId: undefined, dataCenterIds: undefined }],
])("/%s in place of a stopped pod leaves its volume, and asks nothing", async (commandLine, request) => {
  await using team = await createSimulatedTeam();
  await confirmed(team, createStudies);
  await confirmed(team, createStudies.replace("studies", "others"));
  await team.say("pod up volume:studies");
  await team.advance(3 * minute);
  await team.say("pod down");
  await team.advance(minute);

  await team.say(commandLine);
  await team.advance(4 * minute);

  const [former, fresh] = await team.pods();
  const { volumeId, dataCenterIds } = fresh?.request ?? {};
  expect([former?.phase, fresh?.phase]).toEqual(["gone", "live"]);
  expect({ volumeId, dataCenterIds }).toEqual(request);
  expect(volumesOf(team)).toHaveLength(2);
});
