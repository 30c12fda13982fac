import { expect, test } from "vitest";
import { dieBeforeCard } from "../support/crash.ts";
import {
  bob,
  createSimulatedTeam,
  hour,
  type SimulatedTeam,
  minute,
  second,
  textOf,
} from "../support/simulated-team.ts";
import { recordCalls } from "../support/trouble.ts";

/** A pod of the team that was live and is stopped. */
async function stopped(team: SimulatedTeam): Promise<string> {
  const { id } = await team.podUp();
  await team.say("pod down");
  await team.advance(minute);
  return id;
}

function fillHosts({ app, clock }: SimulatedTeam, ms: number): void {
  app.provider.fillHosts(clock.now() + ms);
}

test("the summary of a stop says that the GPU may be gone, and what to do then", async () => {
  await using team = await createSimulatedTeam();
  await stopped(team);

  const summary = textOf(team.card(": summary of this run"));
  expect(summary).toContain("Its GPU may be gone: a start needs a free one on that very host.");
  expect(summary).toContain("/pod up wait:2h keeps trying and /pod up fresh:yes takes a new pod");
  expect(textOf(team.card("is stopped"))).toContain("if its host has a GPU free by then");
});

test("a stopped pod refuses a wish for another machine, and takes the one that it was rented by", async () => {
  await using team = await createSimulatedTeam();
  await stopped(team);

  const refused = await team.say("pod up gpu:L4 max-price:0.5");
  const phase = (await team.pods())[0]?.phase;
  await team.say("pod up gpu:any cloud:secure");

  expect(textOf(refused.card)).toContain("leave out the options for another one");
  expect(phase).toBe("stopped");
  expect((await team.pods())[0]).toMatchObject({ phase: "starting", request: { cloud: "secure" } });
});

test("a start that finds no free GPU fails with a message that offers to keep trying or a fresh pod", async () => {
  await using team = await createSimulatedTeam();
  await stopped(team);
  fillHosts(team, hour);

  await team.say("pod up", { person: bob });
  await team.advance(minute);

  const summary = team.card(": summary of this run");
  expect(summary).toMatchObject({ outcome: "failed", notify: { name: "Bob" } });
  expect(textOf(summary)).toContain("The machine that holds this pod's volume has no free GPU now");
  expect(textOf(summary)).not.toMatch(/Its GPU may be gone|Time up/);
  expect(summary?.actions?.map(({ commandLine }) => commandLine)).toEqual([
    "pod up wait:2h",
    "pod up fresh:yes",
  ]);
  expect((await team.pods())[0]).toMatchObject({
    phase: "stopped",
    run: { failure: { code: "start-refused" } },
  });
});

test("a start that may wait asks each minute until its host has a GPU free", async () => {
  await using team = await createSimulatedTeam();
  await stopped(team);
  fillHosts(team, 40 * minute);
  const starts = recordCalls(team.app.provider.pods, "start");

  await team.say("pod up");
  await team.advance(10 * second);
  await team.press(team.card(": summary of this run"), "Keep trying");
  await team.advance(30 * minute);
  const meanwhile = (await team.pods())[0];
  const card = textOf(team.card("is coming up"));
  const status = textOf((await team.say("pod status")).card);
  await team.advance(20 * minute);

  expect(meanwhile).toMatchObject({ phase: "starting", run: { step: { name: "start" } } });
  expect(card).toMatch(
    /no free GPU\. labelpod began to wait 2026-01-01T00:04\S+, asks it each minute, and gives up 2026-01-01T02:04/,
  );
  expect(card).toContain("nothing but its disk is billed");
  expect(status).toContain("asks it each minute, and gives up");
  expect(status).not.toContain("maximum lifetime");
  expect(starts.length).toBeGreaterThan(35);
  expect(starts.length).toBeLessThan(45);
  expect((await team.pods())[0]?.phase).toBe("live");
  expect(team.logged).not.toContain("a pod was changed outside");
});

test("what was waited for is not charged for: only the machine's time is", async () => {
  await using team = await createSimulatedTeam();
  await stopped(team);
  fillHosts(team, hour);

  await team.say("pod up wait:2h");
  await team.advance(64 * minute);
  const phase = (await team.pods())[0]?.phase;
  await team.say("pod down");
  await team.advance(minute);

  const cost = /Cost: \$(\d+\.\d+)/.exec(textOf(team.card(": summary of this run")))?.[1];
  expect(phase).toBe("live");
  expect(Number(cost)).toBeGreaterThan(0);
  expect(Number(cost)).toBeLessThan(0.1);
});

