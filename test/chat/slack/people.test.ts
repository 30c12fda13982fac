import { expect, test } from "vitest";
import { createPeople } from "../../../src/chat/slack/people.ts";
import { createSimulatedClock } from "../../../src/simulated/clock.ts";
import { startWebApi } from "../../twins/slack/web-api.ts";

const never = new AbortController().signal;

const member = { isGuest: false, isAdmin: false };
const guest = { isGuest: true, isAdmin: false };
const admin = { isGuest: false, isAdmin: true };

test.each([
  [{}, member],
  [{ is_restricted: true }, guest],
  [{ is_ultra_restricted: true }, guest],
  [{ is_stranger: true }, guest],
  [{ is_admin: true }, admin],
  [{ is_owner: true }, admin],
  [{ is_primary_owner: true }, admin],
  [{ is_stranger: true, is_admin: true }, guest],
])("look() finds %j to be %j", async (user, standing) => {
  await using slack = await startWebApi(() => ({ json: { ok: true, user } }));
  const people = createPeople(slack.api, createSimulatedClock(), slack.log);

  await expect(people.look("U1", never)).resolves.toEqual(standing);
});

test("look() asks once for commands at the same moment, and again after some minutes", async () => {
  await using slack = await startWebApi((_request, count) => ({
    json: { ok: true, user: { is_restricted: count > 1 } },
  }));
  const clock = createSimulatedClock();
  const people = createPeople(slack.api, clock, slack.log);

  const atOnce = await Promise.all([people.look("U1", never), people.look("U1", never)]);
  const before = slack.requests.length;
  await clock.advance(6 * 60_000);
  const later = await people.look("U1", never);

  expect([atOnce, before, later]).toEqual([[member, member], 1, guest]);
});

test("look() takes somebody for a guest and no admin who can't be read, and asks again next time", async () => {
  await using slack = await startWebApi((_request, count) =>
    count === 1
      ? { json: { ok: false, error: "missing_scope" } }
      : { json: { ok: true, user: { is_admin: true } } },
  );
  const people = createPeople(slack.api, createSimulatedClock(), slack.log);

  const answers = [await people.look("U1", never), await people.look("U1", never)];

  expect(answers).toEqual([guest, admin]);
  expect(slack.log.entries).toMatchObject([{ data: { userId: "U1", errorCode: "missing_scope" } }]);
});
