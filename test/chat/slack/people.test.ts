import { expect, test } from "vitest";
import { createPeople } from "../../../src/chat/slack/people.ts";
import { createMemoryClock } from "../../../src/memory/clock.ts";
import { startWebApi } from "../../twins/slack/web-api.ts";

const never = new AbortController().signal;

test.each([
  [{}, false],
  [{ is_restricted: true }, true],
  [{ is_ultra_restricted: true }, true],
  [{ is_stranger: true }, true],
])("isGuest() of %j is %s", async (user, isGuest) => {
  await using slack = await startWebApi(() => ({ json: { ok: true, user } }));
  const people = createPeople(slack.api, createMemoryClock(), slack.log);

  await expect(people.isGuest("U1", never)).resolves.toBe(isGuest);
});

test("isGuest() asks once for commands at the same moment, and again after some minutes", async () => {
  await using slack = await startWebApi((_request, count) => ({
    json: { ok: true, user: { is_restricted: count > 1 } },
  }));
  const clock = createMemoryClock();
  const people = createPeople(slack.api, clock, slack.log);

  const atOnce = await Promise.all([people.isGuest("U1", never), people.isGuest("U1", never)]);
  const before = slack.requests.length;
  await clock.advance(6 * 60_000);
  const later = await people.isGuest("U1", never);

  expect([atOnce, before, later]).toEqual([[false, false], 1, true]);
});

test("isGuest() takes somebody for a guest who can't be read, and asks again next time", async () => {
  await using slack = await startWebApi((_request, count) =>
    count === 1 ? { json: { ok: false, error: "missing_scope" } } : { json: { ok: true, user: {} } },
  );
  const people = createPeople(slack.api, createMemoryClock(), slack.log);

  const answers = [await people.isGuest("U1", never), await people.isGuest("U1", never)];

  expect(answers).toEqual([true, false]);
  expect(slack.log.entries).toMatchObject([{ data: { userId: "U1", errorCode: "missing_scope" } }]);
});
