import { expect, test } from "vitest";
import { runpodFailures } from "../../src/core/words/runpod.ts";
import { firstLogin, type SimulatedLogin } from "../../src/simulated/accounts.ts";
import { createSimulatedTeam, hour, minute, second, textOf } from "../support/simulated-team.ts";
import { failAlways } from "../support/trouble.ts";

const refused: SimulatedLogin = { ...firstLogin, isRefused: true };
const alarm = "refuses labelpod";

test("a key that is refused while a pod is up is told at the second look, with what to do", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  await team.advance(minute);
  team.app.provider.signIn(refused);

  await team.advance(31 * second);

  expect(textOf(team.card(alarm))).toMatch(
    /put it into RUNPOD_API_KEY, and restart[^]*k2 may be up and billed[^]*watchdog on it stops it once nobody uses it, at the latest/,
  );
});

test("one look that is refused is not told", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  team.app.provider.failNext("list", runpodFailures.badKey());

  await team.advance(10 * minute);

  expect(team.cards(alarm)).toEqual([]);
});

test("it is one message, over restarts too, until the key works again, and another the next time", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  await team.say("pod keep 12h");
  team.app.provider.signIn(refused);
  await team.advance(hour);
  await team.app.killAndRestart(async () => team.clock.advance(10 * minute));
  await team.advance(hour);
  const meanwhile = team.cards(alarm).map(({ outcome }) => outcome);

  team.app.provider.signIn(firstLogin);
  await team.advance(minute);
  const after = [team.cards(alarm).length, team.card("answers labelpod again")?.outcome];
  team.app.provider.signIn(refused);
  await team.advance(minute);

  expect(meanwhile).toEqual(["open"]);
  expect(after).toEqual([0, "succeeded"]);
  expect(team.cards(alarm)).toHaveLength(1);
});

test("nothing is told of a refused key while nothing is up", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  await team.say("pod down");
  await team.advance(minute);
  team.app.provider.signIn(refused);

  await team.advance(10 * minute);

  expect(team.cards(alarm)).toEqual([]);
});

test.each([
  ["rights that were taken away", runpodFailures.keyForbidden()],
  ["an empty balance", runpodFailures.noMoney()],
])("a stop that alone is refused for %s is told at once with the cause", async (_why, error) => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  failAlways(team.app.provider.pods, "stop", error);

  await team.say("pod down");
  await team.advance(40 * second);

  expect(textOf(team.card("does not stop"))).toContain(error.userMessage);
});

test("the alarm of a stop says why it is not confirmed, once the provider does nothing any more", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  team.app.provider.signIn(refused);

  await team.say("pod down");
  await team.advance(4 * minute);

  expect(team.cards("does not stop")).toHaveLength(1);
  expect(textOf(team.card("does not stop"))).toContain("RUNPOD_API_KEY");
});
