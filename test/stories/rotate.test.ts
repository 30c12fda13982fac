import { expect, test } from "vitest";
import { shellFailures } from "../../src/core/words/shell.ts";
import type { ServerAddress } from "../../src/core/records/server-address.ts";
import { dieAfterWrite } from "../support/crash.ts";
import {
  bob,
  createSimulatedTeam,
  type SimulatedTeam,
  minute,
  second,
  textOf,
} from "../support/simulated-team.ts";
import { beforeNextCall } from "../support/trouble.ts";

const never = new AbortController().signal;

async function opens(team: SimulatedTeam, server: ServerAddress): Promise<boolean> {
  return team.app.labelServer.answers(server, never);
}

/** The URLs that the channel shows now. */
function shown(team: SimulatedTeam): readonly (string | undefined)[] {
  return team.cards("is live").map((card) => /https?:\/\/\S+/.exec(team.read(card))?.[0]);
}

test("/pod url rotate gives the pod another key, and both cards the new URL", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  const before = await team.server();

  const reply = await team.say("pod url rotate");
  await team.advance(second);

  const after = await team.server();
  expect(reply.card.onlyFor).toMatchObject({ name: "Ada" });
  expect(textOf(reply.card)).toContain("The old URL may open the pod until the new one is on its card");
  expect(textOf(reply.card)).not.toContain("203.0.113");
  expect(after.url).not.toBe(before.url);
  expect([await opens(team, before), await opens(team, after)]).toEqual([false, true]);
  expect(shown(team)).toEqual([after.url, after.url]);
  expect((await team.say("train deepedit epochs:1")).card.title).toContain("is being submitted");
});

test("a pod that can't be reached gets the key later, and until then no card shows a URL that opens nothing", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  const before = await team.server();
  for (let fault = 0; fault < 3; fault += 1)
    team.app.software.failNext("lock", shellFailures.noConnection(undefined));

  await team.say("pod url rotate");
  await team.advance(16 * second);
  const meanwhile = { opens: await opens(team, before), shown: shown(team) };
  const answer = textOf((await team.say("pod url")).card);
  const status = textOf((await team.say("pod status")).card);
  await team.advance(30 * second);

  const { url } = await team.server();
  expect(meanwhile).toEqual({ opens: true, shown: [undefined, undefined] });
  for (const text of [answer, status])
    expect(text).toContain("Server URL: its key is being changed, look again in a moment");
  expect(await opens(team, before)).toBe(false);
  expect(shown(team)).toEqual([url, url]);
});

test("a server that does not answer yet is waited for before a card shows the new URL", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  team.app.labelServer.setUp(false);

  await team.say("pod url rotate");
  await team.advance(20 * second);
  const meanwhile = shown(team);
  team.app.labelServer.setUp(true);
  await team.advance(20 * second);

  expect(meanwhile).toEqual([undefined, undefined]);
  const { url } = await team.server();
  expect(shown(team)).toEqual([url, url]);
});

test("a bot killed before the job was there brings the key in its next life", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  const before = await team.server();
  dieAfterWrite(team.app.store.pods, (pod) => pod.run.isRotating === true);
  void team.say("pod url rotate");
  await team.advance(second);

  await team.app.killAndRestart();
  await team.advance(20 * second);

  const { url } = await team.server();
  expect([await opens(team, before), await opens(team, { url })]).toEqual([false, true]);
  expect(shown(team)).toEqual([url, url]);
});

test("a bot killed after the pod had the key shows the new URL in its next life", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  dieAfterWrite(team.app.store.pods, (pod) => pod.run.rotations === 1 && pod.run.isRotating === undefined);
  await team.say("pod url rotate");
  await team.advance(second);

  await team.app.killAndRestart();
  await team.advance(20 * second);

  const { url } = await team.server();
  expect(await opens(team, { url })).toBe(true);
  expect(shown(team)).toEqual([url, url]);
});

test("two rotates at once, and a job that runs twice, end with one key that opens", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  const before = await team.server();
  team.app.queue.doubleNext("change-lock");

  await Promise.all([team.say("pod url rotate"), team.say("pod url rotate", { person: bob })]);
  const [pod] = await team.pods();
  await team.advance(20 * second);

  const { url } = await team.server();
  expect(pod?.run.rotations).toBe(2);
  expect([await opens(team, before), await opens(team, { url })]).toEqual([false, true]);
  expect(team.app.software.lastLock()?.rotation).toBe(2);
  expect(shown(team)).toEqual([url, url]);
});

test("a rotate that comes while the pod is given the key of the one before gets its own through", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  beforeNextCall(team.app.software, "lock", (_site, signal) => team.clock.sleep(5 * second, signal));
  await team.say("pod url rotate");
  await team.advance(second);

  await team.say("pod url rotate", { person: bob });
  await team.advance(10 * second);

  const { url } = await team.server();
  expect(team.app.software.lastLock()?.rotation).toBe(2);
  expect(shown(team)).toEqual([url, url]);
});

test("/pod restart in the middle of a rotate ends with the new key", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  team.app.software.failNext("lock", shellFailures.noConnection(undefined));
  await team.say("pod url rotate");

  await team.say("pod restart");
  await team.advance(2 * minute);

  const [pod] = await team.pods();
  const { url } = await team.server();
  expect(pod).toMatchObject({ phase: "live", run: { rotations: 1 } });
  expect(pod?.run).not.toHaveProperty("isRotating");
  expect(await opens(team, { url })).toBe(true);
});

test("/pod url rotate of a pod that is not live changes nothing", async () => {
  await using team = await createSimulatedTeam();
  await team.say("pod up");

  const reply = await team.say("pod url rotate");

  expect(textOf(reply.card)).toContain("wait until its card says that it is live");
  expect((await team.pods())[0]?.run).not.toHaveProperty("rotations");
});

test.each(["pod url rotat", "pod up gpu", "pod url rotate=true", "pod url Rotate"])(
  "“%s” is told how options are written",
  async (line) => {
    await using team = await createSimulatedTeam();
    const before = await team.podUp();

    const reply = await team.say(line);

    expect(textOf(reply.card)).toContain("options in the form name:value");
    expect((await team.pods())[0]?.run.rotations).toBe(before.run.rotations);
  },
);
