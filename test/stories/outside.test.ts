import { update } from "../../src/core/ports/store.ts";
import { expect, test } from "vitest";
import { podSpec } from "../support/pod-spec.ts";
import { createSimulatedTeam, hour, minute, textOf } from "../support/simulated-team.ts";
import { ignoreRemovals, hideFromList, hidePods, hideUse } from "../support/provider-trouble.ts";
import { turnAnswers } from "../support/trouble.ts";

const never = new AbortController().signal;

test("a pod stopped outside labelpod is noticed, and its training ended", async () => {
  await using team = await createSimulatedTeam();
  const pod = await team.podUp();
  await team.say("train deepedit epochs:30");
  await team.advance(minute);

  await team.app.provider.pods.stop(pod.providerPodId ?? "", never);
  await team.advance(minute);

  expect((await team.pods())[0]?.phase).toBe("stopped");
  expect(textOf(team.card(": summary of this run"))).toMatch(/Stopped outside labelpod\.[^]*Trainings: 1/);
  expect((await team.trainings())[0]?.state).toBe("stopped");
});

test("a pod deleted outside labelpod is noticed, and makes room for a new one", async () => {
  await using team = await createSimulatedTeam();
  const pod = await team.podUp();
  await team.say("train deepedit epochs:30");
  await team.advance(minute);

  await team.app.provider.pods.remove(pod.providerPodId ?? "", never);
  hideUse(team.app.software);
  await team.advance(2 * minute);

  expect((await team.pods())[0]?.phase).toBe("gone");
  expect(textOf(team.card(": summary of this run"))).toMatch(/Stopped outside labelpod\.[^]*Trainings: 1/);
  expect((await team.trainings())[0]?.state).toBe("stopped");
  expect((await team.say("pod up")).acknowledgement).toContain("coming up");
});

test("a pod deleted outside labelpod before it has an address is noticed within two minutes", async () => {
  await using team = await createSimulatedTeam();
  team.app.provider.twist({ hasAddress: false });
  await team.say("pod up");
  await team.advance(2 * minute);

  await team.app.provider.pods.remove("memory-1", never);
  await team.advance(2 * minute);

  expect((await team.pods())[0]).toMatchObject({ phase: "gone", run: { step: { name: "address" } } });
  expect(textOf(team.card(": summary of this run"))).toContain("Stopped outside labelpod.");
  expect((await team.say("pod up")).acknowledgement).toContain("coming up");
});

test("a pod stopped outside labelpod before it has an address is noticed at once", async () => {
  await using team = await createSimulatedTeam();
  team.app.provider.twist({ hasAddress: false });
  await team.say("pod up");
  await team.advance(minute);

  await team.app.provider.pods.stop("memory-1", never);
  await team.advance(minute);

  expect((await team.pods())[0]).toMatchObject({ phase: "stopped", run: { stop: { reason: "outside" } } });
});

test("a stopped pod deleted outside labelpod while it waits for its host is noticed", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  await team.say("pod down");
  await team.advance(minute);
  team.app.provider.fillHosts(team.clock.now() + hour);
  await team.say("pod up wait:2h");
  await team.advance(5 * minute);

  await team.app.provider.pods.remove("memory-1", never);
  await team.advance(2 * minute);

  expect((await team.pods())[0]?.phase).toBe("gone");
});

test("a pod that comes up and is missing from all answers for long is stopped before it counts as gone", async () => {
  await using team = await createSimulatedTeam();
  const { listed, twist } = team.app.provider;
  twist({ hasAddress: false });
  await team.say("pod up");
  await team.advance(2 * minute);
  hidePods(team.app.provider);

  await team.advance(2 * minute);

  expect((await team.pods())[0]?.phase).toBe("gone");
  expect(listed().map(({ status }) => status)).toEqual(["stopped"]);
});

test("a pod that comes up and is only missing from the list goes on", async () => {
  await using team = await createSimulatedTeam();
  team.app.provider.twist({ hasAddress: false });
  await team.say("pod up");
  await team.advance(2 * minute);
  hideFromList(team.app.provider);

  await team.advance(2 * minute);

  expect((await team.pods())[0]).toMatchObject({ phase: "starting", providerPodId: "memory-1" });
});

test.each([
  ["as it was, since nobody asked for its deletion", "pod down", "stopped"],
  ["deleted again, since that was asked for", "pod delete", "gone"],
])("a pod that counted as gone and is listed again is %s", async (_how, line, phase) => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  const { listed } = team.app.provider;
  const { card } = await team.say(line);
  const heed = ignoreRemovals(team.app.provider);
  if (line === "pod delete") await team.press(card, "Yes");
  const show = hidePods(team.app.provider);
  await team.advance(10 * minute);
  const meanwhile = (await team.pods())[0]?.phase;

  show();
  heed();
  await team.advance(6 * minute);

  expect(meanwhile).toBe("gone");
  expect((await team.pods())[0]?.phase).toBe(phase);
  expect(listed().map(({ status }) => status)).toEqual(phase === "gone" ? [] : ["stopped"]);
  expect(team.cards(": summary of this run").length).toBeLessThanOrEqual(2);
});

test("a live pod that its provider's answers leave out for a while is not stopped as long as it can be read", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  hidePods(team.app.provider);

  await team.advance(5 * minute);

  expect((await team.pods())[0]?.phase).toBe("live");
  expect(team.app.provider.listed()[0]?.status).toBe("running");
});

test("a pod that answers but for one source of its use counts as one that can be read", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  hidePods(team.app.provider);
  team.app.software.setReading({ unknown: ["tasks"] });

  await team.advance(5 * minute);

  expect((await team.pods())[0]?.phase).toBe("live");
});

test("a live pod that can't be read and is only missing from the list is not stopped", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  hideFromList(team.app.provider);
  hideUse(team.app.software);

  await team.advance(5 * minute);

  expect((await team.pods())[0]?.phase).toBe("live");
});

test("strangers in the account are reported once and never touched", async () => {
  await using team = await createSimulatedTeam();
  const { pods, market } = team.app.provider;
  const [offer] = await market.offers((await team.podUp()).request, never);
  if (offer === undefined) throw new Error("the twin offers something");
  await pods.create(podSpec("somebody-else", offer), never);

  await team.advance(5 * minute);
  await team.app.killAndRestart();
  await team.advance(minute);

  const reports = team.cards("not labelpod's");
  expect(reports.map((card) => card.title)).toEqual(["A running pod in the account is not labelpod's"]);
  expect(textOf(reports[0])).toContain("$0.69 an hour; labelpod never touches them");
  expect(textOf(reports[0])).not.toContain("somebody-else");
  expect(team.app.provider.listed().find((pod) => pod.name === "somebody-else")?.status).toBe("running");
});

test("a pod that another instance has made and this one has taken over is no stranger", async () => {
  await using team = await createSimulatedTeam();
  const { id, teamId } = await team.podUp();
  const name = `labelpod-other1-${id}`;
  turnAnswers(team.app.provider.pods, "list", (all) => all.map((listed) => ({ ...listed, name })));
  await update(team.app.store.pods, { teamId, id }, (pod) => ({ ...pod, name }));

  await team.advance(5 * minute);

  expect(team.cards("not labelpod's")).toEqual([]);
  expect((await team.pods()).map(({ phase }) => phase)).toEqual(["live"]);
});
