import { expect, test } from "vitest";
import { createSimulatedTeam, minute, textOf } from "../support/simulated-team.ts";
import { quick, warnings, phaseOf } from "./idle-bench.ts";

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
