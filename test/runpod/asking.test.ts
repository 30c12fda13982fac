import { expect, test } from "vitest";
import { minute, textOf } from "../support/simulated-team.ts";
import { createRunpodTeam, type RunpodTeam } from "./runpod-team.ts";

const create = "POST /pods";
const start = "POST /pods/{id}/action start";
const publicKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGPKSUBkNVVHtcBJbFoEVk2DHYyoOnbgAbIXYcv3XCN2";

async function upAndDown(team: RunpodTeam): Promise<string> {
  await team.podUp();
  await team.say("pod down");
  return team.reads(/summary of this run/);
}

test("/gpu shows what RunPod's catalogue has free, with its prices, and rents nothing", async () => {
  await using team = await createRunpodTeam();

  const card = textOf(await team.say("gpu"));

  expect(card).toMatch(/RTX 4090[^]*\$0\.69 an hour/);
  expect(card).toMatch(/RTX A5000[^]*\$0\.27 an hour/);
  expect(card).not.toContain("MIG");
  expect(team.twin.count(create)).toBe(0);
});

test("what the machine costs by the catalogue is said while it is not rented yet", async () => {
  await using team = await createRunpodTeam();
  team.plant("server-error", { on: create });

  await team.say("pod up");

  await team.reads(/First choice: RTX 4090, secure, \$0\.69 an hour/);
  expect(team.twin.running()).toEqual([]);
});

test("the summary of a stop says that the GPU may be gone", async () => {
  await using team = await createRunpodTeam();

  expect(await upAndDown(team)).toContain("Its GPU may be gone");
});

test("a start beyond the month's budget is refused, and RunPod is not asked for it", async () => {
  await using team = await createRunpodTeam({ settings: { budgetUsd: 0.005 } });
  await upAndDown(team);
  await team.advance(2 * minute);

  const refusal = textOf(await team.say("pod up"));
  await team.advance(minute);

  expect(refusal).toContain("beyond-budget:yes");
  expect([team.twin.count(create), team.twin.count(start)]).toEqual([1, 0]);
  expect(team.twin.running()).toEqual([]);
});

test("a person's SSH key goes to the pod alone: nothing of the account is asked for or changed", async () => {
  await using team = await createRunpodTeam();
  await team.podUp();
  const before = team.twin.requests.length;

  await team.say(`pod ssh add key:"${publicKey}"`);
  await team.advance(minute);

  const [pod] = await team.pods();
  const later = new Set(team.twin.requests.slice(before).map(({ method, path }) => `${method} ${path}`));
  expect(pod?.sshKeys?.wished).toHaveLength(1);
  expect([...later].filter((request) => !request.startsWith("GET /v2/pods"))).toEqual([]);
});

test("/volume makes a network volume, enlarges it, never makes it smaller, and deletes it", async () => {
  await using team = await createRunpodTeam();
  const route = "POST /network-volumes";

  await team.say("volume create name:studies size:50 data-center:US-KS-2");
  await team.advance(minute);
  const beforeYes = team.twin.count(route);
  await team.confirm("volume create name:studies size:50 data-center:US-KS-2");
  await team.reads(/Network volume studies is there/);
  await team.confirm("volume grow studies size:80");
  await team.reads(/Network volume studies[^]*80 GB/);
  const smaller = textOf(await team.say("volume grow studies size:60"));
  const listed = textOf(await team.say("volume list"));
  await team.confirm("volume delete studies");
  await team.reads(/Network volume studies is deleted/);

  expect([beforeYes, team.twin.count(route)]).toEqual([0, 1]);
  expect(smaller).toContain("only grows");
  expect(listed).toContain("80 GB");
  expect(textOf(await team.say("volume list"))).toContain("There are none");
});
