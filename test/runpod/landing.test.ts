import { expect, test } from "vitest";
import { hour, minute } from "../support/simulated-team.ts";
import { runningEarly } from "../twins/runpod/state-faults.ts";
import type { Fault } from "../twins/runpod/faults.ts";
import { createRunpodTeam, type RunpodTeam } from "./runpod-team.ts";

/** RunPod calls its pods RUNNING and has no runtime for them until then, as with an image that is pulled. */
async function pullUntil(team: RunpodTeam, isPulled: () => boolean): Promise<void> {
  const early = runningEarly();
  const play: Fault["play"] = (call) => (isPulled() ? call.proceed() : early.play(call));
  for (const on of ["GET /pods", "GET /pods/{id}"])
    team.twin.inject({ on, times: 100_000, fault: { ...early, play } });
}

test("a pull of eight minutes is waited for, and the card says that it goes on", async () => {
  await using team = await createRunpodTeam();
  let isPulled = false;
  await pullUntil(team, () => isPulled);

  await team.say("pod up");
  await team.advance(8 * minute);
  const meanwhile = await team.reads(/is coming up/);
  isPulled = true;
  await team.reads(/is live\n/);

  expect(meanwhile).toContain("its container has not started yet, the image is still pulled, 7 of 10 min");
  expect(team.twin.billing()).toHaveLength(1);
});

test("machines whose containers never start are given back after ten minutes each, and nothing of them is billed", async () => {
  await using team = await createRunpodTeam();
  await pullUntil(team, () => false);

  await team.say("pod up wait:2h");
  await team.advance(25 * minute);
  const told = await team.reads(/did not come up/);
  await team.advance(hour);

  const minutes = team.twin.billing().map(({ intervals }) => {
    const [paid] = intervals;
    return Math.round(((paid?.toMs ?? Infinity) - (paid?.fromMs ?? 0)) / minute);
  });
  expect(told).toMatch(
    /RTX 4090, secure, \$0\.69 an hour: never started its container, and was given back after \$0\.12/,
  );
  expect(minutes).toEqual([10, 10, 10]);
  expect(team.twin.running()).toEqual([]);
  expect(team.twin.count("DELETE /pods/{id}")).toBe(3);
});

test("the next /pod up after that rents another kind", async () => {
  await using team = await createRunpodTeam();
  let isPulled = false;
  await pullUntil(team, () => isPulled);
  await team.say("pod up gpu:4090 data-centers:US-KS-2");
  await team.reads(/did not come up/);
  isPulled = true;

  await team.say("pod up");
  await team.reads(/is live\n/);

  expect((await team.pods()).find(({ phase }) => phase === "live")?.offer?.gpuName).toBe("RTX A5000");
});
