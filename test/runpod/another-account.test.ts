import { expect, test } from "vitest";
import type { Asker } from "../../src/core/ports/provider.ts";
import { testAskers } from "../contracts/asker.ts";
import { minute } from "../support/simulated-team.ts";
import { apiKey, makeRunpodBench, never } from "./bench.ts";
import { hung } from "../twins/runpod/faults.ts";
import { createRunpodTeam } from "./runpod-team.ts";

const othersKey = "rpa_THEKEYOFANOTHERACCOUNT";
const renewedKey = "rpa_ARENEWEDKEY";
const alarm = /may be billed in another account/;

test("a pod that is billed is not called gone by the key of another account, which rents nothing either", async () => {
  await using team = await createRunpodTeam();
  team.twin.addAccount(othersKey);
  const id = await team.podUp();
  await team.restart(othersKey);
  team.silence();

  await team.reads(alarm);
  await team.say("pod down");
  await team.advance(10 * minute);

  expect(team.twin.running()).toEqual([id]);
  expect((await team.pods()).map(({ phase }) => phase)).toEqual(["stopping"]);
  expect(team.alarms().join("\n")).not.toContain("deleted");
  await team.restart(apiKey);
  await team.advance(2 * minute);
  expect(team.twin.running()).toEqual([]);
  expect((await team.pods()).map(({ phase }) => phase)).toEqual(["stopped"]);
});

test.each([
  ["by GraphQL, though it shows no pod any more", undefined],
  ["by the pod that it shows, once GraphQL has ended", "gone"],
])("a renewed key of the same account is known %s", async (_how, fault) => {
  await using team = await createRunpodTeam();
  if (fault !== undefined) team.plant(fault, { on: "POST /graphql", times: 9 });
  const id = await team.podUp();
  team.twin.addKey(renewedKey);
  team.twin.revokeKey(apiKey);
  await team.restart(renewedKey);
  if (fault !== undefined) await team.advance(minute);
  team.silence();

  await deletePod(team.twin.apiUrl, id);
  await team.advance(3 * minute);

  expect((await team.pods()).map(({ phase }) => phase)).toEqual(["gone"]);
  expect(team.texts().join("\n")).not.toMatch(alarm);
});

test("a key that is revoked while a pod is up is told within a minute, and again when it works", async () => {
  await using team = await createRunpodTeam();
  await team.podUp();
  team.twin.revokeKey(apiKey);

  await team.advance(minute);
  const told = team.texts().filter((text) => text.includes("refuses labelpod"));
  team.twin.addKey(apiKey);
  await team.advance(minute);

  expect(told).toEqual([expect.stringContaining("RUNPOD_API_KEY")]);
  expect(team.texts().filter((text) => text.includes("answers labelpod again"))).toHaveLength(1);
});

testAskers("RunPod's twin", async () => {
  const bench = await makeRunpodBench();
  bench.twin.addKey(renewedKey);
  bench.twin.addAccount(othersKey);
  const askerOf = (key: string): Asker => {
    const { asker } = bench.providerAs(key);
    if (asker === undefined) throw new Error("RunPod has accounts");
    return asker;
  };
  return {
    askers: [askerOf(apiKey), askerOf(renewedKey), askerOf(othersKey)],
    secrets: [apiKey, renewedKey, othersKey, bench.twin.account.id ?? "user"],
    [Symbol.asyncDispose]: () => bench[Symbol.asyncDispose](),
  };
});

test("whose the key is, is asked once where it is told, and not waited for where nobody answers", async () => {
  await using bench = await makeRunpodBench({ deadlineMs: 100 });
  bench.twin.inject({ on: "POST /graphql myself", fault: hung() });
  const { asker } = bench.provider;
  const later = bench.providerAs(apiKey).asker;

  const accounts = [await asker?.account(never), await later?.account(never), await later?.account(never)];

  expect(accounts).toEqual([undefined, expect.any(String), accounts[1]]);
  expect(bench.twin.count("POST /graphql myself")).toBe(2);
});

async function deletePod(apiUrl: string, id: string): Promise<void> {
  const { status } = await fetch(`${apiUrl}/pods/${id}`, {
    method: "DELETE",
    headers: { authorization: `Bearer ${renewedKey}`, "user-agent": "a person" },
  });
  expect(status).toBe(204);
}
