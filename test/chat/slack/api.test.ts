import { inspect } from "node:util";
import { expect, test } from "vitest";
import { SlackApiError } from "../../../src/chat/slack/api-error.ts";
import { createSimulatedClock } from "../../../src/simulated/clock.ts";
import { startWebApi } from "../../twins/slack/web-api.ts";

const never = new AbortController().signal;
const rateLimited = { raw: { status: 429, headers: { "retry-after": "30" } } };

test("call() waits out a rate limit and calls again", async () => {
  const sleptMs: number[] = [];
  const clock = { ...createSimulatedClock(), sleep: async (ms: number) => void sleptMs.push(ms) };
  await using slack = await startWebApi(
    (_request, count) => (count === 1 ? rateLimited : { json: { ok: true, ts: "1.0" } }),
    clock,
  );

  await expect(slack.api.call("chat.postMessage", { channel: "C1" }, never)).resolves.toMatchObject({
    ts: "1.0",
  });

  expect(sleptMs).toEqual([30_000]);
});

test("call() ends with the signal's reason while it waits", async () => {
  await using slack = await startWebApi(() => rateLimited);
  const controller = new AbortController();

  const answer = slack.api.call("chat.postMessage", {}, controller.signal);
  await expect.poll(() => slack.requests).toHaveLength(1);
  controller.abort(new Error("closing"));

  await expect(answer).rejects.toThrow("closing");
});

test.each([
  ["http_503", { raw: { status: 503, body: "PATIENT^JANE" } }],
  ["unreachable", "hang up"],
  ["unexpected_answer", { json: { detail: "PATIENT^JANE" } }],
  ["not_in_channel", { json: { ok: false, error: "not_in_channel", detail: "PATIENT^JANE" } }],
] as const)("call() fails once with %s and keeps nothing of the answer", async (code, given) => {
  await using slack = await startWebApi(() => given);

  const error: unknown = await slack.api
    .call("chat.postMessage", { text: "hello" }, never)
    .catch((thrown: unknown) => thrown);

  expect(error).toBeInstanceOf(SlackApiError);
  expect(error).toMatchObject({ code });
  expect(slack.requests).toHaveLength(1);
  expect(inspect([error, slack.log.entries], { depth: 9, showHidden: true })).not.toMatch(/JANE|hello|xoxb/);
});
