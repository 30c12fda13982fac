import { expect, test } from "vitest";
import { createSimulatedTeam, hour, minute, second, textOf } from "../support/simulated-team.ts";
import { quick, warnings, phaseOf } from "./idle-bench.ts";
import { answerAlways } from "../support/trouble.ts";

test("the hard limit warns ten minutes before and ends even a training", async () => {
  await using team = await createSimulatedTeam({ hardLimitMs: 20 * minute });
  await team.podUp();
  await team.say("train deepedit epochs:100");

  await team.advance(6 * minute);
  const early = team.cards("reaches its maximum lifetime").length;
  await team.advance(4 * minute);
  const warned = team.cards("reaches its maximum lifetime");
  const status = textOf((await team.say("pod status")).card);
  await team.advance(8 * minute);

  expect(early).toBe(0);
  expect(warned).toHaveLength(1);
  expect(textOf(warned[0])).toContain("even if it is in use: save your work");
  expect(textOf(warned[0])).toContain("Somebody else may have its GPU when it is to start again.");
  expect(status).toMatch(
    /It stops 2026-\S+, when it reaches its maximum lifetime of 20 min, even if it is in use/,
  );
  expect(await phaseOf(team)).toBe("stopped");
  expect((await team.trainings())[0]?.state).toBe("stopped");
  expect(textOf(team.card(": summary of this run"))).toContain("reached its maximum lifetime");
});

test("the hard limit also ends a bring-up that goes on and on", async () => {
  await using team = await createSimulatedTeam({ hardLimitMs: 2 * minute });
  const environment = team.app.software.steps.find((step) => step.name === "environment");
  if (environment === undefined) throw new Error("the twin has such a step");
  answerAlways(environment, "look", { state: "under-way" });

  await team.say("pod up");
  await team.advance(4 * minute);

  expect(await phaseOf(team)).toBe("stopped");
  expect(textOf(team.card(": summary of this run"))).toContain("reached its maximum lifetime");
});

test("an idle warning that the end of its maximum lifetime overtakes stands beside it", async () => {
  await using team = await createSimulatedTeam({ ...quick, hardLimitMs: 18 * minute });
  await team.podUp();

  await team.advance(5 * minute + 30 * second);

  expect(textOf(warnings(team)[0])).toContain("unless somebody uses it or presses Keep");
  expect(team.cards("reaches its maximum lifetime")).toHaveLength(1);
});

test("the end of a long life is told an hour and ten minutes before, and Keep does not pass it", async () => {
  await using team = await createSimulatedTeam({ idleMs: 6 * hour, hardLimitMs: 4 * hour });
  await team.podUp();

  const early = await team.say("pod keep 12h");
  await team.advance(2 * hour + 58 * minute);
  const first = team.cards("reaches its maximum lifetime").map(textOf);
  await team.advance(50 * minute);
  const both = team.cards("reaches its maximum lifetime").map(textOf);
  await team.advance(10 * minute);

  expect(textOf(early.card)).toContain(
    "when it reaches its maximum lifetime; an admin can add beyond-limit:yes",
  );
  expect(first).toHaveLength(1);
  expect(both[0]).toContain("A newer message says when it stops.");
  expect(both[1]).toContain("even if it is in use: save your work");
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
  expect(textOf(reply.card)).toContain("Its maximum lifetime is extended until then as well.");
  expect(status).toContain("It may go on until");
  expect(team.cards("reaches its maximum lifetime").map(textOf)[0]).toContain("was extended");
  expect(kept).toBe("live");
  expect(await phaseOf(team)).toBe("stopped");
});
