import { once } from "node:events";
import { createServer } from "node:net";
import { expect, test } from "vitest";
import { type AccessDeps, checkAccess } from "../../../src/chat/slack/access.ts";
import { createBoltLogger } from "../../../src/chat/slack/bolt-logger.ts";
import { createHttpReceiver } from "../../../src/chat/slack/receiver.ts";
import { createTestLog } from "../../support/log.ts";
import { type ApiAnswer, startWebApi, type WebApi } from "../../twins/slack/web-api.ts";
import { findFreePorts } from "../../twins/ssh-pod/free-ports.ts";

const never = new AbortController().signal;
const home = { workspaceId: "T1", channelId: "C1" };

function depsOf({ api, log }: WebApi): AccessDeps {
  return { api, log, home };
}

const auth: ApiAnswer = { json: { ok: true, team_id: "T1", user_id: "U0", bot_id: "B0" } };

function authWith(scopes: string): ApiAnswer {
  const body = JSON.stringify({ ok: true, team_id: "T1", user_id: "U0", bot_id: "B0" });
  const headers = { "content-type": "application/json", "x-oauth-scopes": scopes };
  return { raw: { status: 200, headers, body } };
}

const cases: readonly [string, (method: string) => ApiAnswer][] = [
  ["slack-bot-token", () => ({ json: { ok: false, error: "token_revoked" } })],
  ["slack-unreachable", () => "hang up"],
  ["slack-unexpected", () => ({ json: { ok: true } })],
  ["slack-unreachable", () => ({ raw: { status: 502 } })],
  ["slack-unexpected", () => ({ raw: { status: 200, body: "<html>" } })],
  ["slack-busy", () => ({ raw: { status: 429, headers: { "retry-after": "3600" } } })],
  ["slack-workspace", () => ({ json: { ok: true, team_id: "T2", user_id: "U0", bot_id: "B0" } })],
  [
    "slack-channel",
    (method) => (method === "auth.test" ? auth : { json: { ok: false, error: "channel_not_found" } }),
  ],
  [
    "slack-bot-token",
    (method) => (method === "auth.test" ? auth : { json: { ok: false, error: "token_revoked" } }),
  ],
  ["slack-scopes", () => authWith("chat:write,commands,channels:history,groups:history")],
];

test.each(cases)("checkAccess() fails with %s in one sentence", async (code, answer) => {
  await using slack = await startWebApi(({ method }) => answer(method));

  const checked = checkAccess(depsOf(slack), never);

  await expect(checked).rejects.toMatchObject({ code, userMessage: expect.stringMatching(/^[^\n]+\.$/) });
});

test.each<readonly [string, ApiAnswer]>([
  ["may not be read", { json: { ok: false, error: "missing_scope" } }],
  ["is not readable now", { raw: { status: 429, headers: { "retry-after": "3600" } } }],
])("checkAccess() goes on where the channel %s, which only a doubtful post needs", async (_name, answer) => {
  await using slack = await startWebApi(({ method }) =>
    method === "auth.test" ? authWith("chat:write,commands,users:read") : answer,
  );

  await expect(checkAccess(depsOf(slack), never)).resolves.toEqual({ botId: "B0", botUserId: "U0" });

  expect(slack.log.entries).toMatchObject([
    { event: "slack scopes missing", data: { missing: ["channels:history", "groups:history"] } },
    { event: "slack channel not readable" },
  ]);
});

test("start() of signed HTTP fails with a sentence when its port is taken", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const place = { host: "127.0.0.1", port };
  const receiver = createHttpReceiver("secret", place, createBoltLogger(createTestLog()));

  await expect(receiver.start()).rejects.toMatchObject({ code: "slack-port" });

  server.close();
});

test("start() of signed HTTP listens on the address that it is given, so that a container's port can be published", async () => {
  const [port = 0] = await findFreePorts(1);
  const place = { host: "127.0.0.2", port };
  const receiver = createHttpReceiver("secret", place, createBoltLogger(createTestLog()));

  await receiver.start();

  await expect(fetch(`http://127.0.0.2:${port}/`)).resolves.toMatchObject({ status: 404 });
  await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow("fetch failed");
  await receiver.stop();
});
