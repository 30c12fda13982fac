import { expect, test } from "vitest";
import { update } from "../../src/core/ports/store.ts";
import { shellFailures } from "../../src/core/words/shell.ts";
import { generateKeyPair } from "../../src/ssh/key-pair.ts";
import {
  bob,
  createSimulatedTeam,
  type SimulatedTeam,
  minute,
  second,
  textOf,
} from "../support/simulated-team.ts";
import { adas, add, onPod, fingerprintsOf } from "./ssh-bench.ts";
import { failAlways, answerAlways, turnAnswers } from "../support/trouble.ts";

const bobs = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI";

/** As of a container that is being started. */
function hideUptimeOnce({ app }: SimulatedTeam): void {
  const recover = turnAnswers(app.provider.pods, "list", (listed) => {
    recover();
    return listed.map((pod) => {
      const { uptimeMs: _, ...rest } = pod;
      return rest;
    });
  });
}

test("/pod ssh tells its asker alone how to connect, the host key of this start and whose keys are on it", async () => {
  await using team = await createSimulatedTeam();
  const pod = await team.podUp();
  await team.say(add(adas));
  await team.advance(second);

  const { card } = await team.say("pod ssh", { person: bob });

  const hostKey = pod.run.machine && (await team.app.provider.shell.ssh?.hostKey(pod.run.machine));
  expect(card.onlyFor).toMatchObject({ name: "Bob" });
  expect(textOf(card)).toContain("ssh -p 10002 root@203.0.113.2");
  expect(textOf(card)).toContain(`ssh must name the ED25519 key fingerprint ${hostKey?.fingerprint ?? ""};`);
  expect(textOf(card)).toContain("It stood in the pod's own log too");
  expect(textOf(card)).toContain(`Ada: ssh-ed25519 ${(await fingerprintsOf(team))[0] ?? ""}\n`);
});

test("a host key that could not be checked, or is not known yet, is said to be so", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  const { ssh } = team.app.provider.shell;
  if (ssh === undefined) throw new Error("the twin has SSH");

  const recover = answerAlways(ssh, "hostKey", { fingerprint: "SHA256:first", isChecked: false });
  const unchecked = textOf((await team.say("pod ssh")).card);
  recover();
  answerAlways(ssh, "hostKey", undefined);
  const unknown = textOf((await team.say("pod ssh")).card);

  expect(unchecked).toContain("SHA256:first");
  expect(unchecked).toContain("the pod's log does not tell it, so it could not be checked");
  expect(unknown).toContain("labelpod has not seen the pod's host key in this start");
});

test("a key is put on at once, without its comment, and again at each start", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();

  const reply = await team.say(add(adas));
  await team.advance(second);
  const first = await onPod(team);
  await team.say("pod down");
  await team.advance(minute);
  await team.podUp();
  await team.advance(20 * second);

  expect(reply.card.onlyFor).toMatchObject({ name: "Ada" });
  expect(textOf(reply.card)).toContain("is put on in a moment");
  expect(first).toEqual([adas]);
  expect(await onPod(team)).toEqual([adas]);
  expect((await team.pods())[0]?.run.number).toBe(2);
});

test("keys are put on again after the pod's container began anew within one start, with a fresh disk", async () => {
  await using team = await createSimulatedTeam();
  const pod = await team.podUp();
  await team.say(add(adas));
  await team.advance(minute);
  const { ssh } = team.app.provider.shell;
  if (ssh === undefined || pod.run.machine === undefined) throw new Error("the twin has SSH");

  team.app.provider.restartContainer(pod.providerPodId ?? "", false);
  hideUptimeOnce(team);
  await ssh.admit(pod.run.machine, [], new AbortController().signal);
  const reach = failAlways(ssh, "admit", shellFailures.noConnection(undefined));
  await team.advance(40 * second);
  const meanwhile = textOf((await team.say("pod ssh")).card);
  reach();
  await team.advance(20 * second);

  expect(meanwhile).toContain(", not put on yet");
  expect(await onPod(team)).toEqual([adas]);
  expect((await team.pods())[0]).toMatchObject({ phase: "live", run: { number: 1 } });
});

test("a key that is given while the pod is down is put on at its next start", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  await team.say("pod down");
  await team.advance(minute);

  const reply = await team.say(add(adas));
  const listed = textOf((await team.say("pod ssh")).card);
  await team.podUp();
  await team.advance(20 * second);

  expect(textOf(reply.card)).toContain("is put on at its next start");
  expect(listed).toContain("How to connect is known once labelpod has reached the pod");
  expect(listed).toContain(", not put on yet");
  expect(await onPod(team)).toEqual([adas]);
});

