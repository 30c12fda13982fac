import { expect, test } from "vitest";
import { commands } from "../../src/commands/index.ts";
import type { Invocation } from "../../src/core/records/invocation.ts";
import { createSimulatedTeam, minute, textOf } from "../support/simulated-team.ts";

const refused: readonly (readonly [string, Partial<Invocation>, string])[] = [
  ["a guest", { isGuest: true }, "ask a member of the team"],
  ["a direct message", { place: "direct-message" }, "use them in the team's channel"],
  ["another channel", { place: "other-channel" }, "go there and try again"],
  ["another team", { place: "foreign-team", teamId: "stranger" }, "ask whoever runs it for access"],
];

test.each(refused)("every command from %s is refused and changes nothing", async (_who, how, sentence) => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  const before = await team.pods();

  const replies = [];
  for (const { path } of commands) replies.push(await team.say(path.join(" "), how));

  for (const { card } of replies) {
    expect(card).toMatchObject({ outcome: "failed", onlyFor: { name: "Ada" } });
    expect(textOf(card)).toContain(sentence);
  }
  expect(await team.pods()).toEqual(before);
  expect(await team.trainings()).toEqual([]);
});

test.each(refused)(
  "a button pressed from %s is refused as the typed command is",
  async (_who, how, sentence) => {
    await using team = await createSimulatedTeam();
    await team.podUp();
    const question = await team.say("pod delete");

    const replies = [
      await team.press(team.cards("is live")[0], "Stop", how),
      await team.press(question.card, "Yes", how),
    ];
    await team.advance(minute);

    for (const { card } of replies) expect(textOf(card)).toContain(sentence);
    expect((await team.pods())[0]?.phase).toBe("live");
  },
);

test("the audit keeps who gave which command, and nothing of its options", async () => {
  await using team = await createSimulatedTeam();

  await team.say("pod up studies:/data/doe-jane");

  const notices = (await team.app.store.notices.list("main")).map((stored) => stored.value);
  expect(notices).toMatchObject([{ kind: "command", text: "pod up", person: { name: "Ada" } }]);
  expect(JSON.stringify([notices, team.logged])).not.toContain("doe-jane");
});
