import { GatewayCloseCodes, PermissionFlagsBits } from "discord.js";
import { expect, test, vi } from "vitest";
import type { PlatformHealth } from "../../../src/chat/platform-health.ts";
import type { Card } from "../../../src/core/records/card.ts";
import { eventually, startDiscordBench } from "./discord-bench.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const card: Card = {
  key: "pod",
  teamId: "team",
  tone: "working",
  outcome: "open",
  title: "Pod k7 starts",
  lines: [],
};

test("a card that is taken all the same ends nothing that the server's state says", async () => {
  await using bench = await startDiscordBench();
  const { twin, chat, health } = bench;
  twin.kick();
  await eventually(() => {
    expect(health.noted).toContain("cards discord-guild");
  });
  const before = health.noted.length;

  await chat.show(card);
  await eventually(() => {
    expect(health.noted.length).toBeGreaterThan(before);
  });

  expect(health.noted.at(-1)).toBe("cards discord-guild");
  await twin.invite();
  await eventually(() => {
    expect(health.noted).toContain("cards works");
  });
});

test("a bot that was removed is said to be so, whatever Discord refuses its cards with", async () => {
  await using bench = await startDiscordBench();
  const { twin, chat, health } = bench;
  twin.kick();
  twin.refuse(({ path }) => path.startsWith("/channels/"), { status: 403, code: 50_001 });
  await eventually(() => {
    expect(health.noted).toContain("cards discord-guild");
  });
  const before = health.noted.length;

  await chat.show(card);
  await eventually(() => {
    expect(health.noted.length).toBeGreaterThan(before);
  });

  expect(health.noted.slice(before)).toEqual(["cards discord-guild"]);
});

test("of the permissions only those that are missing are named", async () => {
  const sentences: string[] = [];
  const health: PlatformHealth = {
    failed: (_, { userMessage }) => void sentences.push(userMessage),
    works: () => undefined,
  };
  await using bench = await startDiscordBench({ health });
  const { twin, chat } = bench;
  await twin.changePermissions(PermissionFlagsBits.ViewChannel | PermissionFlagsBits.SendMessages);
  twin.refuse(({ path }) => path.startsWith("/channels/"), { status: 403, code: 50_013 });
  await eventually(() => {
    expect(sentences).toHaveLength(1);
  });

  await chat.show(card);
  await eventually(() => {
    expect(sentences.length).toBeGreaterThan(1);
  });

  expect(new Set(sentences)).toEqual(
    new Set(["The bot may not do everything it has to in its Discord channel: grant it Embed Links there."]),
  );
});

test("a connection that comes back ends no refusal of the commands", async () => {
  await using bench = await startDiscordBench();
  const { twin, health } = bench;
  const forget = twin.refuse(({ path }) => path.endsWith("/commands"), { status: 429, retryAfter: 3600 });
  twin.kick();
  await twin.invite();
  await eventually(() => {
    expect(health.noted).toContain("commands discord-busy");
  });

  twin.drop(GatewayCloseCodes.InvalidSeq);
  await eventually(() => {
    expect(bench.logged("discord is connected")).toHaveLength(2);
  });

  expect(health.noted.findLast((noted) => noted.startsWith("commands"))).toBe("commands discord-busy");
  forget();
});
