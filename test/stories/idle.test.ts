import { expect, test } from "vitest";
import { shellFailures } from "../../src/core/words/shell.ts";
import type { Card } from "../../src/core/records/card.ts";
import { dieBeforeCard } from "../support/crash.ts";
import {
  createSimulatedTeam,
  type SimulatedTeam,
  hour,
  minute,
  second,
  textOf,
} from "../support/simulated-team.ts";

/** Live somewhat over a minute after `/pod up`, so warned about 4 and stopped about 7 minutes after `podUp()`. */
const quick = { idleMs: 6 * minute, graceMs: 3 * minute } as const;

function warnings(team: SimulatedTeam): readonly Card[] {
  return team.cards("Nobody uses pod");
}

async function phaseOf(team: SimulatedTeam): Promise<string | undefined> {
  return (await team.pods())[0]?.phase;
}

test("an unused pod is warned about once, stopped after the grace, and summed up", async () => {
  await using team = await createSimulatedTeam(quick);
  await team.podUp();

  await team.advance(4 * minute);
  const early = warnings(team).length;
  await team.advance(minute);
  const open = warnings(team)[0];
  await team.advance(2 * minute);
  const before = await phaseOf(team);
  await team.advance(minute);

  expect(early).toBe(0);
  expect(open).toMatchObject({ tone: "warning", outcome: "open", notify: { name: "Ada" } });
  expect(open?.actions?.map((action) => action.label)).toEqual(["Keep 1 hour", "Stop now"]);
  expect(textOf(open)).toMatch(
    /^Nobody uses pod k2\nStarted by Ada\. It stops 2026-\S+ unless somebody uses it/,
  );
  expect(textOf(open)).toContain("Somebody else may have its GPU when it is to start again.");
  expect(before).toBe("live");
  expect(await phaseOf(team)).toBe("stopped");
  expect(team.app.provider.listed().map((pod) => pod.status)).toEqual(["stopped"]);
  expect(warnings(team)).toHaveLength(1);
  expect(textOf(warnings(team)[0])).toContain("The pod is being stopped now.");
  expect(textOf(team.card(": summary of this run"))).toContain("Stopped because nobody used it.");
});

test("the summary of an idle stop says time, cost, trainings and the best accuracy", async () => {
  await using team = await createSimulatedTeam(quick);
  await team.podUp();
  await team.say("train deepedit epochs:3");

  await team.advance(15 * minute);

  expect(textOf(team.card(": summary of this run"))).toMatch(
    /Time up: \d+ min\nCost: \$0\.\d\d; now its disk costs \$10\.00 a month\nLabels: 0 new, 5 in all\nTrainings: 1\nModels trained: deepedit, best accuracy 0\.510/,
  );
});

test("Keep puts the stop off by an hour and takes the warning back", async () => {
  await using team = await createSimulatedTeam(quick);
  await team.podUp();
  await team.advance(5 * minute);

  const reply = await team.press(warnings(team)[0], "Keep");
  await team.advance(58 * minute);
  const kept = await phaseOf(team);
  await team.advance(7 * minute);

  expect(reply.card).toMatchObject({ title: "The pod is kept", onlyFor: { name: "Ada" } });
  expect(textOf(warnings(team)[0])).toContain("stays up");
  expect(kept).toBe("live");
  expect(await phaseOf(team)).toBe("stopped");
  expect(warnings(team)).toHaveLength(2);
});

test("Stop now stops at once", async () => {
  await using team = await createSimulatedTeam(quick);
  await team.podUp();
  await team.advance(5 * minute);

  await team.press(warnings(team)[0], "Stop now");
  await team.advance(30 * second);

  expect(await phaseOf(team)).toBe("stopped");
  expect(textOf(team.card(": summary of this run"))).toContain("Stopped on request, by Ada.");
});

test("a pod that is used again keeps running, and its warning is taken back", async () => {
  await using team = await createSimulatedTeam(quick);
  await team.podUp();
  await team.advance(5 * minute);

  team.app.software.use();
  await team.advance(5 * minute);

  expect(await phaseOf(team)).toBe("live");
  expect(textOf(warnings(team)[0])).toContain("in use again");
  expect(warnings(team)[0]?.actions).toBeUndefined();
});

