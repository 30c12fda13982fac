import { expect, test } from "vitest";
import { bob, createSimulatedTeam, minute, textOf } from "../support/simulated-team.ts";

test("/pod restart loads other models on the same pod", async () => {
  await using team = await createSimulatedTeam();
  const before = await team.podUp();

  await team.say("pod restart models:segmentation,localization_spine", { person: bob });
  await team.advance(minute);

  const [pod] = await team.pods();
  expect(pod).toMatchObject({
    phase: "live",
    providerPodId: before.providerPodId,
    run: { number: 1, liveAtMs: before.run.liveAtMs },
    request: { models: ["segmentation", "localization_spine"] },
  });
  expect(textOf(team.cards("is live")[0])).toContain("Models: segmentation, localization_spine");
});

test("/pod restart is refused while a training runs", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  await team.say("train deepedit epochs:30");

  const reply = await team.say("pod restart");
  await team.advance(minute);

  expect(textOf(reply.card)).toContain("use /train stop first");
  expect((await team.trainings())[0]?.state).toBe("running");
});
