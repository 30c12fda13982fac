import { expect, test } from "vitest";
import { UnknownCreateError } from "../../src/core/common/errors.ts";
import { createSimulatedTeam, hour, minute, second } from "../support/simulated-team.ts";
import { long, spent, charged, sweepUsd, offBy } from "./ledger-bench.ts";
import { hideFromList, sellOutAll } from "../support/provider-trouble.ts";

test("a machine that is given back is counted beside the one that takes its place", async () => {
  await using team = await createSimulatedTeam(long);
  team.app.provider.twist({ dataCenterId: "EU-RO-1" });
  team.app.provider.twist({ gpuCount: 0 });

  await team.say("pod up");
  await team.advance(hour);

  expect((await team.pods())[0]?.phase).toBe("live");
  expect(team.app.provider.listed().length).toBe(1);
  expect(await offBy(team)).toBeLessThan(6 * sweepUsd);
});

test("a stopped pod that waits for its host costs its disk alone, and its machine from its start on", async () => {
  await using team = await createSimulatedTeam(long);
  await team.podUp();
  await team.say("pod down");
  await team.advance(minute);
  team.app.provider.fillHosts(team.clock.now() + hour);

  await team.say("pod up wait:2h");
  await team.advance(50 * minute);
  const waiting = await offBy(team);
  await team.advance(hour);

  expect(waiting).toBeLessThan(2 * sweepUsd);
  expect((await team.pods())[0]?.phase).toBe("live");
  expect(await offBy(team)).toBeLessThan(4 * sweepUsd);
});

test("a start that is refused costs nothing but the disk, which is paid for all the while", async () => {
  await using team = await createSimulatedTeam(long);
  await team.podUp();
  await team.say("pod down");
  await team.advance(minute);
  team.app.provider.fillHosts(team.clock.now() + 10 * hour);

  await team.say("pod up");
  await team.advance(2 * hour);

  expect((await team.pods())[0]?.phase).toBe("stopped");
  expect(await offBy(team)).toBeLessThan(3 * sweepUsd);
});

test("a pod that waits for a free GPU costs nothing until it has one", async () => {
  await using team = await createSimulatedTeam(long);
  const restock = sellOutAll(team.app.provider);
  await team.say("pod up wait:2h");
  await team.advance(hour);
  const waiting = await spent(team);
  restock();

  await team.advance(hour);

  expect(waiting).toBe(0);
  expect((await team.pods())[0]?.phase).toBe("live");
  expect(await offBy(team)).toBeLessThan(2 * sweepUsd);
});

test("a fresh pod in the place of a stopped one is counted beside it, until that one is deleted", async () => {
  await using team = await createSimulatedTeam(long);
  await team.podUp();
  await team.say("pod down");
  await team.advance(hour);

  await team.press((await team.say("pod up fresh:yes")).card, "Yes");
  await team.advance(hour);

  expect((await team.pods()).map(({ phase }) => phase).toSorted()).toEqual(["gone", "live"]);
  expect(await offBy(team)).toBeLessThan(4 * sweepUsd);
});

test("a pod whose create answer was lost, and that is stopped before it was found, is counted like any other", async () => {
  await using team = await createSimulatedTeam(long);
  const lost = new UnknownCreateError("runpod-create-unknown", "The answer was lost: look for the pod.");
  team.app.provider.failNext("create", lost, "after");
  await team.say("pod up");
  await team.advance(10 * second);

  await team.say("pod down");
  await team.advance(2 * hour);

  expect((await team.pods())[0]).toMatchObject({ phase: "stopped", providerPodId: "memory-1" });
  expect(await charged(team)).toBeGreaterThan(0);
  expect(await offBy(team)).toBeLessThan(2 * sweepUsd);
});

test("the time that such a pod has waited for a free GPU before is not counted", async () => {
  await using team = await createSimulatedTeam(long);
  const { failNext, listed } = team.app.provider;
  const restock = sellOutAll(team.app.provider);
  await team.say("pod up wait:6h");
  await team.advance(3 * hour);
  restock();
  const show = hideFromList(team.app.provider);
  failNext(
    "create",
    new UnknownCreateError("runpod-create-unknown", "The answer was lost: look for the pod."),
    "after",
  );
  for (let looks = 0; looks < 90 && listed().length === 0; looks += 1) await team.advance(second);

  await team.say("pod down");
  show();
  await team.advance(hour);

  expect((await team.pods())[0]).toMatchObject({ phase: "stopped", providerPodId: "memory-1" });
  expect(await offBy(team)).toBeLessThan(2 * sweepUsd);
});

test("a create that made nothing and is tried again is counted from the time of the one that did", async () => {
  await using team = await createSimulatedTeam(long);
  const lost = new UnknownCreateError("runpod-create-unknown", "The answer was lost: look for the pod.");
  for (let tries = 0; tries < 3; tries += 1) team.app.provider.failNext("create", lost, "before");

  await team.say("pod up");
  await team.advance(2 * hour);

  expect((await team.pods())[0]?.phase).toBe("live");
  expect(await offBy(team)).toBeLessThan(sweepUsd);
});

test("a pod for which nothing was to be had costs nothing", async () => {
  await using team = await createSimulatedTeam(long);

  await team.say("pod up gpu:H100");
  await team.advance(hour);

  expect(await team.app.store.ledger.list()).toEqual([]);
});
