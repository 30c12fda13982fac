import { setTimeout as wait } from "node:timers/promises";
import { expect, test, vi } from "vitest";
import { createDiscordChat, type DiscordOptions } from "../../../src/chat/discord/bot.ts";
import type { Card } from "../../../src/core/records/card.ts";
import { createSimulatedClock } from "../../../src/simulated/clock.ts";
import { createSimulatedKeys } from "../../../src/simulated/keys.ts";
import { createSimulatedStore } from "../../../src/simulated/store.ts";
import { createClock } from "../../../src/system/clock.ts";
import { createTestLog } from "../../support/log.ts";
import { createNotedHealth } from "../../support/noted-health.ts";
import type { SeenRequest } from "../../twins/discord/gate.ts";
import { type DiscordTwin, startDiscordTwin } from "../../twins/discord/twin.ts";
import { eventually, startDiscordBench } from "./discord-bench.ts";
import { officeCommands } from "./office.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const anHour = { status: 429, retryAfter: 3600 };
const card: Card = {
  key: "pod",
  teamId: "team",
  tone: "working",
  outcome: "failed",
  title: "Pod k7 has failed",
  lines: [],
};

test("after one 401 the card comes without a restart", async () => {
  await using bench = await startDiscordBench();
  const { twin } = bench;
  const forget = twin.refuse(({ path }) => path.startsWith("/channels/"), { status: 401 });
  await bench.chat.show(card);
  await eventually(() => {
    expect(bench.logged("discord does not take the bot token")).toHaveLength(1);
  });
  forget();

  await eventually(async () => {
    expect(await twin.messages()).toMatchObject([{ embeds: [{ title: "⏳ Pod k7 has failed" }] }]);
  });
  await (await twin.runCommand("desk say words:still-here")).answer();
});

test("an interaction that is delivered twice runs once", async () => {
  await using bench = await startDiscordBench();
  await (await bench.twin.runCommand("desk say times:2")).answer();

  bench.twin.repeatInteraction();
  await (await bench.twin.runCommand("desk say times:3")).answer();

  expect(bench.office.heard.map(({ commandLine }) => commandLine)).toEqual([
    "desk say times:2",
    "desk say times:3",
  ]);
  expect(bench.logged("discord delivered an interaction again")).toHaveLength(1);
});

test("an answer waits as long as Discord asks for, and is given then", async () => {
  await using bench = await startDiscordBench();
  const { twin } = bench;
  let refused = 0;
  twin.judge(({ path }) => {
    if (!path.endsWith("/messages/@original") || refused === 2) return undefined;
    refused += 1;
    return refused === 1 ? { status: 429, retryAfter: 0.2 } : { status: 502, text: "<html></html>" };
  });

  await twin.runCommand("desk say words:patience");

  await eventually(() => {
    const answers = twin.requests.filter(({ path }) => path.endsWith("/messages/@original"));
    expect(answers).toHaveLength(3);
  });
  expect(bench.logged("discord refused a response")).toEqual([]);
});

test("an acknowledgement that was taken and said so too late counts", async () => {
  await using bench = await startDiscordBench();
  const forget = bench.twin.refuse(({ path }) => path.endsWith("/callback"), { status: 400, code: 40_060 });
  const deed = await bench.twin.runCommand("desk say words:twice");
  await deed.answer();
  forget();

  expect(bench.logged("discord refused a response")).not.toContainEqual(
    expect.objectContaining({ what: "acknowledgement" }),
  );
});

test("commands that Discord can't take yet are registered when it asked for, not sooner, and said to be missing until then", async () => {
  await using twin = await startDiscordTwin();
  const clock = createSimulatedClock();
  const forget = twin.refuse(isOfCommands, anHour);
  const health = createNotedHealth();
  await using _ = await createDiscordChat({ ...optionsFor(twin), clock, health });
  expect(health.noted.at(-1)).toBe("commands discord-busy");
  await clock.advance(59 * 60_000);
  twin.kick();
  await eventually(() => {
    expect(health.noted.at(-1)).toBe("commands discord-guild");
  });
  await twin.invite();
  await eventually(() => {
    expect(health.noted.at(-1)).toBe("cards works");
  });
  await clock.settle();
  expect(twin.requests.filter(isOfCommands)).toHaveLength(1);
  forget();
  await clock.advance(60_000);

  await eventually(() => {
    expect(health.noted.at(-1)).toBe("commands works");
  });
  expect(twin.requests.filter(isOfCommands)).toHaveLength(2);
});

test.for([
  [{ status: 403, code: 50_001 }, "discord-commands"],
  [{ status: 400, code: 50_035 }, "discord-commands-content"],
] as const)(
  "commands that are refused with %o are registered again after some minutes",
  async ([refusal, code]) => {
    const clock = createSimulatedClock();
    await using bench = await startDiscordBench({ clock });
    const { twin, health } = bench;
    const forget = twin.refuse(isOfCommands, refusal);
    twin.kick();
    await eventually(() => {
      expect(health.noted.at(-1)).toBe("commands discord-guild");
    });
    await twin.invite();
    await eventually(() => {
      expect(health.noted.at(-1)).toBe(`commands ${code}`);
    });
    await clock.advance(4.5 * 60_000);
    expect(twin.requests.filter(isOfCommands)).toHaveLength(2);
    forget();
    await clock.advance(30_000);

    await eventually(() => {
      expect(health.noted.at(-1)).toBe("commands works");
    });
  },
);

function isOfCommands({ path }: SeenRequest): boolean {
  return path.endsWith("/commands");
}

function optionsFor({ apiUrl, token, guildId, channelId }: DiscordTwin): DiscordOptions {
  return {
    apiUrl,
    token,
    guildId,
    channelId,
    teamId: "team",
    health: createNotedHealth(),
    dispatch: () => expect.fail("nobody commands"),
    commands: officeCommands,
    messages: createSimulatedStore().messages,
    keys: createSimulatedKeys(),
    clock: createClock(),
    log: createTestLog(),
  };
}

test("a wait of an hour on any route does not hold up the end", async () => {
  const bench = await startDiscordBench();
  const { twin } = bench;
  twin.refuse(({ path }) => !path.startsWith("/gateway"), anHour);
  await twin.deleteChannel();
  await twin.createChannel("pods");
  await twin.runCommand("desk say words:late");
  await bench.chat.show(card);
  await eventually(() => {
    expect(bench.cardRequests()).not.toEqual([]);
  });

  const isClosed = await Promise.race([
    bench.chat[Symbol.asyncDispose]().then(() => true),
    wait(10_000, false, { ref: false }),
  ]);

  expect(isClosed).toBe(true);
  await bench[Symbol.asyncDispose]();
});
