import { expect, test } from "vitest";
import { costParts, sumUsd } from "../../src/core/money/cost-parts.ts";
import { NoCapacityError, NotPermittedError } from "../../src/core/common/errors.ts";
import { runCost } from "../../src/core/money/pod-cost.ts";
import type { Pod } from "../../src/core/records/pod.ts";
import { readBooks } from "../../src/core/money/check-budget.ts";
import {
  createSimulatedTeam,
  hour,
  type SimulatedTeam,
  minute,
  second,
  textOf,
} from "../support/simulated-team.ts";
import { confirmed, createStudies } from "../support/volumes.ts";
import { other, sellOutBut } from "./given-back-bench.ts";
import { beforeCall, turnAnswers } from "../support/trouble.ts";
import { offerCommunity } from "../support/provider-trouble.ts";

const long = { idleMs: 500 * hour, hardLimitMs: 500 * hour };
const all = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER / 2 };

/** What a machine costs from a look at it to the next. */
const sweepUsd = (0.7 * 15) / 3600;

/** Of pods, as the books have it. */
async function booked(team: SimulatedTeam): Promise<number> {
  const parts = costParts(await readBooks(team.app, "main"), all, team.clock.now());
  return sumUsd(parts.filter(({ volumeId }) => volumeId === undefined));
}

function costNow(pod: Pod | undefined, team: SimulatedTeam): number {
  if (pod === undefined) throw new Error("there is no pod");
  return runCost(pod, pod.run.endedAtMs ?? team.clock.now());
}

/** Its machines are of the community cloud. */
async function communityTeam(): Promise<SimulatedTeam> {
  const team = await createSimulatedTeam({ cloud: "community" });
  offerCommunity(team.app.provider);
  return team;
}

/** What is told of each machine while it is up. */
function priceOf({ app }: SimulatedTeam, usdPerHour: number): void {
  turnAnswers(app.provider.pods, "get", (found) =>
    found === undefined || found.status === "stopped" ? found : { ...found, usdPerHour },
  );
}

test("what was rented and given back in vain is in the cost of the run, and nobody reads that nothing was rented", async () => {
  await using team = await communityTeam();
  for (let machines = 0; machines < 2; machines += 1) team.app.provider.twist({ hasAddress: false });

  await team.say('pod up gpu:"4090, L4"');
  await team.advance(15 * minute);

  const [pod] = await team.pods();
  const summary = textOf(team.card("summary of this run"));
  expect(pod).toMatchObject({ phase: "gone", run: { failure: { code: "none-will-do" } } });
  expect(await booked(team)).toBeGreaterThan(0.08);
  expect(Math.abs(costNow(pod, team) - (await booked(team)))).toBeLessThan(2 * sweepUsd);
  expect(summary).toContain("2 machines were rented and given back with their disks");
  expect(summary).toMatch(/Cost: \$0\.1\d/);
  expect(summary).not.toMatch(/Nothing was rented|is free now:/);
});

test("one machine that was given back is named as one", async () => {
  await using team = await createSimulatedTeam();
  team.app.provider.twist(other);

  await team.say("pod up gpu:L4");
  await team.advance(minute);

  expect(textOf(team.card("did not come up"))).toContain("One machine was rented and given back");
});

test("where nothing was to be had nothing was rented", async () => {
  await using team = await createSimulatedTeam();
  const taken = new NoCapacityError("runpod-no-capacity", "It was just taken.");
  team.app.provider.failNext("create", taken);

  await team.say("pod up gpu:L4");
  await team.advance(minute);

  expect(textOf(team.card("summary of this run"))).toMatch(/Nothing was rented\.[^]*Cost: \$0\.00/);
  expect((await team.pods())[0]?.run.failure?.code).toBe("no-capacity");
});

test("a machine that was given back is in the cost of the run that goes on with another", async () => {
  await using team = await communityTeam();
  team.app.provider.twist({ hasAddress: false });

  await team.say("pod up");
  await team.advance(10 * minute);
  const [pod] = await team.pods();

  expect(pod?.phase).toBe("live");
  expect(pod?.run.spent?.usd).toBeGreaterThan(0.05);
  expect(Math.abs(costNow(pod, team) - (await booked(team)))).toBeLessThan(2 * sweepUsd);
});

