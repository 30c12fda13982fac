import { expect, test } from "vitest";
import { createFanOut } from "../../src/chat/board/fan-out.ts";
import { createMessageBoard } from "../../src/chat/board/message-board.ts";
import { withKeys } from "../../src/chat/board/with-keys.ts";
import { openCardShelf } from "../../src/chat/web/card-shelf.ts";
import type { Chat } from "../../src/core/ports/chat.ts";
import { createSimulatedApp } from "../../src/bot/simulated-app.ts";
import { createSimulatedClock } from "../../src/simulated/clock.ts";
import { createTestLog } from "../support/log.ts";
import { createNotedHealth } from "../support/noted-health.ts";
import { createSimulatedTransport } from "../support/simulated-transport.ts";
import { asked, createSimulatedTeam, minute, textOf } from "../support/simulated-team.ts";
import { beforeCall } from "../support/trouble.ts";

const never = new AbortController().signal;

test("a key is in what people read, and in no record, job or line of the log", async () => {
  const clock = createSimulatedClock();
  const log = createTestLog();
  const transport = createSimulatedTransport(clock);
  const chats: Chat[] = [];
  let ids = 0;
  const newId = (): string => `k${(ids += 1)}`;
  await using app = await createSimulatedApp({ clock, log, chat: createFanOut(chats, log), newId });
  const { messages } = app.store;
  const withTheirKeys = withKeys(transport, app.keys);
  const board = createMessageBoard({
    transport: withTheirKeys,
    messages,
    clock,
    log,
    health: createNotedHealth(),
    minEditGapMs: 4000,
  });
  const shelf = await openCardShelf({ teamId: "main", messages, clock });
  chats.push(board, { show: (card) => shelf.put(card) });
  const jobs: unknown[] = [];
  beforeCall(app.queue, "add", ({ name }, ...rest) => jobs.push([name, ...rest]));
  const answers: string[] = [];
  async function say(commandLine: string): Promise<void> {
    answers.push(textOf((await app.dispatch({ ...asked, commandLine })).card));
    await clock.advance(3 * minute);
  }

  for (const line of [
    "pod up",
    "pod url",
    "train deepedit epochs:2",
    "pod url rotate",
    "pod url",
    "pod status",
  ])
    await say(line);
  await say("pod delete");

  const [pod] = await app.store.pods.list();
  const locks = [0, 1].map((rotation) => ({ podId: pod?.id ?? "", run: 1, rotation }));
  const keys = locks.map((lock) => app.keys.ofPeople(lock));
  const secrets = [...keys, ...locks.map((lock) => app.keys.ofBot(lock))];
  const collections = Object.values(app.store);
  const records = await Promise.all(collections.map((collection) => collection.list()));
  const kept = JSON.stringify([records, jobs, app.queue.unfinished(), log.entries]);
  expect(records.flat().length).toBeGreaterThan(8);
  expect(jobs).toContainEqual(["change-lock", { teamId: "main", podId: pod?.id }]);
  for (const secret of secrets) expect(kept).not.toContain(secret);
  expect(answers.filter((text) => text.includes(keys[0] ?? ""))).toHaveLength(1);
  expect(answers.filter((text) => text.includes(keys[1] ?? ""))).toHaveLength(2);
  expect(JSON.stringify([...transport.posted.values()])).toContain(keys[1]);
  const closed = board[Symbol.asyncDispose]();
  await clock.advance(minute);
  await closed;
});

test("each start has a key of its own, and the one before opens nothing", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  const first = await team.server();
  await team.say("pod down");
  await team.advance(minute);

  await team.podUp();

  const { labelServer } = team.app;
  const { url } = await team.server();
  const formerKey = { url: `${url.slice(0, -32)}${first.url.slice(-32)}` };
  expect(formerKey.url).not.toBe(url);
  expect(await labelServer.answers(formerKey, never)).toBe(false);
  expect(await labelServer.answers({ url }, never)).toBe(true);
  expect(team.read(team.card("is live: MONAI Label answers"))).toContain(url);
});

test("with LABELPOD_SHARE_URL=private the channel sees no URL, and /pod url hands it to the asker alone", async () => {
  await using team = await createSimulatedTeam({ shareUrl: "private" });
  await team.say("pod up studies:https://pacs.example.org/dicom-web");
  await team.advance(3 * minute);

  const status = await team.say("pod status");
  const reply = await team.say("pod url");

  const { url } = await team.server();
  expect(JSON.stringify(team.chat.shown)).not.toMatch(/server-url|203\.0\.113/);
  expect(team.read(team.card("is live: MONAI Label answers"))).toContain(
    "Server URL: /pod url hands it out to each person alone",
  );
  expect(team.chat.messages().map(textOf)[0]).toContain("Server URL: /pod url hands it out");
  expect(textOf(status.card)).toContain("Server URL: /pod url hands it out to each person alone");
  expect(textOf(status.card)).not.toContain("203.0.113");
  expect(reply.card.onlyFor).toEqual({ platform: "web", id: "ada", name: "Ada" });
  expect(textOf(reply.card)).toContain(`Server URL: ${url}\n`);
  expect(textOf(reply.card)).toContain(`OHIF at ${url}/ohif/`);
});