test("an open SSH session counts as use", async () => {
  await using team = await createSimulatedTeam(quick);
  await team.podUp();
  team.app.software.setSshSessions(1);

  await team.advance(20 * minute);
  const used = await phaseOf(team);
  team.app.software.setSshSessions(0);
  await team.advance(10 * minute);

  expect(used).toBe("live");
  expect(await phaseOf(team)).toBe("stopped");
});

test("a running training is never idle", async () => {
  await using team = await createSimulatedTeam(quick);
  await team.podUp();
  await team.say("train deepedit epochs:40");

  await team.advance(13 * minute);
  const during = { phase: await phaseOf(team), warned: warnings(team).length };
  await team.advance(11 * minute);

  expect(during).toEqual({ phase: "live", warned: 0 });
  expect((await team.trainings())[0]?.state).toBe("done");
  expect(await phaseOf(team)).toBe("stopped");
});

test("/train counts as use before the server has begun it", async () => {
  await using team = await createSimulatedTeam(quick);
  await team.podUp();
  await team.advance(7 * minute);
  team.app.labelServer.setUp(false);

  await team.say("train deepedit epochs:3");
  await team.advance(2 * minute);
  team.app.labelServer.setUp(true);
  await team.advance(3 * minute);

  expect((await team.trainings())[0]?.state).toBe("done");
});

test("a pod whose use can't be read is not idle, but ends at the hard limit", async () => {
  await using team = await createSimulatedTeam({ ...quick, hardLimitMs: 30 * minute });
  await team.podUp();
  team.app.software.activity = async () => {
    throw shellFailures.noConnection(undefined);
  };

  await team.advance(25 * minute);
  const unread = { phase: await phaseOf(team), warned: warnings(team).length };
  await team.advance(4 * minute);

  expect(unread).toEqual({ phase: "live", warned: 0 });
  expect(await phaseOf(team)).toBe("stopped");
});

test("one reading that fails neither stops a pod nor takes its warning back", async () => {
  await using team = await createSimulatedTeam(quick);
  await team.podUp();
  await team.advance(5 * minute);

  team.app.software.failNext("activity", shellFailures.noConnection(undefined));
  await team.advance(20 * second);
  const after = textOf(warnings(team)[0]);
  await team.advance(3 * minute);

  expect(after).toContain("unless somebody uses it");
  expect(await phaseOf(team)).toBe("stopped");
  expect(warnings(team)).toHaveLength(1);
});

test("the hard limit warns ten minutes before and ends even a training", async () => {
  await using team = await createSimulatedTeam({ hardLimitMs: 20 * minute });
  await team.podUp();
  await team.say("train deepedit epochs:100");

  await team.advance(6 * minute);
  const early = team.cards("reaches its longest life").length;
  await team.advance(4 * minute);
  const warned = team.cards("reaches its longest life");
  const status = textOf((await team.say("pod status")).card);
  await team.advance(8 * minute);

  expect(early).toBe(0);
  expect(warned).toHaveLength(1);
  expect(textOf(warned[0])).toContain("whatever goes on; save your work");
  expect(textOf(warned[0])).toContain("Somebody else may have its GPU when it is to start again.");
  expect(status).toMatch(/Its longest life of 20 min ends 2026-\S+, whatever goes on/);
  expect(await phaseOf(team)).toBe("stopped");
  expect((await team.trainings())[0]?.state).toBe("stopped");
  expect(textOf(team.card(": summary of this run"))).toContain("reached its longest life");
});

test("the hard limit also ends a bring-up that goes on and on", async () => {
  await using team = await createSimulatedTeam({ hardLimitMs: 2 * minute });
  const environment = team.app.software.steps.find((step) => step.name === "environment");
  if (environment === undefined) throw new Error("the twin has such a step");
  environment.look = async () => ({ state: "under-way" });

  await team.say("pod up");
  await team.advance(4 * minute);

  expect(await phaseOf(team)).toBe("stopped");
  expect(textOf(team.card(": summary of this run"))).toContain("reached its longest life");
});

