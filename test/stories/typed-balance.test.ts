import { expect, test } from "vitest";
import { runpodFailures } from "../../src/core/words/runpod.ts";
import { createSimulatedTeam, hour, type SimulatedTeam, minute, textOf } from "../support/simulated-team.ts";
import { failAlways } from "../support/trouble.ts";

const long = { idleMs: 5_000 * hour, hardLimitMs: 5_000 * hour };

/** A pod that is up at a provider that tells no balance. */
async function untoldTeam(): Promise<SimulatedTeam> {
  const team = await createSimulatedTeam(long);
  team.app.provider.billing.setBalance(undefined);
  await team.podUp();
  await team.advance(6 * minute);
  return team;
}

function told(team: SimulatedTeam): readonly string[] {
  return team.cards("balance").map(({ title, outcome }) => `${title} (${outcome})`);
}

test("the team is asked for the balance once, however often the bot is started", async () => {
  await using team = await untoldTeam();

  await team.app.killAndRestart();
  await team.advance(20 * minute);

  expect(told(team)).toEqual(["The account's balance is unknown (open)"]);
  expect(textOf(team.card("balance is unknown"))).toContain("type it with /cost balance 25");
});

test("what was typed is taken down by what the pods cost, and told of at 24, 6 and 1 hours left", async () => {
  await using team = await untoldTeam();

  const noted = textOf((await team.say("cost balance 5")).card);
  await team.advance(6 * minute);
  const shown = textOf((await team.say("cost show")).card);
  await team.advance(7 * hour);

  expect(noted).toMatch(/\$5\.00; at what is spent now it lasts about 7 h\./);
  expect(shown).toMatch(/Balance: \$4\.9\d, reckoned from the \$5\.00 that Ada typed .*; it lasts about 7 h/);
  expect(told(team)).toEqual([
    "The account's balance is unknown (succeeded)",
    "The account's balance lasts less than 24 hours (open)",
    "The account's balance lasts less than 6 hours (open)",
    "The account's balance lasts less than an hour (open)",
  ]);
  expect(textOf(team.card("less than an hour"))).toContain(
    "after adding credits, type what its console shows",
  );
});

test("a figure that is typed after adding credits ends the alarm", async () => {
  await using team = await untoldTeam();
  await team.say("cost balance 0.5");
  await team.advance(6 * minute);
  const before = told(team).at(-1);

  await team.say("cost balance 100");
  await team.advance(6 * minute);

  expect(before).toBe("The account's balance lasts less than an hour (open)");
  expect(told(team).at(-1)).toBe("The account's balance lasts less than an hour (succeeded)");
});

test("a reckoning that is used up reads as nothing left, not as less than that", async () => {
  await using team = await untoldTeam();

  await team.say("cost balance 0.1");
  await team.advance(hour);

  expect(textOf(team.card("less than an hour"))).toMatch(/\$0\.\d\d is left/);
  expect(textOf((await team.say("cost show")).card)).toContain("Balance: $0.00, reckoned from the $0.10");
});

test("what the provider tells counts before what was typed", async () => {
  await using team = await createSimulatedTeam(long);
  await team.podUp();
  await team.advance(6 * minute);

  const noted = textOf((await team.say("cost balance 0.1")).card);
  await team.advance(10 * minute);

  expect(noted).toContain("The provider tells the balance itself");
  expect(team.cards("balance")).toEqual([]);
});

test("an account that gives no answer for six hours counts as one that tells no balance", async () => {
  await using team = await createSimulatedTeam(long);
  await team.podUp();
  await team.advance(6 * minute);
  const recover = failAlways(team.app.provider.billing, "balance", runpodFailures.unreachable(undefined));

  await team.advance(5 * hour + 50 * minute);
  const early = told(team);
  await team.advance(25 * minute);
  const late = told(team);
  recover();
  await team.advance(6 * minute);

  expect(early).toEqual([]);
  expect(late).toEqual(["The account's balance is unknown (open)"]);
  expect(told(team)).toEqual(["The account's balance is unknown (succeeded)"]);
});

test("nobody is asked while nothing costs money", async () => {
  await using team = await createSimulatedTeam(long);
  team.app.provider.billing.setBalance(undefined);

  await team.advance(hour);

  expect(team.cards("balance")).toEqual([]);
});

test("a command without a figure says how to give one", async () => {
  await using team = await untoldTeam();

  expect(textOf((await team.say("cost balance")).card)).toContain("such as /cost balance 25");
  expect(textOf((await team.say("cost balance -3")).card)).toContain("The option usd takes a number");
});
