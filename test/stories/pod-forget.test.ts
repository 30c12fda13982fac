import { expect, test } from "vitest";
import { firstLogin, type SimulatedLogin } from "../../src/simulated/accounts.ts";
import { createSimulatedTeam, minute, type SimulatedTeam, textOf } from "../support/simulated-team.ts";

const another: SimulatedLogin = { key: "key-2", account: "account-2" };
const alarm = "may be billed in another account";

/** The bot is started again with another key. */
async function restartAs(team: SimulatedTeam, login: SimulatedLogin): Promise<void> {
  await team.app.killAndRestart(async () => team.app.provider.signIn(login));
}

test("an admin gives such a pod up, and is told first what may be billed", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  await team.say("train deepedit epochs:300");
  await restartAs(team, another);
  await team.advance(minute);

  const asked = await team.press(team.card(alarm), "Give it up", { isAdmin: true });
  await team.press(asked.card, "Yes", { isAdmin: true });
  await team.advance(minute);

  expect(textOf(asked.card)).toMatch(/may still be up and billed, with its disk/);
  expect((await team.pods())[0]).toMatchObject({ phase: "gone", run: { stop: { reason: "forgotten" } } });
  expect((await team.trainings())[0]?.state).toBe("stopped");
  expect(textOf(team.card(": summary of this run"))).toMatch(
    /Given up by Ada, since the provider did not show it[^]*may still be there with its volume/,
  );
  expect(team.card(alarm)).toMatchObject({ outcome: "succeeded" });
  expect((await team.say("pod up")).acknowledgement).toContain("coming up");
});

test("nobody else gives a pod up, and nobody one that is shown", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  const shown = await team.say("pod forget id:k2", { isAdmin: true });
  await restartAs(team, another);
  await team.advance(minute);

  const { card } = await team.say("pod forget id:k2");

  expect(textOf(shown.card)).toContain("No such pod is missing");
  expect(textOf(card)).toContain("Only an admin");
  expect((await team.pods())[0]?.phase).toBe("live");
});

test("one that was given up and is shown again by its own key is stopped with its work kept", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  await restartAs(team, another);
  await team.advance(minute);
  const { card } = await team.say("pod forget", { isAdmin: true });
  await team.press(card, "Yes", { isAdmin: true });
  await team.advance(minute);

  await restartAs(team, firstLogin);
  await team.advance(3 * minute);

  expect(team.app.provider.listed().map(({ status }) => status)).toEqual(["stopped"]);
  expect((await team.pods())[0]?.phase).toBe("stopped");
});
