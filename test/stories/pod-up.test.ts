import { expect, test } from "vitest";
import { NoCapacityError, UserFacingError } from "../../src/core/common/errors.ts";
import { dieAfterWrite } from "../support/crash.ts";
import { createSimulatedTeam, hour, minute, second, textOf } from "../support/simulated-team.ts";
import { recordCalls, beforeCall } from "../support/trouble.ts";
import { loseCreates } from "../support/provider-trouble.ts";

test("/pod up brings a pod live, on one card, and says so in a new message", async () => {
  await using team = await createSimulatedTeam();

  const reply = await team.say("pod up");
  await team.advance(3 * minute);

  const [pod] = await team.pods();
  expect(reply.acknowledgement).toContain("coming up");
  expect(pod).toMatchObject({ phase: "live", providerPodId: expect.any(String) });
  expect(pod?.run.stepsDone.map((step) => step.name)).toEqual([
    "choose",
    "create",
    "start",
    "address",
    "shell",
    "files",
    "environment",
    "studies",
    "server",
    "outside",
  ]);
  expect(team.chat.messages().map((card) => card.title)).toEqual([
    `Pod ${pod?.id} is live`,
    `Pod ${pod?.id} is live: MONAI Label answers`,
  ]);
  const live = textOf(team.chat.latest(`pod:${pod?.id}:1:live`));
  expect(live).toMatch(/Server URL: http:\/\/\S+:\d+/);
  expect(live).toContain("Next Sample");
  expect(live).toContain("The URL is the key: who has it can read images, label and train");
});

test("/pod up takes the favourite GPU although another is cheaper", async () => {
  await using team = await createSimulatedTeam();

  const pod = await team.podUp();

  expect(pod.offer?.gpuName).toBe("RTX 4090");
});

test("a create whose answer is lost is found by its name and rented once", async () => {
  await using team = await createSimulatedTeam();
  const { provider } = team.app;
  loseCreates(provider);
  const calls = recordCalls(provider.pods, "create");

  await team.say("pod up");
  await team.advance(4 * minute);

  expect(calls).toHaveLength(1);
  expect(provider.listed()).toHaveLength(1);
  expect((await team.pods())[0]?.phase).toBe("live");
});

test("a GPU that is taken meanwhile gives way to the next one", async () => {
  await using team = await createSimulatedTeam();
  team.app.provider.failNext("create", new NoCapacityError("no-capacity", "It was just taken."));

  const pod = await team.podUp();

  expect(pod.offer?.gpuName).not.toBe("RTX 4090");
});

test("a failure after the rent stops the pod and says why", async () => {
  await using team = await createSimulatedTeam();
  team.app.software.failNext(
    "begin:environment",
    new UserFacingError("no-disk", "The disk is full: choose a larger one."),
  );

  await team.say("pod up");
  await team.advance(3 * minute);

  const [pod] = await team.pods();
  expect(pod?.phase).toBe("stopped");
  expect(team.app.provider.listed().map((listed) => listed.status)).toEqual(["stopped"]);
  expect(textOf(team.chat.latest(`pod:${pod?.id}:1`))).toContain("The disk is full");
  expect(team.chat.latest(`pod:${pod?.id}:1`)?.outcome).toBe("failed");
  expect(team.chat.latest(`pod:${pod?.id}:1`)?.steps?.find((step) => step.state === "failed")?.title).toBe(
    "Install MONAI Label",
  );
});

test("a failure after the rent asks for the stop at once, not only when a sweep finds it", async () => {
  await using team = await createSimulatedTeam();
  team.app.software.failNext("begin:environment", new UserFacingError("no-disk", "The disk is full."));
  const stopsAtMs: number[] = [];
  beforeCall(team.app.provider.pods, "stop", () => stopsAtMs.push(team.clock.now()));

  await team.say("pod up");
  await team.advance(3 * minute);

  const [pod] = await team.pods();
  expect(stopsAtMs[0]).toBe(pod?.run.stop?.askedAtMs);
});

test("an unexpected error in a bring-up stops the pod and gives a reference, not its text", async () => {
  await using team = await createSimulatedTeam();
  team.app.software.failNext("look:studies", new TypeError("DOE^JANE is not a function"));

  await team.say("pod up");
  await team.advance(3 * minute);

  const text = team.chat.shown.map(textOf).join("\n");
  expect((await team.pods())[0]?.phase).toBe("stopped");
  expect(text).toMatch(/went wrong on labelpod's side.*reference k\d-/);
  expect(text).not.toContain("DOE");
});

test("a killed bot goes on from the step that was reached, and its card says so", async () => {
  await using team = await createSimulatedTeam();
  await team.say("pod up");
  await team.advance(40 * second);

  await team.app.killAndRestart();
  await team.advance(3 * minute);

  const texts = team.chat.shown.map(textOf);
  expect((await team.pods())[0]?.phase).toBe("live");
  expect(team.app.provider.listed()).toHaveLength(1);
  expect(texts.some((text) => text.includes("labelpod was restarted"))).toBe(true);
});

test("/pod up after /pod down starts the same pod again", async () => {
  await using team = await createSimulatedTeam();
  const before = await team.podUp();
  await team.say("pod down");
  await team.advance(minute);

  const again = await team.podUp();

  expect(again.providerPodId).toBe(before.providerPodId);
  expect(again.run.number).toBe(2);
  expect(team.app.provider.listed()).toHaveLength(1);
});

test("/pod up that finds no GPU rents nothing and makes room for the next try", async () => {
  await using team = await createSimulatedTeam();

  await team.say("pod up gpu:H200");
  await team.advance(2 * minute);
  const failed = team.chat.messages()[0];
  await team.say("pod up");
  await team.advance(3 * minute);

  expect(failed?.outcome).toBe("failed");
  expect(textOf(failed)).toContain("another gpu");
  expect((await team.pods()).filter((pod) => pod.phase === "live")).toHaveLength(1);
});

test("a bring-up whose bot was dead for long goes on, however late it is", async () => {
  await using team = await createSimulatedTeam();
  await team.say("pod up");
  dieAfterWrite(team.app.store.pods, (pod) => pod.run.step.name === "studies");
  await team.advance(2 * hour);

  await team.app.killAndRestart();
  await team.advance(2 * minute);

  expect((await team.pods())[0]?.phase).toBe("live");
});
