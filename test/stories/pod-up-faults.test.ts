import { expect, test } from "vitest";
import { UserFacingError } from "../../src/core/common/errors.ts";
import { watchCalls } from "../support/faults.ts";
import { createSimulatedTeam, type SimulatedTeam, minute, textOf } from "../support/simulated-team.ts";

const passing = new UserFacingError("runpod-broken", "It is away for a moment: try again.", {
  retryable: true,
});
const fatal = new UserFacingError("runpod-refused", "It is broken for good: mend it.");

/** Gives `/pod up` and lets `onCall` see each call of its jobs; store and chat count once the command is answered. */
async function podUpWith(team: SimulatedTeam, onCall: (name: string) => void): Promise<void> {
  let isAnswered = false;
  watchCalls(team, (name) => {
    if (isAnswered || !/^(?:store|chat)/.test(name)) onCall(name);
  });
  await team.say("pod up");
  isAnswered = true;
  await team.advance(5 * minute);
}

/** The calls of a bring-up without faults, in order. */
async function recordCalls(): Promise<readonly string[]> {
  await using team = await createSimulatedTeam();
  const calls: string[] = [];
  await podUpWith(team, (name) => calls.push(name));
  return calls;
}

const recorded = await recordCalls();
const names = [...new Set(recorded)].toSorted();
/** A call that is made often fails the first, the second, a middle and the last time. */
const places = names.flatMap((name) => {
  const count = recorded.filter((other) => other === name).length;
  const numbers = new Set([1, Math.min(2, count), Math.ceil(count / 2), count]);
  return [...numbers].map((number) => [name, number] as const);
});

test("a bring-up makes calls of every port", () => {
  expect(names).toEqual(
    expect.arrayContaining([
      "market offers",
      "pods create",
      "shell run",
      "server begin",
      "label server answers",
    ]),
  );
});

test.each(places)(
  "%s failing for a moment at its call %d still ends in one live pod",
  async (name, number) => {
    await using team = await createSimulatedTeam();
    let count = 0;

    await podUpWith(team, (other) => {
      if (other === name) count += 1;
      if (other === name && count === number) throw passing;
    });

    expect(count).toBeGreaterThanOrEqual(number);
    expect((await team.pods()).map((pod) => pod.phase)).toEqual(["live"]);
    expect(team.app.provider.listed().map((pod) => pod.status)).toEqual(["running"]);
    expect(team.cards("MONAI Label answers")).toHaveLength(1);
  },
);

const ending = names.filter((name) => !/^(?:store|chat)/.test(name) && name !== "pods list");

test.each(ending)(
  "%s failing for good ends the bring-up: nothing runs, and the card says why",
  async (name) => {
    await using team = await createSimulatedTeam();
    let hasFailed = false;

    await podUpWith(team, (other) => {
      if (hasFailed || other !== name) return;
      hasFailed = true;
      throw fatal;
    });

    const [pod] = await team.pods();
    expect(pod?.phase).toMatch(/^(?:stopped|gone)$/);
    expect(team.app.provider.listed().filter((listed) => listed.status !== "stopped")).toEqual([]);
    expect(textOf(team.card("did not come up"))).toContain("It is broken for good: mend it.");
  },
);

test("a bot that is killed again and again gives a machine without a container its time once, without the time away", async () => {
  await using team = await createSimulatedTeam();
  team.app.provider.twist({ pullMs: Infinity });
  await team.say("pod up gpu:L4");
  for (const awayMs of [minute, 15 * minute]) {
    await team.advance(4 * minute);
    await team.app.killAndRestart(async () => team.advance(awayMs));
  }
  await team.advance(minute);
  const waited = (await team.pods())[0];

  await team.advance(3 * minute);

  expect(waited).toMatchObject({ phase: "starting", providerPodId: "memory-1" });
  expect((await team.pods())[0]).toMatchObject({ phase: "gone", run: { failure: { code: "none-will-do" } } });
  expect(textOf(team.card("did not come up"))).toContain("never started its container, and was given back");
});