test("an idle warning that the end of its longest life overtakes stands beside it", async () => {
  await using team = await createSimulatedTeam({ ...quick, hardLimitMs: 18 * minute });
  await team.podUp();

  await team.advance(5 * minute + 30 * second);

  expect(textOf(warnings(team)[0])).toContain("unless somebody uses it or presses Keep");
  expect(team.cards("reaches its longest life")).toHaveLength(1);
});

test("the warning is edited two minutes before the stop, as one message that was posted once", async () => {
  await using team = await createSimulatedTeam({ idleMs: 6 * minute, graceMs: 5 * minute });
  await team.podUp();

  await team.advance(6 * minute);
  const first = textOf(warnings(team)[0]);
  await team.advance(3 * minute);

  expect(first).not.toContain("Last call");
  expect(textOf(warnings(team)[0])).toContain("Last call: it stops in a moment.");
  expect(warnings(team)).toHaveLength(1);
});

test("the end of a long life is told an hour and ten minutes before, and Keep does not pass it", async () => {
  await using team = await createSimulatedTeam({ idleMs: 6 * hour, hardLimitMs: 4 * hour });
  await team.podUp();

  const early = await team.say("pod keep 12h");
  await team.advance(2 * hour + 58 * minute);
  const first = team.cards("reaches its longest life").map(textOf);
  await team.advance(50 * minute);
  const both = team.cards("reaches its longest life").map(textOf);
  await team.advance(10 * minute);

  expect(textOf(early.card)).toContain("all the same; an admin can add beyond-limit:yes");
  expect(first).toHaveLength(1);
  expect(both[0]).toContain("A newer message says when it stops.");
  expect(both[1]).toContain("whatever goes on; save your work");
  expect(await phaseOf(team)).toBe("stopped");
});

test("an admin can put the end of a pod's life off, nobody else", async () => {
  await using team = await createSimulatedTeam({ idleMs: 6 * hour, hardLimitMs: 4 * hour });
  await team.podUp();
  await team.advance(3 * hour);

  const refused = await team.say("pod keep 2h beyond-limit:yes");
  const reply = await team.say("pod keep 2h beyond-limit:yes", { isAdmin: true });
  const status = textOf((await team.say("pod status")).card);
  await team.advance(hour + 50 * minute);
  const kept = await phaseOf(team);
  await team.advance(12 * minute);

  expect(textOf(refused.card)).toContain("Only an admin may change how long a pod lives");
  expect(textOf(reply.card)).toContain("Its longest life goes on until then as well.");
  expect(status).toContain("An admin let it go on until");
  expect(team.cards("reaches its longest life").map(textOf)[0]).toContain("was put off");
  expect(kept).toBe("live");
  expect(await phaseOf(team)).toBe("stopped");
});

test("/pod keep until 18:00 keeps it to that time in the team's zone", async () => {
  await using team = await createSimulatedTeam({ ...quick, timeZone: "Europe/Berlin" });
  await team.podUp();

  // The test's clock began at midnight in UTC, one in the morning in Berlin.
  await team.say("pod keep until 01:40");
  await team.advance(36 * minute);
  const kept = await phaseOf(team);
  await team.advance(5 * minute);

  expect(kept).toBe("live");
  expect(await phaseOf(team)).toBe("stopped");
});

test("/pod idle changes the idle time of the pod that is up, and takes an open warning back", async () => {
  await using team = await createSimulatedTeam(quick);
  await team.podUp();
  await team.advance(5 * minute);

  const reply = await team.say("pod idle 30m");
  await team.advance(20 * minute);
  const later = await phaseOf(team);
  await team.advance(15 * minute);

  expect(textOf(reply.card)).toContain("warned of after 30 min without use and stops 3 min later");
  expect(textOf(warnings(team)[0])).toContain("stays up");
  expect(later).toBe("live");
  expect(await phaseOf(team)).toBe("stopped");
});

