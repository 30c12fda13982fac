import { PermissionFlagsBits } from "discord.js";
import { expect, test, vi } from "vitest";
import type { Card } from "../../../src/core/records/card.ts";
import { createSimulatedClock } from "../../../src/simulated/clock.ts";
import type { Refusal } from "../../twins/discord/gate.ts";
import type { DiscordTwin } from "../../twins/discord/twin.ts";
import { type DiscordBench, eventually, startDiscordBench } from "./discord-bench.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const everything = 1_071_698_660_929n;
const made = "the team's discord channel was made again and is followed there";

function card(title: string, outcome: Card["outcome"] = "open"): Card {
  return { key: "pod", teamId: "team", tone: "working", outcome, title, lines: [] };
}

async function titles(bench: DiscordBench, channelId?: string): Promise<readonly unknown[]> {
  return (await bench.twin.messages(channelId)).map(({ embeds }) => embeds[0]?.title);
}

async function shown(bench: DiscordBench): Promise<void> {
  await bench.chat.show(card("Pod k7 starts"));
  await bench.chat.show({ ...card("Pod k6 is gone", "succeeded"), key: "old" });
  await eventually(async () => {
    expect(await titles(bench)).toHaveLength(2);
    // Discord's answers have come too: what happens next is not overtaken by them.
    expect(bench.health.noted.filter((note) => note === "cards works").length).toBeGreaterThan(1);
  });
}

test("a channel that was deleted and made again is followed, with the cards that are open", async () => {
  const reported: string[] = [];
  await using bench = await startDiscordBench({ report: (sentence) => void reported.push(sentence) });
  const { twin, chat, health } = bench;
  await shown(bench);

  await twin.deleteChannel();
  await eventually(() => {
    expect(health.noted.at(-1)).toBe("cards discord-channel-gone");
  });
  const again = await twin.createChannel("pods");

  await eventually(async () => {
    expect(await titles(bench, again)).toEqual(
      expect.arrayContaining(["⏳ Pod k7 starts", "⚠️ labelpod now posts in this channel"]),
    );
  });
  expect(health.noted.at(-1)).toBe("cards works");
  expect(bench.logged(made)).toEqual([{ channelId: again }]);
  expect(reported).toEqual([expect.stringContaining(`DISCORD_CHANNEL_ID to ${again}`)]);
  await chat.show(card("Pod k7 is live", "succeeded"));
  await eventually(async () => {
    expect(await titles(bench, again)).toContain("⏳ Pod k7 is live");
  });
  expect(await titles(bench, again)).not.toContain("⏳ Pod k6 is gone");
  expect(twin.violations).toEqual([]);
});

test("where the team's channel is now is said until somebody has heard it", async () => {
  const reported: string[] = [];
  let tries = 0;
  await using bench = await startDiscordBench({
    report(sentence) {
      tries += 1;
      if (tries === 1) throw new Error("the store is away");
      reported.push(sentence);
    },
  });
  await bench.twin.deleteChannel();
  const again = await bench.twin.createChannel("pods");

  await eventually(() => {
    expect(reported).toEqual([expect.stringContaining(`DISCORD_CHANNEL_ID to ${again}`)]);
  });
  expect(bench.logged(made)).toHaveLength(1);
});

test("commands in a channel that was made again count as the team's", async () => {
  await using bench = await startDiscordBench();
  await bench.twin.deleteChannel();
  const channelId = await bench.twin.createChannel("pods");
  await eventually(() => {
    expect(bench.logged(made)).toHaveLength(1);
  });

  await (await bench.twin.runCommand("desk say", { channelId })).answer();

  expect(bench.office.heard.at(-1)?.place).toBe("team-channel");
});

test.for<[string, (bench: DiscordBench) => Promise<unknown>]>([
  [
    "of another name",
    async ({ twin }) => {
      await twin.deleteChannel();
      await twin.createChannel("puds");
    },
  ],
  [
    "of another server",
    async ({ twin }) => {
      await twin.deleteChannel();
      await twin.createChannel("pods", { guildId: "100000000000000002" });
    },
  ],
  [
    "that was there before",
    async ({ twin }) => {
      await twin.createChannel("pods");
      await twin.deleteChannel();
    },
  ],
  ["beside one that is only hidden", ({ twin }) => makeAnother(twin, { status: 403, code: 50_001 })],
  ["beside one that is still there", ({ twin }) => makeAnother(twin, { status: 200, text: "{}" })],
])("no channel %s is followed", async ([, change]) => {
  await using bench = await startDiscordBench();

  await change(bench);
  await bench.twin.renameChannel("a last change").catch(() => undefined);
  await (await bench.twin.runCommand("desk say", { place: "other-channel" })).answer();

  expect(bench.logged(made)).toEqual([]);
  expect(bench.health.noted.at(-1)).toBe("cards discord-channel-gone");
});

