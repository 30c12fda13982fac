import { expect, test } from "vitest";
import { createSimulatedTeam, minute, second, textOf } from "../support/simulated-team.ts";
import { hang, beforeCall } from "../support/trouble.ts";

test("a command is answered although its card waits for Redis, and the card comes when Redis is back", async () => {
  await using team = await createSimulatedTeam();
  const back = Promise.withResolvers<undefined>();
  beforeCall(team.chat, "show", () => back.promise);

  const answered = team.say("pod up");
  await team.advance(second);
  const reply = await answered;
  const early = team.chat.messages().length;
  back.resolve(undefined);
  await team.advance(3 * minute);

  expect(reply.acknowledgement).toContain("The pod is coming up");
  expect(early).toBe(0);
  expect(team.cards("is live: MONAI Label answers")).toHaveLength(1);
});

test("/train is answered although the server is frozen, and begins when the server goes on", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  const thaw = hang(team.app.labelServer, "info");

  const answered = team.say("train deepedit epochs:3");
  await team.advance(2 * second);
  const reply = await answered;
  thaw();
  await team.advance(5 * minute);

  expect(reply.acknowledgement).toContain("The training is being started");
  expect(textOf(reply.card)).not.toContain("went wrong");
  expect((await team.trainings())[0]?.state).toBe("done");
});
