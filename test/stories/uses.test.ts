import { expect, test } from "vitest";
import { commands } from "../../src/commands/index.ts";
import { findCommand } from "../../src/commands/line/find-command.ts";
import { parseLine } from "../../src/commands/line/parse-line.ts";
import { createSimulatedTeam, minute, type SimulatedTeam } from "../support/simulated-team.ts";
import { phaseOf, quick, warnings } from "./idle-bench.ts";

const publicKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJNkYqZ0qp0vDM2lMJdJ2NRGF3DNsLxR9Cgs0FNPdLPn ada@home";

/** What changes something of the pod or begins work on it. */
const uses = [
  "pod up",
  "pod keep 1h",
  "pod idle 40m",
  "pod restart",
  "pod url rotate:yes",
  `pod ssh add key:"${publicKey}"`,
  "train deepedit epochs:1",
] as const;
/** What asks, shows, stops, or is about something else than the pod. */
const asks = [
  "pod status",
  "pod list",
  "pod url",
  "pod url rotate:no",
  "pod ssh",
  "pod ssh list",
  "pod help",
  "train status",
  "train help",
  "volume list",
  "volume help",
  "cost show",
  "gpu show",
  "settings show",
  "settings set idle:6m",
  "settings help",
  "labelpod help",
] as const;
/** Of the others each is about a pod that ends, or can't be answered well without more. */
const others = [
  "pod down",
  "pod delete",
  "pod forget",
  "cost balance",
  "train stop",
  "volume create",
  "volume grow",
  "volume delete",
  "labelpod confirm",
] as const;

async function lastUse(team: SimulatedTeam): Promise<number | undefined> {
  const [pod] = await team.pods();
  return pod?.phase === "live" || pod?.phase === "starting" ? pod.run.use?.lastUseAtMs : undefined;
}

test("each command is judged here by whether it is use, so a new one has to be as well", () => {
  const judged = new Set([...uses, ...asks, ...others].map((line) => findCommand(commands, parseLine(line))));
  const unjudged = commands.filter((command) => !judged.has(command) && command.path[0] !== "train");

  expect(unjudged.map(({ path }) => path.join(" "))).toEqual([]);
});

test.each(uses)("/%s is use of the pod", async (line) => {
  await using team = await createSimulatedTeam(quick);
  await team.podUp();
  await team.advance(minute);

  const reply = await team.say(line);
  await team.advance(1);

  expect(reply.card.outcome).not.toBe("failed");
  expect(team.clock.now() - ((await lastUse(team)) ?? 0)).toBeLessThan(1_000);
});

test.each(asks)("/%s is no use of the pod", async (line) => {
  await using team = await createSimulatedTeam(quick);
  await team.podUp();
  await team.advance(minute);
  const before = await lastUse(team);

  const reply = await team.say(line);

  expect(reply.card.outcome).not.toBe("failed");
  expect(await lastUse(team)).toBe(before);
});

test("asking by a button how the pod is leaves its warning as it is, and the pod stops when it said", async () => {
  await using team = await createSimulatedTeam(quick);
  await team.podUp();
  await team.advance(5 * minute);

  for (const line of ["pod status", "pod list", "pod url", "train status"]) await team.say(line);
  await team.advance(minute);
  const [open] = warnings(team);
  await team.advance(2 * minute);

  expect(open?.outcome).toBe("open");
  expect(await phaseOf(team)).toBe("stopped");
  expect(warnings(team)).toHaveLength(1);
});
