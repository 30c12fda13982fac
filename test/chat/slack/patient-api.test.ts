import { expect, test } from "vitest";
import { createPatientApi } from "../../../src/chat/slack/patient-api.ts";
import { createSimulatedClock } from "../../../src/simulated/clock.ts";
import { type ApiAnswer, startWebApi } from "../../twins/slack/web-api.ts";

const never = new AbortController().signal;

function limited(retryAfter?: string): ApiAnswer {
  return {
    raw: { status: 429, headers: retryAfter === undefined ? {} : { "retry-after": retryAfter } },
  };
}

test("call() waits a short rate limit out, says so, and calls again", async () => {
  const clock = createSimulatedClock();
  await using slack = await startWebApi(
    (_request, count) => (count === 1 ? limited("5") : { json: { ok: true } }),
    clock,
  );

  const answer = createPatientApi(slack.api, { clock, log: slack.log }).call("users.info", {}, never);
  await expect.poll(() => slack.log.entries).toHaveLength(1);
  await clock.advance(4999);
  expect(slack.requests).toHaveLength(1);
  await clock.advance(1);

  await expect(answer).resolves.toMatchObject({ ok: true });
  expect(slack.requests).toHaveLength(2);
  expect(slack.log.entries).toEqual([
    { event: "slack asks to wait", data: { method: "users.info", waitMs: 5000, isWaiting: true } },
  ]);
});

test("call() does not wait an hour, and says what was asked for", async () => {
  const clock = createSimulatedClock();
  await using slack = await startWebApi(() => limited("3600"), clock);

  const answer = createPatientApi(slack.api, { clock, log: slack.log }).call("users.info", {}, never);

  await expect(answer).rejects.toMatchObject({ kind: "busy", waitMs: 3_600_000 });
  expect(slack.requests).toHaveLength(1);
  expect(slack.log.entries).toMatchObject([{ data: { waitMs: 3_600_000, isWaiting: false } }]);
});

test("call() asks a few times only where no wait is named, with pauses", async () => {
  const clock = createSimulatedClock();
  await using slack = await startWebApi(() => limited(), clock);

  const answer = createPatientApi(slack.api, { clock, log: slack.log }).call("users.info", {}, never);
  const ended = answer.catch((error: unknown) => error);
  for (let asked = 1; asked <= 4; asked += 1) {
    await expect.poll(() => slack.log.entries).toHaveLength(asked);
    await clock.advance(2000);
  }

  expect(await ended).toMatchObject({ kind: "busy" });
  expect(slack.requests).toHaveLength(5);
});

test("call() ends with the signal's reason while it waits", async () => {
  const clock = createSimulatedClock();
  await using slack = await startWebApi(() => limited("5"), clock);
  const controller = new AbortController();

  const api = createPatientApi(slack.api, { clock, log: slack.log });
  const answer = api.call("users.info", {}, controller.signal);
  await expect.poll(() => slack.log.entries).toHaveLength(1);
  controller.abort(new Error("closing"));

  await expect(answer).rejects.toThrow("closing");
});
