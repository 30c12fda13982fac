import { expect, test } from "vitest";
import { readBooks } from "../../src/core/money/check-budget.ts";
import { costParts, sumUsd } from "../../src/core/money/cost-parts.ts";
import type { Pod } from "../../src/core/records/pod.ts";
import { shellFailures } from "../../src/core/words/shell.ts";
import { createSimulatedTeam, hour, type SimulatedTeam, minute, textOf } from "../support/simulated-team.ts";
import { offerCommunity, tellPodsAs } from "../support/provider-trouble.ts";
import { failAlways } from "../support/trouble.ts";
import { confirmed, createStudies } from "../support/volumes.ts";

const never = { pullMs: Infinity } as const;

function idsOf({ app }: SimulatedTeam): readonly string[] {
  return app.provider.listed().map(({ providerPodId }) => providerPodId);
}

/** The pod that comes up after another one that is gone. */
async function upAgain(team: SimulatedTeam): Promise<Pod | undefined> {
  await team.say("pod up");
  await team.advance(3 * minute);
  return (await team.pods()).find(({ phase }) => phase === "live");
}

async function paid({ app, clock }: SimulatedTeam): Promise<number> {
  return sumUsd(costParts(await readBooks(app, "main"), { fromMs: 0, toMs: clock.now() }, clock.now()));
}

test("a secure machine that never starts its container is given back after ten minutes, and the next is tried", async () => {
  await using team = await createSimulatedTeam();
  team.app.provider.twist(never);

  await team.say("pod up");
  await team.advance(9 * minute);
  const [early, waiting] = [idsOf(team), textOf(team.card("is coming up"))];
  await team.advance(4 * minute);

  expect(early).toEqual(["memory-1"]);
  expect(waiting).toMatch(/its container has not started yet, the image is still pulled, [89] of 10 min/);
  expect((await team.pods())[0]).toMatchObject({
    phase: "live",
    run: { attempts: [{ gpuName: "RTX 4090", outcome: "no-container" }] },
  });
  expect(idsOf(team)).toEqual(["memory-2"]);
  expect(textOf(team.chat.latest("pod:k2:1"))).toMatch(
    /RTX 4090, secure, \$0\.69 an hour: never started its container, and was given back after \$0\.1\d/,
  );
});

test("the search says meanwhile what was paid in vain, and how many machines it risks", async () => {
  await using team = await createSimulatedTeam();
  team.app.provider.twist(never);
  team.app.provider.twist({ pullMs: 5 * minute });

  await team.say("pod up");
  await team.advance(13 * minute);

  expect(textOf(team.card("is coming up"))).toMatch(
    /\$0\.1\d was paid for machines that did not get ready; labelpod tries 3 of them at most\./,
  );
});

test("three machines that do not get ready are enough, however long one would wait: nothing of them is left", async () => {
  await using team = await createSimulatedTeam();
  for (let machines = 0; machines < 5; machines += 1) team.app.provider.twist(never);

  await team.say("pod up wait:2h");
  await team.advance(hour);

  const [pod] = await team.pods();
  expect(pod).toMatchObject({ phase: "gone", run: { failure: { code: "none-will-do" } } });
  expect(pod?.run.attempts?.map(({ outcome }) => outcome)).toEqual([
    "no-container",
    "no-container",
    "no-container",
  ]);
  expect(idsOf(team)).toEqual([]);
  expect(await paid(team)).toBeLessThan(0.3);
  const told = pod?.run.attempts?.reduce((sum, { usd = 0 }) => sum + usd, 0) ?? 0;
  expect(Math.abs(told - (await paid(team)))).toBeLessThan(0.02);
});

test("the next /pod up takes another kind first, and the favourite again when some hours have passed", async () => {
  await using team = await createSimulatedTeam({ idleMs: 500 * hour, hardLimitMs: 500 * hour });
  team.app.provider.twist(never);
  await team.say("pod up gpu:4090");
  await team.advance(12 * minute);
  const first = (await team.pods())[0];

  const second = await upAgain(team);
  await team.press((await team.say("pod delete")).card, "Yes");
  await team.advance(7 * hour);
  const third = await upAgain(team);

  expect(first).toMatchObject({ phase: "gone", run: { failure: { code: "none-will-do" } } });
  expect([second?.offer?.gpuName, third?.offer?.gpuName]).toEqual(["RTX A5000", "RTX 4090"]);
});

