import { expect, test } from "vitest";
import { closed } from "../../src/core/pods/change-stop.ts";
import { update } from "../../src/core/ports/store.ts";
import { askedPod } from "../support/asked-pod.ts";
import { gonePod, stoppingPod } from "../support/pod-phases.ts";
import { createSimulatedTeam, hour, minute, textOf } from "../support/simulated-team.ts";
import { recordCalls } from "../support/trouble.ts";

test("a question that nobody answered is forgotten, and the audit of a command stays for 90 days", async () => {
  await using team = await createSimulatedTeam({ hardLimitMs: 5000 * hour, idleMs: 5000 * hour });
  await team.podUp();
  await team.say("pod delete");
  const { confirmations, notices } = team.app.store;
  const asked = await confirmations.list();

  await team.advance(7 * hour);

  expect([asked.length, (await confirmations.list()).length]).toEqual([1, 0]);
  expect((await notices.list()).map((notice) => notice.value.text)).toEqual(
    expect.arrayContaining(["pod up", "pod delete"]),
  );
});

test("the record of a deleted pod is kept for 90 days", async () => {
  await using team = await createSimulatedTeam({ hardLimitMs: 5000 * hour, idleMs: 5000 * hour });
  const live = await team.podUp();
  const { pods } = team.app.store;
  const atMs = team.clock.now() - 91 * 24 * hour;
  const addGone = async (id: string, goneAtMs: number): Promise<void> => {
    const asked = { ...askedPod(goneAtMs), id, name: "gone", providerPodId: "gone" };
    const stopping = stoppingPod(asked, goneAtMs, { reason: "delete", volume: "delete" });
    const created = await pods.create("main", id, asked);
    const replaced = await pods.replace(created, stopping);
    await pods.replace(replaced, closed(gonePod(stopping, goneAtMs)));
  };
  await addGone("old", atMs);
  await addGone("younger", atMs + 2 * 24 * hour);

  await team.advance(7 * hour);

  expect((await team.pods()).map(({ id }) => id).toSorted()).toEqual([live.id, "younger"]);
});

test("/pod restart without other models starts the server anew", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  const { steps } = team.app.software;
  const server = steps.at(-1);
  if (server === undefined) throw new Error("there is a last step");
  const begun = recordCalls(server, "begin");

  await team.say("pod restart");
  await team.advance(3 * minute);

  expect(begun).toHaveLength(1);
  expect((await team.pods())[0]?.phase).toBe("live");
});

test("a pod whose provider is not configured any more is reported, since it may bill", async () => {
  await using team = await createSimulatedTeam();
  const pod = await team.podUp();
  const { pods } = team.app.store;

  await update(pods, { teamId: "main", id: pod.id }, (current) => ({ ...current, provider: "elsewhere" }));
  await team.advance(minute);

  expect(textOf(team.card("Nobody looks after"))).toContain("can neither watch nor stop it");
});
