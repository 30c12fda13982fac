import { expect, test } from "vitest";
import { NoCapacityError, UnknownCreateError, UserFacingError } from "../../src/core/common/errors.ts";
import { dieAfterWrite, dieBeforeCard } from "../support/crash.ts";
import { bob, createSimulatedTeam, minute, second, textOf } from "../support/simulated-team.ts";
import { failAlways, recordCalls, beforeCall } from "../support/trouble.ts";
import { ignoreStops, hideFromList } from "../support/provider-trouble.ts";

test("/pod down counts only when the provider says that the pod is stopped", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();

  const reply = await team.say("pod down", { person: bob });
  const atOnce = reply.card.title;
  await team.advance(minute);

  expect(reply.acknowledgement).toContain("being stopped");
  expect(atOnce).toContain("is being stopped");
  expect(team.app.provider.listed().map((pod) => pod.status)).toEqual(["stopped"]);
  expect((await team.pods())[0]?.phase).toBe("stopped");
  expect(textOf(team.card("is stopped"))).toContain("Stopped on request, by Bob.");
  expect(team.card("is stopped")?.outcome).toBe("succeeded");
});

test("a stop ends with a summary of time, cost and trainings", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  await team.advance(27 * minute);

  await team.say("pod down");
  await team.advance(minute);

  const summary = textOf(team.card(": summary of this run"));
  expect(summary).toMatch(/Time up: 30 min/);
  expect(summary).toMatch(/Cost: \$0\.3[45]/);
  expect(summary).toContain("Trainings: 0");
  expect(summary).toContain("Labels and models stay on its volume");
});

test("a stop that the provider ignores is tried on, with an alarm after 3 minutes and then every 10", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  const heed = ignoreStops(team.app.provider);
  const calls = recordCalls(team.app.provider.pods, "stop");

  await team.say("pod down");
  await team.advance(2 * minute + 50 * second);
  const early = team.cards("does not stop").length;
  await team.advance(minute);
  const first = team.cards("does not stop");
  await team.advance(20 * minute);
  const later = team.cards("does not stop").length;
  heed();
  await team.advance(minute);

  expect({ early, first: first.length, later }).toEqual({ early: 0, first: 1, later: 3 });
  expect(first[0]?.notify?.name).toBe("Ada");
  expect(calls.length).toBeGreaterThan(20);
  expect((await team.pods())[0]?.phase).toBe("stopped");
});

test("a bot that dies right before it alarms of a stop does so when it is back", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  ignoreStops(team.app.provider);
  dieBeforeCard(team.chat, ({ title }) => title.endsWith("does not stop"));
  await team.say("pod down");
  await team.advance(4 * minute);
  const before = team.cards("does not stop").length;

  await team.app.killAndRestart();
  await team.advance(minute);

  expect(before).toBe(0);
  expect(team.cards("does not stop")).toHaveLength(1);
});

test("an alarm of a stop that no chat takes is told after the next attempt, and holds up no attempt", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  ignoreStops(team.app.provider);
  const stops = recordCalls(team.app.provider.pods, "stop");
  const recover = failAlways(team.chat, "show", new Error("gone"));
  await team.say("pod down");
  await team.advance(4 * minute);
  const attempts = new Set(stops.map(([, , attempt]) => attempt)).size;
  recover();
  await team.advance(minute);

  expect(attempts).toBeGreaterThan(3);
  expect(team.cards("does not stop")).toHaveLength(1);
});

test("a stop that fails is tried again until it works", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  for (let fault = 0; fault < 4; fault += 1)
    team.app.provider.failNext(
      "stop",
      new UserFacingError("runpod-key-forbidden", "The key is not valid: renew it."),
    );

  await team.say("pod down");
  await team.advance(2 * minute);

  expect(team.app.provider.listed()[0]?.status).toBe("stopped");
  expect((await team.pods())[0]?.phase).toBe("stopped");
});

test("/pod down of a pod whose create answer was lost finds it by its name and stops it", async () => {
  await using team = await createSimulatedTeam();
  const { provider } = team.app;
  provider.failNext(
    "create",
    new UnknownCreateError("runpod-create-unknown", "The answer was lost."),
    "after",
  );
  const show = hideFromList(provider);
  await team.say("pod up");
  await team.advance(20 * second);

  await team.say("pod down");
  await team.advance(20 * second);
  const whileHidden = (await team.pods())[0]?.phase;
  show();
  await team.advance(minute);

  expect(whileHidden).toBe("stopping");
  expect(provider.listed().map((pod) => pod.status)).toEqual(["stopped"]);
});

