import { expect, test } from "vitest";
import { afterRead, dieAfterCreate } from "../support/crash.ts";
import { asked, bob, createSimulatedTeam, minute } from "../support/simulated-team.ts";

test("two /pod up at the same moment make one pod, and both are shown it", async () => {
  await using team = await createSimulatedTeam();

  const [first, other] = await Promise.all([team.say("pod up"), team.say("pod up", { person: bob })]);
  await team.advance(3 * minute);

  expect(first.card.key).toBe(other.card.key);
  expect(team.app.provider.listed()).toHaveLength(1);
  expect((await team.pods()).filter((pod) => pod.phase !== "gone")).toHaveLength(1);
});

test("a /pod up that saw no pod before another one took the place makes no second pod", async () => {
  await using team = await createSimulatedTeam();
  afterRead(team.app.store.slots, "pod", async () => team.say("pod up", { person: bob }));

  const late = await team.say("pod up");
  await team.advance(3 * minute);

  expect(late.acknowledgement).toContain("up already");
  expect(team.app.provider.listed()).toHaveLength(1);
  expect(await team.pods()).toHaveLength(1);
});

test("a /pod up whose bot died before it had the place rents nothing, and the next one makes one pod", async () => {
  await using team = await createSimulatedTeam();
  dieAfterCreate(team.app.store.pods);
  void team.app.dispatch({ ...asked, commandLine: "pod up" });
  await team.clock.settle();

  await team.app.killAndRestart();
  await team.say("pod up");
  await team.advance(20 * minute);

  expect((await team.pods()).map((pod) => pod.phase).toSorted()).toEqual(["gone", "live"]);
  expect(team.app.provider.listed()).toHaveLength(1);
});

test("a second /pod up shows the pod that is up", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();

  const reply = await team.say("pod up gpu:L4");

  expect(reply.acknowledgement).toContain("up already");
  expect(team.app.provider.listed()).toHaveLength(1);
});
