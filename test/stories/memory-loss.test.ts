import { expect, test } from "vitest";
import type { Pod } from "../../src/core/records/pod.ts";
import type { Collection } from "../../src/core/ports/collection.ts";
import { createSimulatedTeam, hour, type SimulatedTeam, minute, textOf } from "../support/simulated-team.ts";

/** As FLUSHALL does it to Redis, for what the bot remembers. */
async function wipe({ app }: SimulatedTeam): Promise<void> {
  const collections: Collection<unknown>[] = Object.values(app.store);
  for (const collection of collections)
    for (const stored of await collection.list()) await collection.remove(stored);
}

/** A pod whose team has made another request for its end than the settings. */
async function keepPod(team: SimulatedTeam): Promise<Pod | undefined> {
  await team.podUp();
  await team.say("pod idle 40m");
  await team.say("pod keep 3h");
  await team.advance(2 * minute);
  return (await team.pods())[0];
}

test("after a loss of its memory labelpod adopts its pod as it was, and stops it when nobody uses it", async () => {
  await using team = await createSimulatedTeam({ idleMs: 20 * minute, graceMs: 5 * minute });
  await team.say("pod up models:deepedit", { person: { platform: "web", id: "bob", name: "Bob" } });
  await team.advance(3 * minute);
  const [before] = await team.pods();
  const server = await team.server();
  team.app.software.use();

  await wipe(team);
  await team.advance(2 * minute);
  const [adopted] = await team.pods();
  const sameServer = await team.server();
  await team.advance(30 * minute);

  expect(adopted).toMatchObject({
    id: before?.id,
    phase: "live",
    providerPodId: before?.providerPodId,
    askedBy: { name: "Bob" },
    request: { models: ["deepedit"] },
    run: { number: 1 },
  });
  expect(sameServer).toEqual(server);
  expect(textOf(team.card("was found again"))).toContain("stopped when nobody uses it");
  expect((await team.pods())[0]).toMatchObject({ phase: "stopped", run: { stop: { reason: "idle" } } });
  expect(team.app.provider.listed()).toHaveLength(1);
});

test("what was promised of a pod holds after a loss of memory", async () => {
  await using team = await createSimulatedTeam({ idleMs: 20 * minute, graceMs: 5 * minute });
  const before = await keepPod(team);

  await wipe(team);
  await team.advance(2 * hour);

  const [after] = await team.pods();
  expect(after).toMatchObject({ phase: "live", run: { policy: { idleMs: 40 * minute } } });
  expect(after?.run.use?.keepUntilMs).toBe(before?.run.use?.keepUntilMs);
});

test("a stopped pod that labelpod has forgotten is started by /pod up, with other keys than before", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  const before = await team.server();
  await team.say("pod down");
  await team.advance(minute);

  await wipe(team);
  await team.advance(minute);
  const found = textOf(team.card("was found again"));
  await team.say("pod up");
  await team.advance(3 * minute);

  expect(found).toContain("It is stopped and its volume is billed");
  expect((await team.pods())[0]).toMatchObject({ phase: "live", providerPodId: "memory-1" });
  expect((await team.server()).url).not.toBe(before.url);
  expect(team.app.provider.listed()).toHaveLength(1);
});

test("/pod up right after a loss of memory takes the pod over that is up, and rents no second one", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  await wipe(team);

  await team.say("pod up");
  await team.advance(3 * minute);

  expect(await team.pods()).toMatchObject([{ phase: "live", providerPodId: "memory-1" }]);
  expect(team.app.provider.listed()).toHaveLength(1);
});

test("what was promised of a pod holds where /pod up takes it over, and the card says that nothing was rented", async () => {
  await using team = await createSimulatedTeam({ idleMs: 20 * minute, graceMs: 5 * minute });
  const before = await keepPod(team);
  await wipe(team);

  await team.say("pod up models:segmentation");
  await team.advance(2 * hour);

  const [after] = await team.pods();
  expect(after).toMatchObject({
    phase: "live",
    run: { policy: { idleMs: 40 * minute } },
    request: { models: ["segmentation"] },
  });
  expect(after?.id).not.toBe(before?.id);
  expect(after?.run.use?.keepUntilMs).toBe(before?.run.use?.keepUntilMs);
  expect(textOf(team.cards("is live").find(({ key }) => key === `pod:${after?.id}:1`))).toContain(
    "It was up already",
  );

  await team.say("pod down");
  await team.advance(minute);
  await team.say("pod up");
  await team.advance(3 * minute);
  expect((await team.pods())[0]).toMatchObject({ phase: "live", run: { number: 2 } });
  expect((await team.pods())[0]?.run).not.toHaveProperty("isTakenOver");
});
