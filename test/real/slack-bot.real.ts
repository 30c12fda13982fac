import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { createSlackChat } from "../../src/chat/slack/bot.ts";
import { sampleCard } from "../support/chat-bench.ts";
import { createNotedHealth } from "../support/noted-health.ts";
import { type SlackBench, startSlackBench } from "../twins/slack/slack-bench.ts";
import { type Fault, pageMark } from "../twins/slack/slack-faults.ts";
import { until } from "../twins/slack/slack-gate.ts";
import { type TwinMessage, channels, people } from "../twins/slack/slack-twin.ts";

function privateMessage({ twin }: SlackBench, part: string, channelId?: string): Promise<TwinMessage> {
  return until(async () =>
    (await twin.messages(channelId)).find(
      ({ text, ephemeral_to }) => ephemeral_to !== undefined && text.includes(part),
    ),
  );
}

test.each(["socket", "http"] as const)(
  "a slash command over %s is acknowledged and answered to the asker alone",
  async (mode) => {
    await using bench = await startSlackBench({ mode });

    await bench.twin.runCommand("/pod up gpu:“RTX 4090”");

    const answer = await privateMessage(bench, "Understood");
    expect(answer.ephemeral_to).toBe(people.alice);
    expect(answer.text).toBe('Understood: pod up gpu:"RTX 4090" &lt;!channel&gt;');
    expect(bench.invocations).toEqual([
      {
        teamId: "team",
        platform: "slack",
        person: { platform: "slack", id: people.alice, name: "alice" },
        isGuest: false,
        isAdmin: false,
        place: "team-channel",
        commandLine: 'pod up gpu:"RTX 4090"',
      },
    ]);
    expect(bench.twin.violations).toEqual([]);
  },
);

test("a card for the asker alone is the answer, and its button is a command that is already typed", async () => {
  await using bench = await startSlackBench();

  await bench.twin.runCommand("/pod status");
  await privateMessage(bench, "Status");
  await bench.twin.clickButton("Keep", { userId: people.bob });
  await privateMessage(bench, "Understood");

  expect(bench.invocations.map(({ commandLine, person }) => [commandLine, person.id])).toEqual([
    ["pod status", people.alice],
    ["pod keep for:1h", people.bob],
  ]);
  expect(bench.twin.violations).toEqual([]);
});

test("place, guests and admins are told to the dispatch", async () => {
  await using bench = await startSlackBench();

  await bench.twin.runCommand("/pod up", { channelId: channels.other });
  await bench.twin.runCommand("/pod up", { channelId: channels.direct });
  await bench.twin.runCommand("/pod up", { userId: people.guest });
  await bench.twin.runCommand("/pod up", { userId: people.admin });
  await until(() => (bench.invocations.length === 4 ? true : undefined));
  bench.twin.rules.scopes.delete("users:read");
  await bench.twin.runCommand("/pod up", { userId: people.bob });
  await until(() => (bench.invocations.length === 5 ? true : undefined));

  const seen = new Map(
    bench.invocations.map(({ place, isGuest, isAdmin, person }) => [
      `${place} ${person.name}`,
      isAdmin ? "admin" : isGuest ? "guest" : "member",
    ]),
  );
  expect(seen).toEqual(
    new Map([
      ["other-channel alice", "member"],
      ["direct-message alice", "member"],
      ["team-channel guest", "guest"],
      ["team-channel admin", "admin"],
      ["team-channel bob", "guest"],
    ]),
  );
  expect(bench.log.entries.map(({ event }) => event)).toContain(
    "slack person not readable, taken for a guest",
  );
});

test("a command that is delivered twice runs once", async () => {
  await using bench = await startSlackBench();

  await bench.twin.runCommand("/pod up");
  await privateMessage(bench, "Understood");
  bench.twin.gate.replayCommand();
  await until(() => bench.log.entries.find(({ event }) => event === "slack command delivered again"));

  expect(bench.invocations).toHaveLength(1);
});

test("an answer whose response_url is dead reaches the asker through the channel", async () => {
  await using bench = await startSlackBench();
  bench.twin.faults.killResponseUrls();

  await bench.twin.runCommand("/pod status");

  const answer = await privateMessage(bench, "Status");
  expect(answer.ephemeral_to).toBe(people.alice);
  expect(bench.twin.requests.map(({ method }) => method)).toContain("chat.postEphemeral");
  expect(bench.twin.violations).toEqual([]);
});

test("a dispatch that throws ends in a sentence with a reference, and nothing of the error is shown", async () => {
  await using bench = await startSlackBench();

  await bench.twin.runCommand("/pod fail");

  const { text } = await privateMessage(bench, "reference");
  const failed = bench.log.entries.find(({ event }) => event === "slack command failed");
  const reference = /reference ([0-9a-f]{8}) /.exec(text)?.[1];
  expect(text).not.toContain("planted");
  expect(failed?.data).toMatchObject({ reference });
});

test("commands come through again after the connection was cut, and after Slack refused a new one", async () => {
  await using bench = await startSlackBench();
  bench.twin.faults.failNext("apps.connections.open", { kind: "http", status: 503 });

  bench.twin.gate.dropSockets();
  await until(() => bench.log.entries.find(({ event }) => event === "slack connected again"));
  await bench.twin.runCommand("/pod up");

  await privateMessage(bench, "Understood");
  expect(bench.log.entries.map(({ event }) => event)).toContain("slack not connected");
});