test("when the time to wait is over the start fails with a sentence of its own", async () => {
  await using team = await createSimulatedTeam();
  await stopped(team);
  fillHosts(team, 5 * hour);

  await team.say("pod up wait:2h");
  await team.advance(2 * hour + 2 * minute);

  const [pod] = await team.pods();
  expect(pod).toMatchObject({ phase: "stopped", run: { failure: { code: "waited-for-host" } } });
  expect(textOf(team.card(": summary of this run"))).toContain("had no free GPU in all that time");
  expect(team.card(": summary of this run")?.actions).toHaveLength(2);
});

test("a start that waits goes on after the bot was killed, and /pod down ends it", async () => {
  await using team = await createSimulatedTeam();
  await stopped(team);
  fillHosts(team, 5 * hour);
  await team.say("pod up wait:2h");
  await team.advance(10 * minute);

  await team.app.killAndRestart();
  await team.advance(10 * minute);
  const waiting = (await team.pods())[0];
  await team.say("pod down");
  await team.advance(minute);

  expect(waiting).toMatchObject({ phase: "starting", run: { waiting: { sinceMs: expect.any(Number) } } });
  const [pod] = await team.pods();
  expect(pod).toMatchObject({ phase: "stopped", run: { stop: { reason: "asked" } } });
  expect(pod?.run.waiting).toBeUndefined();
});

test("a pod that comes up without a GPU is stopped again and counts as a refused start", async () => {
  await using team = await createSimulatedTeam();
  await stopped(team);
  team.app.provider.twist({ gpuCount: 0 });

  await team.say("pod up");
  await team.advance(2 * minute);

  expect(team.app.provider.listed().map(({ status }) => status)).toEqual(["stopped"]);
  const summary = team.card(": summary of this run");
  expect(textOf(summary)).toContain("The pod came up without a GPU");
  expect(summary?.actions).toHaveLength(2);
});

test("a pod that comes up without a GPU is stopped and started again while it may wait", async () => {
  await using team = await createSimulatedTeam();
  await stopped(team);
  team.app.provider.twist({ gpuCount: 0 });

  await team.say("pod up wait:1h");
  await team.advance(40 * second);
  const released = team.app.provider.listed().map(({ status }) => status);
  await team.advance(5 * minute);

  expect(released).toEqual(["stopped"]);
  expect((await team.pods())[0]).toMatchObject({ phase: "live", run: { number: 2 } });
  expect(team.app.provider.listed().map(({ gpuCount }) => gpuCount)).toEqual([1]);
});

test("at the end of a run the message with its address says that it is out of date", async () => {
  await using team = await createSimulatedTeam();
  const { id } = await team.podUp();
  const url = (await team.server()).url.split("/")[2] ?? "";
  const before = team.read(team.chat.latest(`pod:${id}:1:live`));

  await team.say("pod down");
  await team.advance(minute);

  const after = team.chat.latest(`pod:${id}:1:live`);
  expect(before).toContain(url);
  expect(team.read(after)).not.toContain(url);
  expect(team.read(after)).toContain("This address is out of date: the pod has stopped.");
  expect(after).toMatchObject({ tone: "quiet" });
});

test("another address within a run is a message of its own, and the earlier one points to it", async () => {
  await using team = await createSimulatedTeam();
  const { id, providerPodId = "" } = await team.podUp();
  const { pods } = team.app.provider;
  await pods.stop(providerPodId, AbortSignal.timeout(1000));
  await pods.start(providerPodId, AbortSignal.timeout(1000));

  await team.advance(5 * minute);

  const url = (await team.server()).url.split("/")[2] ?? "";
  const first = team.read(team.chat.latest(`pod:${id}:1:live`));
  const newer = team.chat.latest(`pod:${id}:1:live:2`);
  expect(first).toContain("a newer message has the present one");
  expect(newer).toMatchObject({ notify: { name: "Ada" }, tone: "good" });
  expect(team.read(newer)).toContain(url);
});

test("a restart of the server keeps the address and its one message", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();

  await team.say("pod restart");
  await team.advance(3 * minute);

  expect((await team.pods())[0]?.phase).toBe("live");
  expect(team.cards("MONAI Label answers")).toHaveLength(1);
  expect(team.cards("out-of-date address")).toEqual([]);
});

test("the address of a run that has ended is marked although the bot died at its summary", async () => {
  await using team = await createSimulatedTeam();
  const { id } = await team.podUp();
  dieBeforeCard(team.chat, (card) => card.key.endsWith(":live") && card.tone === "quiet");

  await team.say("pod down");
  await team.advance(minute);
  const meanwhile = team.read(team.chat.latest(`pod:${id}:1:live`));
  await team.app.killAndRestart();
  await team.advance(minute);

  expect(meanwhile).not.toContain("out of date");
  expect(team.read(team.chat.latest(`pod:${id}:1:live`))).toContain("out of date");
});
