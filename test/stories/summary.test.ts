import { expect, test } from "vitest";
import { createSimulatedTeam, minute, textOf } from "../support/simulated-team.ts";

test("the summary counts the labels that were submitted in this run", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  await team.advance(minute);

  team.app.labelServer.setInfo({ labelled: 8 });
  team.app.software.act("submitting");
  await team.advance(minute);
  await team.say("pod down");
  await team.advance(minute);

  expect(textOf(team.card(": summary of this run"))).toContain("Labels: 3 new, 8 in all");
});

test.each([
  ["synthetic", "tied to one host: images, labels and trained models."],
  ["https://pacs.example.org/dicom-web", "unsubmitted work; submitted labels are in the PACS."],
])("the summary of a pod with %s says what lies on its volume alone", async (studies, sentence) => {
  await using team = await createSimulatedTeam();
  await team.say(`pod up studies:${studies}`);
  await team.advance(3 * minute);

  await team.say("pod down");
  await team.advance(minute);

  expect(textOf(team.card(": summary of this run"))).toContain(sentence);
});