test.each(["too_many_websockets", "refresh_requested", "warning"])(
  "commands come through again after Slack has ended the connection by %s",
  async (reason) => {
    await using bench = await startSlackBench();

    bench.twin.gate.say({ type: "disconnect", reason });
    await until(() => bench.log.entries.find(({ event }) => event === "slack connected again"));
    await bench.twin.runCommand("/pod up");

    expect(await privateMessage(bench, "Understood")).toMatchObject({ ephemeral_to: people.alice });
  },
);

test("Socket Mode that is switched off is said with what to do, and cards still arrive", async () => {
  const health = createNotedHealth();
  await using bench = await startSlackBench({ health });

  bench.twin.gate.say({ type: "disconnect", reason: "link_disabled" });
  await until(() => (health.noted.includes("commands slack-socket-mode") ? true : undefined));
  await bench.chat.show(sampleCard({ key: "k", title: "Shown" }));

  await until(async () => (await bench.twin.messages()).find(({ text }) => text.includes("Shown")));
  expect(health.noted).not.toContain("commands works");
});

test.each<Fault>([
  { kind: "rate-limited" },
  { kind: "rate-limited", retryAfterS: 1 },
  { kind: "page", bytes: 2_000_000 },
  { kind: "page", status: 502 },
  { kind: "refused", error: "is_archived" },
  { kind: "refused", error: "missing_scope" },
])(
  "a card arrives after Slack has answered %j for some time, and no log holds a word of it",
  async (fault) => {
    await using bench = await startSlackBench();
    const { twin, chat, log } = bench;
    twin.faults.fail("chat.postMessage", fault);

    await chat.show(sampleCard({ key: "k", title: "Late" }));
    await until(() => (posts(bench) > 0 ? true : undefined));
    twin.faults.heal("chat.postMessage");

    await until(async () => (await twin.messages()).find(({ text }) => text.includes("Late")));
    expect(await twin.messages()).toHaveLength(1);
    expect(JSON.stringify(log.entries)).not.toContain(pageMark);
    expect(twin.violations).toEqual([]);
  },
);

test("a card is one message that is edited, and its last state arrives", async () => {
  await using bench = await startSlackBench();
  const { chat, twin } = bench;

  await chat.show(sampleCard({ key: "k", title: "Coming up", outcome: "open" }));
  await until(async () => (await twin.messages()).find(({ text }) => text.includes("Coming up")));
  await chat.show(sampleCard({ key: "k", title: "Live", outcome: "succeeded" }));
  await until(async () => (await twin.messages()).find(({ text }) => text.includes("Live")));

  expect(await twin.messages()).toHaveLength(1);
  expect(twin.violations).toEqual([]);
});

test("a post whose answer was lost is found again and not made twice", async () => {
  await using bench = await startSlackBench();
  bench.twin.faults.failNext("chat.postMessage", { kind: "lost" });

  await bench.chat.show(sampleCard({ key: "k", title: "Once" }));

  await until(() => bench.twin.requests.find(({ method }) => method === "chat.update"));
  expect(await bench.twin.messages()).toHaveLength(1);
});

test("signed HTTP: another workspace is foreign, a wrong signature does not count, a retry runs nothing", async () => {
  await using bench = await startSlackBench({ mode: "http" });
  const fields = {
    team_id: "T99OTHER",
    channel_id: channels.team,
    user_id: "U9",
    user_name: "eve",
    command: "/pod",
    text: "up",
  };
  const body = new URLSearchParams({ ...fields, trigger_id: "1" }).toString();
  const other = new URLSearchParams({ ...fields, trigger_id: "2" }).toString();

  const statuses = [
    await post(bench, body),
    await post(bench, other, "wrong secret"),
    await post(bench, body),
  ];
  await until(() => bench.log.entries.find(({ event }) => event === "slack command delivered again"));

  expect(statuses).toEqual([200, 401, 200]);
  expect(bench.invocations.map(({ place, isGuest }) => [place, isGuest])).toEqual([["foreign-team", true]]);
});

test.each([
  ["slack-bot-token", { botToken: "xoxb-wrong" }],
  ["slack-app-token", { appToken: "xapp-wrong" }],
  ["slack-workspace", { workspaceId: "T99OTHER" }],
  ["slack-channel", { channelId: channels.outside }],
] as const)("the start fails with one sentence: %s", async (code, change) => {
  await using bench = await startSlackBench();

  const start = createSlackChat({ ...bench.options, ...change });

  await expect(start).rejects.toMatchObject({ code, userMessage: expect.stringMatching(/^[^\n]+\.$/) });
});

test("the start names the scopes that are missing", async () => {
  await using bench = await startSlackBench();
  bench.twin.rules.scopes.delete("users:read");

  const start = createSlackChat(bench.options);

  await expect(start).rejects.toMatchObject({
    code: "slack-scopes",
    userMessage: expect.stringContaining("users:read"),
  });
});

function posts({ twin }: SlackBench): number {
  return twin.requests.filter(({ method }) => method === "chat.postMessage").length;
}

async function post(
  { options }: SlackBench,
  body: string,
  secret = String(options.signingSecret),
): Promise<number> {
  const timestamp = String(Math.floor(options.clock.now() / 1000));
  const digest = createHmac("sha256", secret).update(`v0:${timestamp}:${body}`).digest("hex");
  const { status } = await fetch(`http://127.0.0.1:${options.httpPort}/slack/events`, {
    method: "POST",
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      "x-slack-request-timestamp": timestamp,
      "x-slack-signature": `v0=${digest}`,
    },
    body,
  });
  return status;
}
