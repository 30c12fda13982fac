import { expect, test } from "vitest";
import { requestedKeys } from "../../src/core/access/people-keys.ts";
import type { Pod } from "../../src/core/records/pod.ts";
import { dieAfterWrite } from "../support/crash.ts";
import { createSimulatedTeam, minute, second, textOf } from "../support/simulated-team.ts";
import { adas, add, onPod, fingerprintsOf } from "./ssh-bench.ts";
import { beforeNextCall } from "../support/trouble.ts";

test("a bot killed before the job was there puts the key on in its next life", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  dieAfterWrite(team.app.store.pods, (pod: Pod) => requestedKeys(pod).length > 0);
  void team.say(add(adas));
  // The fingerprint is computed beside the team's clock.
  await expect.poll(() => fingerprintsOf(team)).toHaveLength(1);

  await team.app.killAndRestart();
  await team.advance(20 * second);

  expect(await onPod(team)).toEqual([adas]);
});

test("a job that runs twice, and a removal that overtakes it, end with what was wished last", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  team.app.queue.doubleNext("put-keys");
  const { ssh } = team.app.provider.shell;
  if (ssh === undefined) throw new Error("the twin has SSH");
  beforeNextCall(ssh, "admit", (_machine, _keys, signal) => team.clock.sleep(5 * second, signal));

  await team.say(add(adas));
  await team.advance(second);
  await team.say("pod ssh remove");
  await team.advance(20 * second);

  expect(await onPod(team)).toEqual([]);
  expect(textOf((await team.say("pod ssh")).card)).toContain("Nobody has a key on it.");
});

test("a bot whose store is lost knows from the pod whose keys are on it", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  await team.say(add(adas));
  await team.advance(2 * minute);
  const { pods, slots } = team.app.store;
  for (const stored of await pods.list()) await pods.remove(stored);
  for (const stored of await slots.list()) await slots.remove(stored);

  await team.advance(3 * minute);
  const listed = textOf((await team.say("pod ssh")).card);
  await team.say("pod ssh remove");
  await team.advance(second);

  expect(listed).toContain("Ada: ssh-ed25519 SHA256:");
  expect(listed).not.toContain("not put on yet");
  expect(await onPod(team)).toEqual([]);
});
