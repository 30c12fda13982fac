import { expect, test } from "vitest";
import { costParts, sumUsd } from "../../src/core/money/cost-parts.ts";
import { readBooks } from "../../src/core/money/check-budget.ts";
import { createSimulatedTeam, hour, type SimulatedTeam, minute, textOf } from "../support/simulated-team.ts";
import { skipTime } from "../support/skip-time.ts";
import { confirmed, createStudies } from "../support/volumes.ts";

const day = 24 * hour;
const long = { idleMs: 5_000 * hour, hardLimitMs: 5_000 * hour };
const all = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER / 2 };
const never = new AbortController().signal;

async function spent(team: SimulatedTeam): Promise<number> {
  return sumUsd(costParts(await readBooks(team.app, "main"), all, team.clock.now()));
}

async function charged(team: SimulatedTeam): Promise<number> {
  return sumUsd(await team.app.provider.billing.charges(Date.UTC(2026, 0, 1), never));
}

test.each([
  ["on a network volume", "pod up volume:studies", 3],
  ["with a disk of its own", "pod up", 12],
])(
  "the bills put right what a pod %s is booked for that was stopped while no bot was there",
  async (_what, line, days) => {
    await using team = await createSimulatedTeam({ ...long, budgetUsd: 50 });
    if (line.includes("volume")) await confirmed(team, createStudies);
    await team.say(line);
    await team.advance(hour);

    await team.app.killAndRestart(async () => {
      await team.advance(20 * minute);
      await team.app.provider.pods.stop("memory-1", never);
      await team.advance(days * day);
    });
    await team.advance(minute);
    const booked = await spent(team);
    await skipTime(team, 3 * day);
    await team.advance(70 * minute);

    expect(booked).toBeGreaterThan(2 * (await charged(team)));
    expect(await spent(team)).toBeCloseTo(await charged(team), 1);
    expect((await team.say("pod up")).acknowledgement).toContain("coming up");
  },
);

test("a search whose time has ended while no bot was there looks once more and says that it waited in vain", async () => {
  await using team = await createSimulatedTeam(long);
  team.app.provider.stock.length = 0;
  await team.say("pod up wait:2h");
  await team.advance(hour);

  await team.app.killAndRestart(async () => team.advance(3 * hour));
  await team.advance(minute);

  expect((await team.pods())[0]?.run.failure?.code).toBe("waited-in-vain");
});

test("another machine in the place of one that was live goes on with the run and its maximum lifetime", async () => {
  await using team = await createSimulatedTeam({ idleMs: 5_000 * hour, hardLimitMs: 8 * hour });
  await confirmed(team, createStudies);
  await team.say("pod up volume:studies");
  await team.advance(5 * hour);
  const { pods, twist } = team.app.provider;
  twist({ gpuCount: 0 });
  await pods.stop("memory-1", never);
  await pods.start("memory-1", never);
  await team.advance(10 * minute);

  const [pod] = await team.pods();
  const shown = textOf((await team.say("cost")).card);
  await team.advance(3 * hour);

  expect(pod).toMatchObject({ phase: "live", providerPodId: "memory-2", run: { number: 1 } });
  expect(shown).toMatch(/This run: 5 h 1\d min/);
  expect((await team.pods())[0]?.phase).toBe("stopped");
});