test("a pod that can't be reached gets the key later", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  const { ssh } = team.app.provider.shell;
  if (ssh === undefined) throw new Error("the twin has SSH");
  const reach = failAlways(ssh, "admit", shellFailures.noConnection(undefined));

  await team.say(add(adas));
  await team.advance(12 * second);
  const meanwhile = textOf((await team.say("pod ssh")).card);
  reach();
  await team.advance(12 * second);

  expect(meanwhile).toContain(", not put on yet");
  expect(await onPod(team)).toEqual([adas]);
  expect(textOf((await team.say("pod ssh")).card)).not.toContain("not put on yet");
});

test("everybody takes off their own keys, and an admin anybody's", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  await team.say(add(adas));
  await team.say(add(bobs), { person: bob });
  await team.advance(second);
  const [adasPrint = ""] = await fingerprintsOf(team);

  const theft = await team.say(`pod ssh remove fingerprint:${adasPrint}`, { person: bob });
  const own = await team.say("pod ssh remove", { person: bob });
  await team.advance(second);
  const left = await onPod(team);
  const nothing = await team.say("pod ssh remove", { person: bob });
  await team.say(`pod ssh remove fingerprint:${adasPrint}`, { person: bob, isAdmin: true });
  await team.advance(second);

  expect(textOf(theft.card)).toContain("That key is somebody else's");
  expect(textOf(own.card)).toContain("whoever is logged in stays so until they leave");
  expect(left).toEqual([adas]);
  expect(textOf(nothing.card)).toContain("The pod has no such key, or none of yours");
  expect(await onPod(team)).toEqual([]);
  expect(await fingerprintsOf(team)).toEqual([]);
});

test("the same key twice is one, and another person's is refused", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();

  await team.say(add(adas));
  await team.say(add(adas));
  const reply = await team.say(add(adas), { person: bob });
  await team.advance(second);

  expect(textOf(reply.card)).toContain("Somebody else has put that key on the pod already");
  expect(await onPod(team)).toEqual([adas]);
});

test("a pod takes 20 keys and no more", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  const keys = Array.from({ length: 21 }, () => generateKeyPair("ada").publicKey);
  const replies: string[] = [];
  for (const key of keys) replies.push(textOf((await team.say(add(key))).card));
  await team.advance(second);

  expect(replies.filter((text) => text.includes("Your key is added"))).toHaveLength(20);
  expect(replies.at(-1)).toContain("The pod has 20 keys of people and takes no more");
  expect(await onPod(team)).toHaveLength(20);
});

test.each(['pod ssh add key:"PRIVATE"', "pod ssh add PRIVATE", "pod url PRIVATE", "PRIVATE"])(
  "a private key in “%s” is refused and stands nowhere afterwards",
  async (line) => {
    await using team = await createSimulatedTeam();
    await team.podUp();
    const { privateKey } = generateKeyPair("ada");

    const reply = await team.say(line.replace("PRIVATE", privateKey));
    await team.advance(minute);

    const secret = privateKey.split("\n")[2] ?? "";
    const { store } = team.app;
    const kept = await Promise.all(
      [store.pods, store.notices, store.confirmations, store.messages].map((each) => each.list()),
    );
    expect(secret.length).toBeGreaterThan(40);
    expect(textOf(reply.card)).toContain("That was a private key");
    expect(textOf(reply.card)).toContain("make a new one with ssh-keygen -t ed25519");
    for (const place of [kept, reply, team.logged, team.chat.messages()])
      expect(JSON.stringify(place)).not.toContain(secret);
    expect(await onPod(team)).toEqual([]);
  },
);

test.each([
  ["pod ssh add", "No key was given"],
  ['pod ssh add key:"ssh-ed25519 AAAA"', "That is no public SSH key"],
  ["pod ssh steal", "The option action takes one of these: list, add, remove"],
  ["pod ssh remove fingerprint:SHA256:none", "The pod has no such key"],
])("“%s” is told what is missing", async (line, sentence) => {
  await using team = await createSimulatedTeam();
  await team.podUp();

  expect(textOf((await team.say(line)).card)).toContain(sentence);
});

test("a pod on labelpod's own machine has no SSH server", async () => {
  await using team = await createSimulatedTeam();
  const pod = await team.podUp();
  await update(team.app.store.pods, { teamId: pod.teamId, id: pod.id }, (current) => ({
    ...current,
    provider: "local",
  }));

  for (const line of ["pod ssh", add(adas), "pod ssh remove"])
    expect(textOf((await team.say(line)).card)).toContain("on labelpod's own machine has no SSH server");
  expect(await fingerprintsOf(team)).toEqual([]);
});

test("without a pod there is no way in", async () => {
  await using team = await createSimulatedTeam();

  expect(textOf((await team.say(add(adas))).card)).toContain("No pod is up");
});
