import { expect, test } from "vitest";
import type { Card } from "../../src/core/records/card.ts";
import {
  createSimulatedTeam,
  hour,
  minute,
  second,
  textOf,
  type SimulatedTeam,
} from "../support/simulated-team.ts";
import { failAlways } from "../support/trouble.ts";

/** Live somewhat over a minute after `/pod up`, so warned about 4 and stopped about 7 minutes after `podUp()`. */
const quick = { idleMs: 6 * minute, graceMs: 3 * minute } as const;

function warnings(team: SimulatedTeam): readonly Card[] {
  return team.cards("Nobody uses pod");
}

async function phaseOf(team: SimulatedTeam): Promise<string | undefined> {
  return (await team.pods())[0]?.phase;
}

async function lastUseOf(team: SimulatedTeam): Promise<number | undefined> {
  return (await team.pods())[0]?.run.use?.lastUseAtMs;
}

test("somebody who paints in silence for 59 minutes and then submits meets no warning", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  const { software } = team.app;

  software.act("annotating");
  await team.advance(59 * minute);
  software.act("submitting");
  await team.advance(59 * minute);

  expect(warnings(team)).toEqual([]);
  expect(await phaseOf(team)).toBe("live");
});

test("a Slicer that only polls is warned of and stopped, however busy GPU and CPU are", async () => {
  await using team = await createSimulatedTeam(quick);
  await team.podUp();
  team.app.software.setReading({ gpuPercent: 100, cpuPercent: 100 });

  await team.advance(8 * minute);

  expect(warnings(team)).toHaveLength(1);
  expect(await phaseOf(team)).toBe("stopped");
});

test("two people who take turns keep it up", async () => {
  await using team = await createSimulatedTeam(quick);
  await team.podUp();
  const { software } = team.app;
  software.setReading({ people: 2 });

  for (const kind of ["annotating", "inferring", "submitting", "viewing", "uploading", "training"] as const) {
    await team.advance(3 * minute);
    software.act(kind);
  }
  const text = textOf((await team.say("pod status")).card);

  expect(warnings(team)).toEqual([]);
  expect(await phaseOf(team)).toBe("live");
  expect(text).toContain(", 2 people");
});

test.each([
  [{ work: ["batch-inference"] }, "batch inference"],
  [{ work: ["scoring"] }, "scoring"],
  [{ work: ["training"] }, "a training"],
  [{ openRequests: 1 }, "a request under way"],
] as const)("%j keeps it up as long as it goes on, and /pod status says so", async (change, name) => {
  await using team = await createSimulatedTeam(quick);
  await team.podUp();
  const { software } = team.app;
  software.setReading(change);

  await team.advance(20 * minute);
  const during = { phase: await phaseOf(team), warned: warnings(team).length };
  const text = textOf((await team.say("pod status")).card);
  software.setReading({ work: [], openRequests: 0 });
  await team.advance(10 * minute);

  expect(during).toEqual({ phase: "live", warned: 0 });
  expect(text).toContain(`In use by ${name}, so it does not count as idle.`);
  expect(await phaseOf(team)).toBe("stopped");
});

test.each([
  ["gate", "What people do on the server can't be read"],
  ["tasks", "Whether a training runs can't be read"],
  ["processes", "Which programs run on the pod can't be read"],
  ["logins", "Whether somebody is logged in by SSH can't be read"],
] as const)("a pod whose %s are unknown stays up until the hard limit", async (source, sentence) => {
  await using team = await createSimulatedTeam({ ...quick, hardLimitMs: 30 * minute });
  await team.podUp();
  team.app.software.setReading({ unknown: [source] });

  await team.advance(25 * minute);
  const during = { phase: await phaseOf(team), warned: warnings(team).length };
  const text = textOf((await team.say("pod status")).card);
  await team.advance(4 * minute);

  expect(during).toEqual({ phase: "live", warned: 0 });
  expect(text).toContain(`${sentence} just now, which counts as in use.`);
  expect(await phaseOf(team)).toBe("stopped");
  expect(textOf(team.card(": summary of this run"))).toContain("reached its maximum lifetime");
});

test("a submit takes a warning back although another source is unknown", async () => {
  await using team = await createSimulatedTeam(quick);
  await team.podUp();
  await team.advance(5 * minute);

  team.app.software.setReading({ unknown: ["logins"] });
  team.app.software.act("submitting");
  await team.advance(20 * second);

  expect(textOf(warnings(team)[0])).toContain("It is in use again and stays up.");
});

test.each([
  ["pod help", {}],
  ["train help", {}],
  ["labelpod help", {}],
  ["pod dance", {}],
  ["pod keep for:1s", {}],
  ["train stop", {}],
  ["pod status", { isGuest: true }],
  ["pod status", { place: "other-channel" }],
  ["pod delete", {}],
] as const)("/%s %j is no use: help, refused, or only a question", async (commandLine, how) => {
  await using team = await createSimulatedTeam(quick);
  await team.podUp();
  await team.advance(5 * minute);
  const before = await lastUseOf(team);

  await team.say(commandLine, how);
  await team.advance(20 * second);

  expect(await lastUseOf(team)).toBe(before);
  expect(textOf(warnings(team)[0])).toContain("unless somebody uses it");
});

test("/train that a server without the model refuses is no use", async () => {
  await using team = await createSimulatedTeam(quick);
  await team.podUp();
  team.app.labelServer.setInfo({ trainers: ["deepgrow_2d"] });
  await team.advance(minute);
  const before = await lastUseOf(team);

  const reply = await team.say("train deepedit");

  expect(reply.card.outcome).toBe("failed");
  expect(await lastUseOf(team)).toBe(before);
});

test("a command whose use can't be noted is answered all the same", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  failAlways(team.app.store.pods, "replace", new Error("the store is away"));

  const reply = await team.say("pod up");

  expect(reply.card.title).toBe("Pod k2 is live");
  expect(team.logged).toContain("a command can't be noted as use now");
});

test("what people did is remembered over a restart of the server and of the bot", async () => {
  await using team = await createSimulatedTeam({ idleMs: 5 * hour });
  await team.podUp();
  team.app.software.act("submitting");
  await team.advance(minute);

  await team.say("pod restart");
  await team.app.killAndRestart();
  await team.advance(3 * minute);

  expect(textOf((await team.say("pod status")).card)).toMatch(/Last label submitted 2026-01-01T00:03/);
});
