import { expect, test } from "vitest";
import { runpodFailures } from "../../src/core/words/runpod.ts";
import { createSimulatedTeam, hour, minute, textOf } from "../support/simulated-team.ts";
import { recordCalls } from "../support/trouble.ts";

const another = { key: "key-2", account: "account-2" };

test("neither the balance of another account nor its bills are taken for the pod's", async () => {
  await using team = await createSimulatedTeam({ idleMs: 9 * hour });
  await team.podUp();
  const asked = recordCalls(team.app.provider.billing, "charges");
  team.app.provider.billing.setBalance(0.1);
  await team.app.killAndRestart(async () => team.app.provider.signIn(another));

  await team.advance(2 * hour);

  expect(team.cards("balance lasts")).toEqual([]);
  expect(asked).toEqual([]);
});

test("the ledger has a pod that another account's key is not shown go on", async () => {
  await using team = await createSimulatedTeam({ idleMs: 9 * hour });
  await team.podUp();
  await team.app.killAndRestart(async () => team.app.provider.signIn(another));

  await team.advance(hour);

  const entries = (await team.app.store.ledger.list()).map(({ value }) => value);
  expect(entries).toHaveLength(1);
  expect(entries[0]).not.toHaveProperty("toMs");
});

test("a network volume is not deleted because another account does not have it", async () => {
  await using team = await createSimulatedTeam();
  const { provider } = team.app;
  const created = await team.say("volume create name:studies data-center:US-KS-2");
  await team.press(created.card, "Yes");
  await team.advance(minute);
  provider.failNext("remove-volume", runpodFailures.broken());
  const { card } = await team.say("volume delete studies");
  await team.press(card, "Yes");

  await team.app.killAndRestart(async () => provider.signIn(another));
  await team.advance(minute);

  expect(provider.volumes.kept()[0]).not.toHaveProperty("goneAtMs");
  expect(textOf(team.cards("studies").at(-1))).toContain("API key has changed since this was confirmed");
});