/** Another channel of the name, while Discord says this of the one whose end it told. */
async function makeAnother(twin: DiscordTwin, answer: Refusal): Promise<void> {
  twin.refuse(({ method }) => method === "GET", answer);
  await twin.deleteChannel();
  await twin.createChannel("pods");
  await twin.request(({ method, path }) => method === "GET" && path === `/channels/${twin.channelId}`);
}

test("two new channels of the same name are none", async () => {
  await using bench = await startDiscordBench();
  const { twin } = bench;
  const looks = () => twin.requests.filter(({ path }) => path === `/channels/${twin.channelId}`).length;
  const forget = twin.refuse(({ method }) => method === "GET", { status: 500 });
  await twin.deleteChannel();
  await twin.createChannel("pods");
  await eventually(() => {
    expect(looks()).toBe(1);
  });
  await twin.createChannel("pods");
  forget();

  await eventually(() => {
    expect(looks()).toBe(2);
  });
  await (await twin.runCommand("desk say", { place: "other-channel" })).answer();

  expect(bench.logged(made)).toEqual([]);
});

test("whether the channel is gone is asked again when Discord asked for, whatever happens meanwhile", async () => {
  const clock = createSimulatedClock();
  await using bench = await startDiscordBench({ clock });
  const { twin } = bench;
  const looks = () => twin.requests.filter(({ path }) => path === `/channels/${twin.channelId}`).length;
  const forget = twin.refuse(({ method }) => method === "GET", { status: 429, retryAfter: 3600 });
  await twin.deleteChannel();
  const again = await twin.createChannel("pods");
  await eventually(() => {
    expect(bench.logged("the discord channel can't be looked for")).toHaveLength(1);
  });
  await clock.advance(59 * 60_000);
  twin.kick();
  await eventually(() => {
    expect(bench.health.noted).toContain("commands discord-guild");
  });
  await twin.invite();
  await eventually(() => {
    expect(bench.health.noted.at(-1)).toBe("cards discord-channel-gone");
  });
  expect(looks()).toBe(1);
  forget();
  await clock.advance(60_000);

  await eventually(() => {
    expect(bench.logged(made)).toEqual([{ channelId: again }]);
  });
  expect(looks()).toBe(2);
});

test("a renamed channel is the team's as before", async () => {
  await using bench = await startDiscordBench();
  await bench.twin.renameChannel("machines");

  await bench.chat.show(card("Pod k7 starts"));

  await eventually(async () => {
    expect(await titles(bench)).toEqual(["⏳ Pod k7 starts"]);
  });
  expect(bench.health.noted).not.toContain("cards discord-channel-gone");
});

test("a permission that is taken and given back is said, and the card comes", async () => {
  await using bench = await startDiscordBench();
  await bench.twin.changePermissions(PermissionFlagsBits.ViewChannel);
  await eventually(() => {
    expect(bench.health.noted.at(-1)).toBe("cards discord-permissions");
  });

  await bench.twin.changePermissions(everything);

  await eventually(() => {
    expect(bench.health.noted.at(-1)).toBe("cards works");
  });
});

test("a bot that is removed says so, and registers its commands again where it is invited", async () => {
  await using bench = await startDiscordBench();
  const registrations = () => bench.twin.requests.filter(({ path }) => path.endsWith("/commands")).length;
  bench.twin.kick();
  await eventually(() => {
    expect(bench.health.noted.slice(-2)).toEqual(["cards discord-guild", "commands discord-guild"]);
  });

  await bench.twin.invite();

  await eventually(() => {
    expect(bench.health.noted.slice(-2).toSorted()).toEqual(["cards works", "commands works"]);
    expect(registrations()).toBe(2);
  });
});

test("an outage of the server is no removal", async () => {
  await using bench = await startDiscordBench();
  bench.twin.outage();
  await eventually(() => {
    expect(bench.health.noted.at(-1)).toBe("commands discord-unreachable");
  });

  await bench.twin.invite();

  await eventually(() => {
    expect(bench.health.noted.at(-1)).toBe("cards works");
  });
  expect(bench.health.noted).not.toContain("cards discord-guild");
});
