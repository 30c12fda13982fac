import { expect, test } from "vitest";
import { shellFailures } from "../../src/core/words/shell.ts";
import { dieBeforeCard } from "../support/crash.ts";
import { createSimulatedTeam, minute, second, textOf } from "../support/simulated-team.ts";
import { quick, warnings, phaseOf } from "./idle-bench.ts";
import { hang } from "../support/trouble.ts";
import { hideUse } from "../support/provider-trouble.ts";

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
  hideUse(team.app.software);

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

test("a warning that was decided is told, although a run of the job dies before its message", async () => {
  await using team = await createSimulatedTeam(quick);
  await team.podUp();
  dieBeforeCard(team.chat, (card) => card.title.startsWith("Nobody uses pod"));

  await team.advance(5 * minute);
  await team.app.killAndRestart();
  await team.advance(minute);

  expect(warnings(team)).toHaveLength(1);
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
  // Its heartbeat hangs, as all of it would.
  const wake = hang(team.app.store.pods, "listOpen");
  await team.advance(3 * minute);
  team.app.software.use();
  await team.advance(2 * minute);
  wake();

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