test("who wants that kind alone gets it again, in another data center where there is one", async () => {
  await using team = await createSimulatedTeam();
  const { stock } = team.app.provider;
  stock.splice(
    0,
    stock.length,
    ...stock.map((offer) => ({ ...offer, dataCenterIds: ["US-TX-3", "US-KS-2"] })),
  );
  team.app.provider.twist(never);

  await team.say("pod up gpu:4090");
  await team.advance(13 * minute);

  expect((await team.pods())[0]).toMatchObject({
    phase: "live",
    offer: { gpuName: "RTX 4090", dataCenterIds: ["US-KS-2"] },
    run: { attempts: [{ outcome: "no-container", dataCenterId: "US-TX-3" }] },
  });
});

test("a community machine that pulls its image for 14 minutes is waited for, and its address after that", async () => {
  await using team = await createSimulatedTeam({ cloud: "community" });
  offerCommunity(team.app.provider);
  team.app.provider.twist({ pullMs: 14 * minute });

  await team.say("pod up");
  await team.advance(17 * minute);

  expect((await team.pods())[0]).toMatchObject({ phase: "live", providerPodId: "memory-1" });
  expect((await team.pods())[0]?.run.attempts ?? []).toEqual([]);
});

test("a pod that holds work is stopped when its container does not start, with its disk, and says what to do", async () => {
  await using team = await createSimulatedTeam();
  const { providerPodId } = await team.podUp();
  await team.say("pod down");
  await team.advance(minute);
  team.app.provider.twist(never);

  await team.say("pod up");
  await team.advance(12 * minute);

  expect((await team.pods())[0]).toMatchObject({
    phase: "stopped",
    providerPodId,
    run: { failure: { code: "started-without-container" } },
  });
  expect(team.app.provider.listed().map(({ status }) => status)).toEqual(["stopped"]);
  expect(textOf(team.cards(": summary of this run").at(-1))).toContain("never ran the pod's container");
});

test("a pod on a network volume goes on with its work on another machine", async () => {
  await using team = await createSimulatedTeam();
  await confirmed(team, createStudies);
  await team.say("pod up volume:studies");
  await team.advance(5 * minute);
  await team.say("pod down");
  await team.advance(minute);
  team.app.provider.twist(never);

  await team.say("pod up");
  await team.advance(13 * minute);

  expect((await team.pods())[0]).toMatchObject({
    phase: "live",
    providerPodId: "memory-2",
    run: { number: 2 },
  });
  expect(idsOf(team)).toEqual(["memory-2"]);
  expect(textOf(team.card("goes to another machine"))).toContain("never started its container");
});

test("a live pod whose container is away has twenty minutes to come back, and is told of before", async () => {
  await using team = await createSimulatedTeam();
  await confirmed(team, createStudies);
  await team.say("pod up volume:studies");
  await team.advance(5 * minute);
  tellPodsAs(team.app.provider, (listed) => {
    if (listed.providerPodId !== "memory-1") return listed;
    const { machine: _m, uptimeMs: _u, ...rest } = listed;
    return { ...rest, isContainerUp: false };
  });

  await team.say("pod restart");
  await team.advance(18 * minute);
  const before = (await team.pods())[0];
  await team.advance(6 * minute);

  expect(before).toMatchObject({ phase: "starting", providerPodId: "memory-1" });
  expect(textOf(team.card("is not as it was rented"))).toContain("has not started its container");
  expect((await team.pods())[0]).toMatchObject({ phase: "live", providerPodId: "memory-2" });
});

test("a new machine that can't be logged in to goes with its empty disk, and the next /pod up takes another", async () => {
  await using team = await createSimulatedTeam();
  const recover = failAlways(team.app.provider.shell, "run", shellFailures.noConnection(undefined));

  await team.say("pod up");
  await team.advance(13 * minute);
  const failed = (await team.pods())[0];
  const left = idsOf(team);
  recover();
  const next = await upAgain(team);

  expect(failed).toMatchObject({ phase: "gone", offer: { gpuName: "RTX 4090" } });
  expect(textOf(team.card("did not come up"))).toContain("on which nobody had worked yet");
  expect(left).toEqual([]);
  expect(next?.offer?.gpuName).toBe("RTX A5000");
});

test("a pod with work that can't be logged in to is stopped with its disk", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  await team.say("pod down");
  await team.advance(minute);
  failAlways(team.app.provider.shell, "run", shellFailures.noConnection(undefined));

  await team.say("pod up");
  await team.advance(13 * minute);

  expect((await team.pods())[0]?.phase).toBe("stopped");
  expect(team.app.provider.listed().map(({ status }) => status)).toEqual(["stopped"]);
});
