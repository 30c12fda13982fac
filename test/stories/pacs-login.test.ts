import { expect, test } from "vitest";
import { update } from "../../src/core/ports/store.ts";
import { placeOf } from "../../src/core/records/place-of.ts";
import { createSimulatedTeam, textOf } from "../support/simulated-team.ts";

const own = { origin: "https://pacs.example.org", mayBeUnencrypted: false };
const studies = "studies:https://pacs.example.org/dicom-web";

test("/pod up with studies at another address says that the login stays here", async () => {
  await using team = await createSimulatedTeam({}, { pacs: own });

  const reply = await team.say("pod up studies:https://evil.example/dicom-web");

  expect(reply.acknowledgement).toContain("The login at the PACS is not sent to these studies");
  expect(await team.pods()).toHaveLength(1);
});

test("/pod up says nothing of the login where it goes along, or no PACS is asked", async () => {
  for (const option of [studies, "studies:/data", ""]) {
    await using team = await createSimulatedTeam({}, { pacs: own });

    const reply = await team.say(`pod up ${option}`);

    expect(reply.acknowledgement).not.toContain("login");
  }
});

test.each([
  [{ ...own, origin: undefined }, studies, "is not told for which one: set DICOMWEB_ORIGIN"],
  [
    { ...own, origin: "http://pacs.example.org" },
    "studies:http://pacs.example.org/x",
    "would go to the PACS unencrypted",
  ],
])("/pod up rents nothing where the login is to go nowhere: %j", async (pacs, option, sentence) => {
  await using team = await createSimulatedTeam({}, { pacs });

  const reply = await team.say(`pod up ${option}`);

  expect(textOf(reply.card)).toContain(sentence);
  expect(await team.pods()).toEqual([]);
});

test("/pod restart leaves a server that it would start without its login, and says so", async () => {
  await using team = await createSimulatedTeam({}, { pacs: { ...own, origin: undefined } });
  const pod = await team.podUp();
  const request = { ...pod.request, studies: "https://pacs.example.org/dicom-web" };
  await update(team.app.store.pods, placeOf(pod), (current) => ({ ...current, request }));

  const reply = await team.say("pod restart");

  expect(textOf(reply.card)).toContain("set DICOMWEB_ORIGIN");
  expect(await team.pods()).toMatchObject([{ phase: "live" }]);
});
