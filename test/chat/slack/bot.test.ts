import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { createSlackChat, type SlackChatOptions } from "../../../src/chat/slack/bot.ts";
import { createSimulatedClock } from "../../../src/simulated/clock.ts";
import { createSimulatedKeys } from "../../../src/simulated/keys.ts";
import { createSimulatedStore } from "../../../src/simulated/store.ts";
import { sampleCard } from "../../support/chat-bench.ts";
import { createNotedHealth } from "../../support/noted-health.ts";
import { type ApiAnswer, startWebApi } from "../../twins/slack/web-api.ts";
import { findFreePorts } from "../../twins/ssh-pod/free-ports.ts";

const hour: ApiAnswer = { raw: { status: 429, headers: { "retry-after": "3600" } } };
const well: ApiAnswer = {
  json: { ok: true, team_id: "T1", user_id: "U0", bot_id: "B0", ts: "1.0", messages: [] },
};

type Parts = Pick<SlackChatOptions, "apiUrl" | "clock" | "httpPort" | "log">;

function optionsOf(parts: Parts): SlackChatOptions {
  return {
    ...parts,
    botToken: "xoxb-test",
    signingSecret: "secret",
    workspaceId: "T1",
    channelId: "C1",
    teamId: "team",
    commands: [{ path: ["pod", "up"], summary: "Start a pod", options: [] }],
    dispatch: async () => ({ card: sampleCard(), acknowledgement: "Understood" }),
    messages: createSimulatedStore().messages,
    keys: createSimulatedKeys(),
    health: createNotedHealth(),
  };
}

async function sendCommand(port: number | undefined, nowMs: number): Promise<number> {
  const fields = { team_id: "T1", channel_id: "C1", user_id: "U1", command: "/pod", text: "up" };
  const body = new URLSearchParams({ ...fields, trigger_id: "1" }).toString();
  const timestamp = String(Math.floor(nowMs / 1000));
  const digest = createHmac("sha256", "secret").update(`v0:${timestamp}:${body}`).digest("hex");
  const headers = {
    "content-type": "application/x-www-form-urlencoded",
    "x-slack-request-timestamp": timestamp,
    "x-slack-signature": `v0=${digest}`,
  };
  const answer = await fetch(`http://127.0.0.1:${port}/slack/events`, { method: "POST", headers, body });
  return answer.status;
}

test("the bot ends in 10 s while Slack asks for an hour on every method, having asked each once", async () => {
  const clock = createSimulatedClock();
  let isLimited = false;
  await using slack = await startWebApi(() => (isLimited ? hour : well), clock);
  const [httpPort] = await findFreePorts(1);
  const { apiUrl, log } = slack;
  const chat = await createSlackChat(optionsOf({ apiUrl, clock, log, httpPort }));
  isLimited = true;

  await chat.show(sampleCard({ outcome: "open" }));
  await expect(sendCommand(httpPort, Date.now())).resolves.toBe(200);
  await clock.advance(0);
  await expect.poll(() => log.entries.map(({ event }) => event)).toContain("slack answer not delivered");
  const ended: string[] = [];
  async function end(): Promise<void> {
    await chat[Symbol.asyncDispose]();
    ended.push("ended");
  }
  const ending = end();
  for (let passedS = 0; passedS < 10; passedS += 1) await clock.advance(1000);
  await expect.poll(() => ended).toEqual(["ended"]);
  await ending;

  const asked = slack.requests.slice(2).map(({ method }) => method);
  expect(asked.toSorted()).toEqual(["chat.postEphemeral", "chat.postMessage", "users.info"]);
  expect(log.entries).toContainEqual({
    event: "slack asks to wait",
    data: { method: "users.info", waitMs: 3_600_000, isWaiting: false },
  });
});

test("the start ends at once with a sentence while Slack asks for an hour", async () => {
  const clock = createSimulatedClock();
  await using slack = await startWebApi(() => hour, clock);
  const { apiUrl, log } = slack;

  const start = createSlackChat(optionsOf({ apiUrl, clock, log, httpPort: 1 }));

  await expect(start).rejects.toMatchObject({ code: "slack-busy", retryable: true });
  expect(slack.requests).toHaveLength(1);
});