test("/settings changes the team's idle time, for the pod that is up too", async () => {
  await using team = await createSimulatedTeam(quick);
  await team.podUp();

  const changed = await team.say("settings set idle:20m grace:5m timezone:Europe/Berlin");
  const shown = await team.say("settings");
  await team.advance(18 * minute);
  const later = warnings(team).length;
  await team.advance(9 * minute);

  expect(textOf(changed.card)).toContain("Warned after (idle): 20 min without use");
  expect(textOf(shown.card)).toContain("Time zone (timezone): Europe/Berlin");
  expect(later).toBe(0);
  expect(await phaseOf(team)).toBe("stopped");
});

test.each([
  ["settings set hard-limit:20h", "Only an admin"],
  ["settings set timezone:Mars/Olympus", "takes a name such as Europe/Berlin"],
  ["settings set", "No setting was given"],
  ["pod keep 2h until:18:00", "give one, such as 2h or until:18:00"],
])("%s is refused with a sentence", async (commandLine, sentence) => {
  await using team = await createSimulatedTeam();
  await team.podUp();

  const reply = await team.say(commandLine);

  expect(textOf(reply.card)).toContain(sentence);
});

test("a warning that was decided is told, although a run of the job dies before its message", async () => {
  await using team = await createSimulatedTeam(quick);
  await team.podUp();
  dieBeforeCard(team.chat, (card) => card.title.startsWith("Nobody uses pod"));

  await team.advance(5 * minute);
  await team.app.killAndRestart();
  await team.advance(minute);

  expect(warnings(team)).toHaveLength(1);
});

test("idle:30m given to /pod up is the time that counts", async () => {
  await using team = await createSimulatedTeam();
  await team.say("pod up idle:30m");
  await team.advance(3 * minute);
  const announced = textOf(team.card("is live: MONAI Label answers"));

  await team.advance(45 * minute);

  expect(announced).toContain("After 30 min without use it says so here");
  expect(await phaseOf(team)).toBe("stopped");
});

test("/pod keep for:30m keeps an unused pod for half an hour, also over a restart of the server", async () => {
  await using team = await createSimulatedTeam(quick);
  await team.podUp();

  await team.say("pod keep for:30m");
  await team.say("pod restart");
  await team.advance(29 * minute);
  const kept = await phaseOf(team);
  await team.advance(5 * minute);

  expect(kept).toBe("live");
  expect(await phaseOf(team)).toBe("stopped");
});

test("/pod keep with no pod says how to start one", async () => {
  await using team = await createSimulatedTeam();

  const reply = await team.say("pod keep");

  expect(textOf(reply.card)).toContain("start one with /pod up");
});

test("deadlines hold over a restart of the bot", async () => {
  await using team = await createSimulatedTeam(quick);
  await team.podUp();
  await team.advance(5 * minute);

  await team.app.killAndRestart();
  await team.advance(3 * minute);

  expect(await phaseOf(team)).toBe("stopped");
  expect(warnings(team)).toHaveLength(1);
});

test("a bot that was away looks before it stops: use in between counts", async () => {
  await using team = await createSimulatedTeam(quick);
  await team.podUp();
  await team.advance(5 * minute);
  const { pods } = team.app.store;
  const { list } = pods;
  // Its heartbeat hangs, as all of it would.
  pods.list = async () => Promise.withResolvers<never>().promise;
  await team.advance(3 * minute);
  team.app.software.use();
  await team.advance(2 * minute);
  pods.list = list;

  await team.app.killAndRestart();
  await team.advance(minute);

  expect(await phaseOf(team)).toBe("live");
  expect(textOf(warnings(team)[0])).toContain("in use again");
});

test("an announcement that a crash kept back is made by the next look at the pod", async () => {
  await using team = await createSimulatedTeam();
  dieBeforeCard(team.chat, (card) => card.key.endsWith(":live"));

  await team.say("pod up");
  await team.advance(3 * minute);
  await team.app.killAndRestart();
  await team.advance(30 * second);

  expect(team.cards("MONAI Label answers")).toHaveLength(1);
});
