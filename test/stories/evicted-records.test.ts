import { expect, test } from "vitest";
import type { Collection } from "../../src/core/ports/collection.ts";
import {
  createSimulatedTeam,
  hour,
  minute,
  second,
  type SimulatedTeam,
  textOf,
} from "../support/simulated-team.ts";

/** As another user of the same Redis makes it throw away records of one kind. */
async function evict(collection: Collection<unknown>): Promise<void> {
  for (const stored of await collection.list()) await collection.remove(stored);
}

async function upAndRented(team: SimulatedTeam): Promise<{ phases: readonly string[]; rented: number }> {
  return {
    phases: (await team.pods()).map(({ phase }) => phase),
    rented: team.app.provider.listed().length,
  };
}

test("a lost place makes no second pod: /pod up shows the one that is up", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();

  await evict(team.app.store.slots);
  const reply = await team.say("pod up");
  await team.advance(3 * minute);

  expect(reply.acknowledgement).toContain("up already");
  expect(await upAndRented(team)).toEqual({ phases: ["live"], rented: 1 });
});

test("a lost place makes no second pod: /pod up starts the one that is stopped", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  await team.say("pod down");
  await team.advance(minute);

  await evict(team.app.store.slots);
  await team.say("pod up");
  await team.advance(3 * minute);

  expect(await upAndRented(team)).toEqual({ phases: ["live"], rented: 1 });
});

test("a lost place is given back by the next sweep, and the pod can be spoken of", async () => {
  await using team = await createSimulatedTeam();
  const pod = await team.podUp();

  await evict(team.app.store.slots);
  await team.advance(20 * second);

  const slots = await team.app.store.slots.list();
  expect(slots.map(({ id, value }) => [id, value.holderId])).toEqual([["pod", pod.id]]);
});

test("a live pod whose record was thrown away is found again, with what was promised of it", async () => {
  await using team = await createSimulatedTeam({ idleMs: 20 * minute, graceMs: 5 * minute });
  await team.podUp();
  await team.say("pod keep 3h");
  await team.advance(2 * minute);
  const [before] = await team.pods();

  await evict(team.app.store.pods);
  await team.advance(2 * hour);

  const [after] = await team.pods();
  expect(after).toMatchObject({ id: before?.id, phase: "live" });
  expect(await upAndRented(team)).toEqual({ phases: ["live"], rented: 1 });
});

test("/pod up right after a pod's record was thrown away takes that pod over", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();

  await evict(team.app.store.pods);
  await team.say("pod up");
  await team.advance(3 * minute);

  expect(await upAndRented(team)).toEqual({ phases: ["live"], rented: 1 });
});

test("a training whose place was lost still has it", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  await team.say("train deepedit epochs:40");
  await team.advance(minute);

  await evict(team.app.store.slots);
  const reply = await team.say("train deepedit epochs:3");

  expect(textOf(reply.card)).toContain("A training runs already");
  expect(await team.trainings()).toHaveLength(1);
});
