import { expect, test } from "vitest";
import { NoCapacityError } from "../../src/core/common/errors.ts";
import type { Pod } from "../../src/core/records/pod.ts";
import { dieAfterWrite } from "../support/crash.ts";
import {
  bob,
  createSimulatedTeam,
  hour,
  type SimulatedTeam,
  minute,
  second,
  textOf,
} from "../support/simulated-team.ts";

const full = new NoCapacityError("runpod-host-full", "Nothing is free: try again later.");

/** A pod of the team that is stopped, and whose host has no free GPU any more. */
async function stranded(team: SimulatedTeam): Promise<Pod> {
  const pod = await team.podUp();
  await team.say("pod down");
  await team.advance(minute);
  team.app.provider.fillHosts(team.clock.now() + hour);
  return pod;
}

/** Gives the command and says yes. */
async function goFresh(team: SimulatedTeam, commandLine = "pod up fresh:yes"): Promise<void> {
  const { card } = await team.say(commandLine);
  await team.press(card, "Yes");
}

async function byId(team: SimulatedTeam, id: string): Promise<Pod | undefined> {
  return (await team.pods()).find((pod) => pod.id === id);
}

async function holder({ app }: SimulatedTeam): Promise<string | undefined> {
  return (await app.store.slots.get("main", "pod"))?.value.holderId;
}

test.each([
  ["synthetic", "images, labels and trained models, with the labels of 5 images."],
  ["https://pacs.example.org/dicom-web", "unsubmitted work, though submitted labels stay in the PACS."],
])("a fresh pod in place of one with %s is asked about, with what is lost", async (studies, lost) => {
  await using team = await createSimulatedTeam();
  await team.say(`pod up studies:${studies}`);
  await team.advance(4 * minute);
  await team.say("pod down");
  await team.advance(minute);

  const reply = await team.say("pod up fresh:yes");

  expect(reply.card).toMatchObject({ tone: "warning", outcome: "open" });
  expect(textOf(reply.card)).toContain(lost);
  expect(await team.pods()).toHaveLength(1);
});

test("after refused starts the labels of the last run that had a machine are what is lost", async () => {
  await using team = await createSimulatedTeam();
  await stranded(team);
  for (let starts = 0; starts < 2; starts += 1) {
    await team.say("pod up");
    await team.advance(minute);
  }

  const reply = await team.say("pod up fresh:yes");

  expect(textOf(reply.card)).toContain("with the labels of 5 images.");
  expect(textOf(team.cards(": summary of this run").at(-1))).not.toContain("Labels:");
});

test("a fresh pod has the same request, and the old one is deleted once the new one has its machine", async () => {
  await using team = await createSimulatedTeam();
  await team.say("pod up models:deepedit");
  await team.advance(3 * minute);
  const [old] = await team.pods();
  await team.say("pod down");
  await team.advance(minute);

  await goFresh(team);
  await team.advance(10 * second);
  const early = await byId(team, old?.id ?? "");
  await team.advance(3 * minute);

  const id = await holder(team);
  expect(early?.phase).toBe("stopped");
  expect(await byId(team, old?.id ?? "")).toMatchObject({
    phase: "gone",
    run: { stop: { volume: "delete" } },
  });
  const fresh = await byId(team, id ?? "");
  expect(fresh).toMatchObject({ phase: "live", request: { models: ["deepedit"] } });
  expect(fresh?.run.replaces).toBeUndefined();
  expect(team.app.provider.listed()).toHaveLength(1);
});

test("a fresh pod that can't be rented loses nothing: the place goes back to the old one", async () => {
  await using team = await createSimulatedTeam();
  const old = await stranded(team);
  for (let calls = 0; calls < 3; calls += 1) team.app.provider.failNext("create", full);

  await goFresh(team);
  await team.advance(2 * minute);

  expect(await holder(team)).toBe(old.id);
  expect(await byId(team, old.id)).toMatchObject({ phase: "stopped" });
  expect(team.app.provider.listed()).toHaveLength(1);
  const failed = team.cards(": summary of this run").at(-1);
  expect(textOf(failed)).toContain(`pod ${old.id} is still there with its volume`);
});

test("the place goes back to an old pod that is still being stopped too", async () => {
  await using team = await createSimulatedTeam();
  const old = await stranded(team);
  await team.say("pod up wait:2h");
  await team.advance(2 * minute);
  const { provider } = team.app;
  for (let calls = 0; calls < 4; calls += 1) provider.failNext("stop", new Error("no answer"));
  provider.stock.splice(0);

  await goFresh(team);
  await team.advance(5 * second);
  const early = (await byId(team, old.id))?.phase;
  await team.advance(3 * minute);

  expect(early).toBe("stopping");
  expect(await byId(team, old.id)).toMatchObject({ phase: "stopped" });
  expect(await holder(team)).toBe(old.id);
});

