import { expect, test } from "vitest";
import { UserFacingError } from "../../src/core/common/errors.ts";
import { ada, bob, createSimulatedTeam, minute, second, textOf } from "../support/simulated-team.ts";
import { turnAnswers } from "../support/trouble.ts";

test("/pod delete does nothing before its person confirms", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();

  const question = await team.say("pod delete");
  await team.advance(5 * minute);

  expect(question.card).toMatchObject({ onlyFor: ada, outcome: "open" });
  expect(textOf(question.card)).toContain("with all labels and models");
  expect((await team.pods())[0]?.phase).toBe("live");
  expect(team.app.provider.listed()).toHaveLength(1);
});

test("/pod delete, confirmed within a minute, deletes pod and volume and makes room for a new one", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  const question = await team.say("pod delete");
  await team.advance(59 * second);

  const reply = await team.press(question.card, "Yes");
  await team.advance(minute);
  const listed = team.app.provider.listed();
  await team.say("pod up");
  await team.advance(3 * minute);

  expect(reply.acknowledgement).toContain("being deleted");
  expect(listed).toEqual([]);
  expect(textOf(team.card("is gone"))).toContain("Its volume is deleted");
  expect((await team.pods()).map((pod) => pod.phase)).toEqual(["gone", "live"]);
});

test("nobody else can confirm, and the asker still can afterwards", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  const question = await team.say("pod delete");

  const refused = await team.press(question.card, "Yes", { person: bob });
  const sameId = await team.press(question.card, "Yes", { person: { ...ada, platform: "slack" } });
  const stillThere = team.app.provider.listed().length;
  await team.press(question.card, "Yes");
  await team.advance(minute);

  expect(textOf(refused.card)).toContain("Only the person who gave the command");
  expect(textOf(sameId.card)).toContain("Only the person who gave the command");
  expect(stillThere).toBe(1);
  expect(team.app.provider.listed()).toEqual([]);
});

test("a yes after the minute is refused", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  const question = await team.say("pod delete");
  await team.advance(61 * second);

  const late = await team.press(question.card, "Yes");
  await team.advance(minute);

  expect(textOf(late.card)).toContain("expired");
  expect((await team.pods())[0]?.phase).toBe("live");
});

test("a yes counts once", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  const question = await team.say("pod delete");

  const [first, second_] = await Promise.all([
    team.press(question.card, "Yes"),
    team.press(question.card, "Yes"),
  ]);
  const outcomes = [first.card.outcome, second_.card.outcome].toSorted();
  await team.advance(minute);
  const third = await team.press(question.card, "Yes");

  expect(outcomes).toEqual(["failed", "open"]);
  expect(textOf(third.card)).toContain("used already");
});

test("a button pressed twice at the same moment counts once, and the other press gets a sentence", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  const { card } = await team.say("pod delete");

  const replies = await Promise.all([team.press(card, "Yes"), team.press(card, "Yes")]);
  await team.advance(minute);

  const texts = replies.map((reply) => textOf(reply.card)).join("\n");
  expect(texts).toMatch(/Two commands met at the same moment|has expired or was used already/);
  expect(texts).not.toContain("on labelpod's side");
  expect((await team.pods())[0]?.phase).toBe("gone");
});

test("a yes to the deletion of one pod never deletes the next one", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  const early = await team.say("pod delete");
  const other = await team.say("pod delete", { person: bob });
  await team.press(other.card, "Yes", { person: bob });
  await team.advance(10 * second);
  await team.say("pod up");

  const reply = await team.press(early.card, "Yes");
  await team.advance(3 * minute);

  expect(textOf(reply.card)).toContain("with all labels");
  expect((await team.pods()).map((pod) => pod.phase)).toEqual(["gone", "live"]);
});

test("/pod delete of a stopped pod deletes its volume", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  await team.say("pod down");
  await team.advance(minute);

  await team.press((await team.say("pod delete")).card, "Yes");
  await team.advance(minute);

  expect(team.app.provider.listed()).toEqual([]);
  expect(team.card("is gone")?.outcome).toBe("succeeded");
});

test("/pod delete of a pod that failed to come up succeeds", async () => {
  await using team = await createSimulatedTeam();
  team.app.software.failNext(
    "begin:environment",
    new UserFacingError("runpod-host-full", "The disk is full: clear it."),
  );
  await team.say("pod up");
  await team.advance(2 * minute);

  await team.press((await team.say("pod delete")).card, "Yes");
  await team.advance(minute);

  expect(team.card("is gone")?.outcome).toBe("succeeded");
});

test("/pod delete confirmed while the stop is under way still deletes the volume", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  const question = await team.say("pod delete");
  await team.say("pod down");
  const recover = turnAnswers(team.app.provider.pods, "get", async (listed) => {
    if (listed?.status === "stopped") {
      recover();
      await team.press(question.card, "Yes");
    }
    return listed;
  });

  await team.advance(2 * minute);

  expect(team.app.provider.listed()).toEqual([]);
  expect((await team.pods())[0]?.phase).toBe("gone");
});

test("/pod delete with no pod says that there is none", async () => {
  await using team = await createSimulatedTeam();

  const reply = await team.say("pod delete");

  expect(textOf(reply.card)).toContain("There is no pod to delete");
});

test("a confirmation that nobody asked for is refused", async () => {
  await using team = await createSimulatedTeam();

  const replies = [await team.say("labelpod confirm id:k99"), await team.say("labelpod confirm")];

  for (const reply of replies) expect(textOf(reply.card)).toContain("expired");
});
