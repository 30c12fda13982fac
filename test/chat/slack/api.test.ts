import { inspect } from "node:util";
import { expect, test } from "vitest";
import { RefusedError } from "../../../src/chat/board/refused-error.ts";
import { createSlackApi } from "../../../src/chat/slack/api.ts";
import { createBoltLogger } from "../../../src/chat/slack/bolt-logger.ts";
import { createSimulatedClock } from "../../../src/simulated/clock.ts";
import { createTestLog } from "../../support/log.ts";
import { type ApiAnswer, startWebApi, type WebApi } from "../../twins/slack/web-api.ts";

const never = new AbortController().signal;

async function refusalOf(slack: WebApi): Promise<unknown> {
  return slack.api.call("chat.postMessage", { text: "hello" }, never).catch((thrown: unknown) => thrown);
}

const secret = "http://10.0.0.1/send?key=xoxb-1 PATIENT^JANE";
const page = `<html>\n    at ${secret}\n${"<p>PATIENT^JANE</p>".repeat(100_000)}</html>`;

test.each<readonly [string, ApiAnswer, object]>([
  ["a hang up", "hang up", { kind: "away", code: "unreachable", isCertain: false }],
  ["a fault", { raw: { status: 503, body: page } }, { kind: "away", code: "http_503", isCertain: false }],
  ["a proxy's no", { raw: { status: 403, body: secret } }, { kind: "unexpected", code: "http_403" }],
  ["a page of 2 MB", { raw: { status: 200, body: page } }, { kind: "away", code: "unexpected_answer" }],
  ["a URL", { raw: { status: 200, body: secret } }, { kind: "away", code: "unexpected_answer" }],
  ["a page as Slack's word", { json: { ok: false, error: page } }, { code: "unexpected_answer" }],
  ["a URL as Slack's word", { json: { ok: false, error: secret } }, { code: "unexpected_answer" }],
  ["a long word", { json: { ok: false, error: "jane".repeat(20) } }, { code: "unexpected_answer" }],
  ["a number as Slack's word", { json: { ok: false, error: 7 } }, { code: "unexpected_answer" }],
  ["JSON of another", { json: { detail: secret } }, { code: "unexpected_answer", isCertain: false }],
  ["JSON that is null", { raw: { status: 200, body: "null" } }, { code: "unexpected_answer" }],
  ["JSON that is a text", { raw: { status: 200, body: '"JANE"' } }, { code: "unexpected_answer" }],
])("call() fails once by %s and keeps nothing of the answer", async (_name, given, refusal) => {
  await using slack = await startWebApi(() => given);

  const error = await refusalOf(slack);

  expect(error).toBeInstanceOf(RefusedError);
  expect(error).toMatchObject(refusal);
  expect(slack.requests).toHaveLength(1);
  const kept = inspect([error, slack.log.entries], { depth: 9, showHidden: true });
  expect(kept).not.toMatch(/JANE|jane|hello|xoxb|10\.0\.0\.1/);
});

/** Source: the errors of chat.postMessage and chat.update below https://docs.slack.dev/reference/methods */
test.each([
  ["token", true, ["token_revoked", "invalid_auth", "account_inactive", "not_authed", "token_expired"]],
  ["channel", true, ["channel_not_found", "not_in_channel", "is_archived", "is_inactive"]],
  ["rights", true, ["missing_scope", "no_permission", "restricted_action", "ekm_access_denied"]],
  [
    "content",
    true,
    ["msg_too_long", "invalid_blocks", "no_text", "msg_blocks_too_long", "invalid_arguments"],
  ],
  ["busy", true, ["ratelimited", "rate_limited", "message_limit_exceeded"]],
  ["away", true, ["service_unavailable", "request_timeout", "team_added_to_org"]],
  ["away", false, ["fatal_error", "internal_error"]],
  ["unexpected", false, ["a_word_of_tomorrow"]],
] as const)("call() takes refusals for %s, certain: %s", async (kind, isCertain, words) => {
  const left = [...words];
  await using slack = await startWebApi(() => ({ json: { ok: false, error: left.shift() } }));

  for (const code of words) expect(await refusalOf(slack)).toMatchObject({ kind, isCertain, code });
});

test.each([
  ["30", 30_000],
  ["0.5", 1000],
  ["Thu, 01 Jan 2026 00:01:00 GMT", 60_000],
  ["31536000", 86_400_000],
  ["0", undefined],
  ["-5", undefined],
  ["soon", undefined],
  [undefined, undefined],
] as const)(
  "call() hands a rate limit on that asks for %s, and does not ask again",
  async (header, waitMs) => {
    const headers = header === undefined ? {} : { "retry-after": header };
    await using slack = await startWebApi(() => ({ raw: { status: 429, headers, body: page } }));

    const error = await refusalOf(slack);

    expect(error).toMatchObject({ kind: "busy", code: "ratelimited", isCertain: true });
    expect(error instanceof RefusedError ? error.waitMs : "none").toBe(waitMs);
    expect(slack.requests).toHaveLength(1);
  },
);

test("call() ends with the signal's reason, also when Slack does not answer", async () => {
  await using slack = await startWebApi(() => "silence", createSimulatedClock());
  const controller = new AbortController();

  const answer = slack.api.call("chat.postMessage", {}, controller.signal);
  await expect.poll(() => slack.requests).toHaveLength(1);
  controller.abort(new Error("closing"));

  await expect(answer).rejects.toThrow("closing");
});

test("call() gives up an attempt that is not answered", async () => {
  const clock = createSimulatedClock();
  await using slack = await startWebApi(() => "silence", clock);

  const answer = refusalOf(slack);
  await expect.poll(() => slack.requests).toHaveLength(1);
  await clock.advance(10_000);

  expect(await answer).toMatchObject({ kind: "away", code: "unreachable", isCertain: false });
});

test.each([
  ["nothing listens", async (): Promise<string> => (await closed()).apiUrl],
  ["its name is not known", async (): Promise<string> => "http://slack.invalid/api/"],
])("call() is surely not carried out where %s", async (_name, apiUrl) => {
  const log = createTestLog();
  const clock = createSimulatedClock();
  const api = createSlackApi({
    botToken: "xoxb-test",
    apiUrl: await apiUrl(),
    clock,
    logger: createBoltLogger(log),
  });

  await expect(api.call("chat.postMessage", { text: "hello" }, never)).rejects.toMatchObject({
    kind: "away",
    code: "unreachable",
    isCertain: true,
  });
});

async function closed(): Promise<WebApi> {
  await using slack = await startWebApi(() => "hang up");
  return slack;
}