test.each([1, 2])(
  "what a live machine on a network volume cost before it was left is in the cost of run %i, once",
  async (run) => {
    await using team = await createSimulatedTeam(long);
    await confirmed(team, createStudies);
    await team.say("pod up volume:studies");
    await team.advance(hour);
    if (run === 2) {
      await team.say("pod down");
      await team.advance(minute);
      await team.say("pod up");
      await team.advance(hour);
    }
    const { pods, twist } = team.app.provider;
    const signal = AbortSignal.timeout(1000);
    const earlier = run === 2 ? 0.7 : 0;
    await pods.stop("memory-1", signal);
    await team.advance(5 * second);
    twist({ gpuCount: 0 });
    await pods.start("memory-1", signal);
    await team.advance(hour);

    const [pod] = await team.pods();
    expect(pod).toMatchObject({ phase: "live", run: { number: run } });
    expect(pod?.providerPodId).not.toBe("memory-1");
    expect(costNow(pod, team)).toBeGreaterThan(0.9);
    expect(Math.abs(costNow(pod, team) + earlier - (await booked(team)))).toBeLessThan(0.05);
  },
);

test("a machine that is dearer than max-price allows is given back, and the card says why", async () => {
  await using team = await createSimulatedTeam({ maxUsdPerHour: 0.5 });
  priceOf(team, 0.51);

  await team.say("pod up gpu:L4");
  await team.advance(2 * minute);

  expect((await team.pods())[0]).toMatchObject({
    phase: "gone",
    run: { attempts: [{ outcome: "too-dear" }] },
  });
  expect(team.app.provider.listed()).toEqual([]);
  expect(textOf(team.card("did not come up"))).toContain("came at a higher price than max-price allows");
});

test("a pod that holds work and comes up dearer than max-price allows is told of and kept", async () => {
  await using team = await createSimulatedTeam({ maxUsdPerHour: 0.5 });
  const { providerPodId } = await team.podUp();
  await team.say("pod down");
  await team.advance(minute);
  priceOf(team, 0.9);

  await team.say("pod up");
  await team.advance(4 * minute);

  expect((await team.pods())[0]).toMatchObject({ phase: "live", providerPodId, usdPerHour: 0.9 });
  expect(textOf(team.card("is not as it was rented"))).toContain("charges more for it than max-price allows");
});

test.each(["pod up wait:2h", "pod up data-centers:US-TX-3 wait:2h"])(
  "/%s goes on while what the key may not rent is all that is free, and what it may is sold out",
  async (line) => {
    await using team = await createSimulatedTeam();
    beforeCall(team.app.provider.pods, "create", ({ offer }) => {
      if (offer.gpuName === "L4") throw new NotPermittedError("not-permitted", "The key may not rent that.");
    });
    sellOutBut(team, "L4");

    await team.say(line);
    await team.advance(10 * minute);
    const waiting = (await team.pods())[0];
    sellOutBut(team, "RTX 4090");
    await team.advance(4 * minute);

    expect(waiting).toMatchObject({ phase: "starting", run: { waiting: {} } });
    expect((await team.pods())[0]).toMatchObject({ phase: "live", offer: { gpuName: "RTX 4090" } });
  },
);

test("without a wait such a search ends with what the key may rent being taken", async () => {
  await using team = await createSimulatedTeam();
  sellOutBut(team, "L4");
  team.app.provider.failNext("create", new NotPermittedError("not-permitted", "The key may not rent that."));

  await team.say("pod up");
  await team.advance(minute);

  expect((await team.pods())[0]?.run.failure?.code).toBe("some-not-permitted");
});

test("a pod that waits with a network volume says that this is billed meanwhile", async () => {
  await using team = await createSimulatedTeam();
  await confirmed(team, createStudies);
  sellOutBut(team, "none");

  await team.say("pod up volume:studies wait:2h");
  await team.advance(minute);

  expect(textOf(team.card("is coming up"))).toContain("Meanwhile nothing but its network volume is billed.");
});

test.each(["pod up", "pod up wait:2h"])(
  "after /%s a community pod with work that gets no public address is stopped after five minutes",
  async (line) => {
    await using team = await communityTeam();
    const { providerPodId } = await team.podUp();
    await team.say("pod down");
    await team.advance(minute);
    team.app.provider.twist({ hasAddress: false });

    await team.say(line);
    await team.advance(7 * minute);

    const summary = textOf(team.cards(": summary of this run").at(-1));
    expect((await team.pods())[0]).toMatchObject({
      phase: "stopped",
      providerPodId,
      run: { failure: { code: "started-without-address" } },
    });
    expect(summary).toContain("without a public address");
    expect(summary).toContain("/pod up fresh:yes");
    expect(team.cards("is not as it was rented")).toEqual([]);
  },
);

test("a community pod that was live and has lost its public address is told of, and has longer to get one back", async () => {
  await using team = await communityTeam();
  await team.podUp();
  turnAnswers(team.app.provider.pods, "get", (found) => {
    if (found === undefined) return undefined;
    const { machine: _, ...rest } = found;
    return rest;
  });

  await team.say("pod restart");
  await team.advance(10 * minute);

  expect((await team.pods())[0]).toMatchObject({ phase: "starting", run: { step: { name: "address" } } });
  expect(textOf(team.card("is not as it was rented"))).toContain("has no public address");
});