test("a fresh pod that is stopped before it has its machine gives the place back, and leaves no machine", async () => {
  await using team = await createSimulatedTeam();
  const old = await stranded(team);

  await goFresh(team);
  await team.advance(10 * second);
  await team.say("pod down");
  await team.advance(minute);

  expect(await holder(team)).toBe(old.id);
  expect((await byId(team, old.id))?.phase).toBe("stopped");
  expect(team.app.provider.listed().map(({ status }) => status)).toEqual(["stopped"]);
});

test("the old pod is deleted although the bot died right after the new one had its machine", async () => {
  await using team = await createSimulatedTeam();
  const old = await stranded(team);
  dieAfterWrite(
    team.app.store.pods,
    (pod) => pod.run.replaces !== undefined && pod.run.machine !== undefined,
  );

  await goFresh(team);
  await team.advance(minute);
  const meanwhile = (await byId(team, old.id))?.phase;
  await team.app.killAndRestart();
  await team.advance(5 * minute);

  expect(meanwhile).toBe("stopped");
  expect((await byId(team, old.id))?.phase).toBe("gone");
  expect((await byId(team, (await holder(team)) ?? ""))?.phase).toBe("live");
  expect(team.app.provider.listed()).toHaveLength(1);
});

test("the old pod is deleted once although the bot died right after it had ordered that", async () => {
  await using team = await createSimulatedTeam();
  const old = await stranded(team);
  dieAfterWrite(team.app.store.pods, (pod) => pod.id === old.id && pod.run.stop?.volume === "delete");

  await goFresh(team);
  await team.advance(minute);
  await team.app.killAndRestart();
  await team.advance(5 * minute);

  expect((await byId(team, old.id))?.phase).toBe("gone");
  expect(await byId(team, (await holder(team)) ?? "")).toMatchObject({ phase: "live" });
  expect(team.cards(`Pod ${old.id}: summary`)).toHaveLength(1);
});

test("a fresh pod can take the place of one that waits for its host", async () => {
  await using team = await createSimulatedTeam();
  const old = await stranded(team);
  await team.say("pod up wait:2h");
  await team.advance(10 * minute);

  await goFresh(team);
  await team.advance(5 * minute);

  expect(await byId(team, old.id)).toMatchObject({ phase: "gone", run: { stop: { volume: "delete" } } });
  expect(await byId(team, (await holder(team)) ?? "")).toMatchObject({ phase: "live" });
  expect(team.app.provider.listed()).toHaveLength(1);
});

test("a fresh pod that is refused at once leaves the one that waits for its host waiting", async () => {
  await using team = await createSimulatedTeam();
  const old = await stranded(team);
  await team.say("pod up wait:2h");
  await team.advance(minute);

  const { card } = await team.say("pod up fresh:yes volume:unknown");
  const reply = await team.press(card, "Yes");
  await team.advance(minute);

  expect(textOf(reply.card)).toContain("no network volume of that name");
  expect(await byId(team, old.id)).toMatchObject({ phase: "starting", run: { waiting: {} } });
});

test("a fresh pod can't take the place of one that has found its GPU meanwhile", async () => {
  await using team = await createSimulatedTeam();
  const old = await stranded(team);
  await team.say("pod up wait:2h");
  await team.advance(10 * minute + 30 * second);
  const { card } = await team.say("pod up fresh:yes");
  team.app.provider.fillHosts(0);
  await team.advance(59 * second);

  await team.press(card, "Yes");
  await team.advance(5 * minute);

  expect((await team.pods()).map(({ id, phase }) => [id, phase])).toEqual([[old.id, "live"]]);
});

test("only who asked for a fresh pod can say yes to it", async () => {
  await using team = await createSimulatedTeam();
  await stranded(team);

  const { card } = await team.say("pod up fresh:yes");
  const reply = await team.press(card, "Yes", { person: bob });

  expect(textOf(reply.card)).toContain("Only the person who gave the command can confirm it");
  expect(await team.pods()).toHaveLength(1);
});

test("a fresh pod in place of one that is just being stopped is asked about as well", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  await team.say("pod down");

  const { card } = await team.say("pod up fresh:yes");
  await team.advance(minute);
  await team.press(card, "Yes");
  await team.advance(4 * minute);

  expect(card).toMatchObject({ tone: "warning", outcome: "open" });
  expect((await team.pods()).map(({ phase }) => phase)).toEqual(["gone", "live"]);
});

test("without a stopped pod fresh:yes is an ordinary /pod up and asks nothing", async () => {
  await using team = await createSimulatedTeam();

  await team.say("pod up fresh:yes");
  await team.advance(3 * minute);
  const reply = await team.say("pod up fresh:yes");

  expect((await team.pods()).map(({ phase }) => phase)).toEqual(["live"]);
  expect(reply.acknowledgement).toContain("This pod is up already");
});