test("a machine that turns up long after its create answer was lost is stopped all the same", async () => {
  await using team = await createSimulatedTeam();
  const { provider } = team.app;
  provider.failNext(
    "create",
    new UnknownCreateError("runpod-create-unknown", "The answer was lost."),
    "after",
  );
  const show = hideFromList(provider);
  await team.say("pod up");
  await team.say("pod down");
  await team.advance(5 * minute);
  const given = (await team.pods())[0]?.phase;

  show();
  await team.advance(minute);

  expect(given).toBe("gone");
  expect(provider.listed()).toEqual([]);
});

test("/pod down in a bring-up ends it: nothing runs and no step goes on", async () => {
  await using team = await createSimulatedTeam();
  await team.say("pod up");
  await team.advance(40 * second);

  await team.say("pod down");
  await team.advance(10 * minute);

  const [pod] = await team.pods();
  expect(pod?.phase).toBe("stopped");
  expect(team.app.provider.listed().map((listed) => listed.status)).toEqual(["stopped"]);
  expect(team.card("is live")).toBeUndefined();
});

test("/pod down while the machine is being rented still stops the machine", async () => {
  await using team = await createSimulatedTeam();
  beforeCall(team.app.provider.pods, "create", () => team.clock.sleep(30 * second));
  await team.say("pod up");
  await team.advance(5 * second);

  await team.say("pod down");
  await team.advance(5 * minute);

  expect(team.app.provider.listed().map((listed) => listed.status)).toEqual(["stopped"]);
  expect((await team.pods())[0]).toMatchObject({ phase: "stopped", providerPodId: expect.any(String) });
});

test("/pod down between two tries to rent ends the trying", async () => {
  await using team = await createSimulatedTeam();
  beforeCall(team.app.provider.pods, "create", async () => {
    await team.say("pod down");
    await team.advance(0);
    throw new NoCapacityError("no-capacity", "Taken.");
  });
  const calls = recordCalls(team.app.provider.pods, "create");

  await team.say("pod up");
  await team.advance(5 * minute);

  expect(calls).toHaveLength(1);
  expect((await team.pods())[0]?.phase).toBe("gone");
});

test("/pod down twice asks once more for nothing", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();

  await team.say("pod down");
  const again = await team.say("pod down");
  await team.advance(minute);
  const third = await team.say("pod down");

  expect(again.acknowledgement).toContain("already");
  expect(third.card.outcome).toBe("failed");
  expect(textOf(third.card)).toContain("start one with /pod up");
  expect(team.cards(": summary")).toHaveLength(1);
});

test("/pod up while the pod is being stopped says to wait", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  await team.say("pod down");

  const reply = await team.say("pod up");

  expect(textOf(reply.card)).toContain("wait until its card says so");
  await team.advance(minute);
});

test("/pod down with no pod says how to start one", async () => {
  await using team = await createSimulatedTeam();

  const reply = await team.say("pod down");

  expect(textOf(reply.card)).toContain("No pod is up: start one with /pod up.");
});

test("a chat that takes nothing never holds a stop up", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  const takeCards = failAlways(team.chat, "show", new Error("no platform takes the card"));

  await team.say("pod down");
  await team.advance(2 * minute);
  const whileSilent = team.app.provider.listed().map((pod) => pod.status);
  takeCards();
  await team.advance(minute);

  expect(whileSilent).toEqual(["stopped"]);
  expect(team.cards(": summary")).toHaveLength(1);
});

test("a bot killed between the provider's yes and the summary still sends the summary", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  dieAfterWrite(team.app.store.pods, (pod) => pod.phase === "stopped");

  await team.say("pod down");
  await team.advance(10 * second);
  await team.app.killAndRestart();
  await team.advance(minute);

  expect(team.cards(": summary")).toHaveLength(1);
  expect(team.card("is stopped")).toBeDefined();
});

test("a bot killed in a stop goes on stopping", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  await team.say("pod down");

  await team.app.killAndRestart();
  await team.advance(minute);

  expect(team.app.provider.listed()[0]?.status).toBe("stopped");
});
