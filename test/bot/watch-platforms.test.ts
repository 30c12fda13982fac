import { expect, test } from "vitest";
import { troubleLines } from "../../src/core/cards/platform-card.ts";
import { createPlatformsBench, hour, minute, sample } from "./platforms-bench.ts";
import { away, wrongToken } from "./troubled-platform.ts";

test("while one platform refuses for an hour, the other has its cards on time and one message about that, with its end", async () => {
  const { clock, discord, slack, start, onPage } = createPlatformsBench();
  const { chat, reported } = start();
  await clock.advance(minute);

  discord.trouble(away);
  const onTime: boolean[] = [];
  for (let number = 1; number <= 60; number += 1) {
    await chat.show(sample(number));
    await clock.settle();
    onTime.push(slack.texts().some((text) => text.includes(`card ${number}\n`)));
    await clock.advance(minute);
  }
  const during = { slack: slack.texts(), page: await onPage("platform:"), discord: discord.texts() };
  discord.trouble(undefined);
  await clock.advance(5 * minute);

  expect(onTime).not.toContain(false);
  expect(during.discord).toEqual([]);
  expect(during.page).toHaveLength(1);
  expect(during.slack.filter((text) => text.includes(" on Discord"))).toEqual(during.page);
  expect(during.page[0]).toMatch(/^labelpod can't post on Discord\nIt is out of reach: wait\.\n/);
  expect(during.page[0]).toContain("appear only on Slack and the web page");
  expect(reported.filter((line) => line.startsWith("labelpod can't post on Discord"))).toHaveLength(1);
  const after = await onPage("platform:");
  expect(after).toEqual([
    expect.stringMatching(/^labelpod can post on Discord again\nNothing was shown there for 1 h/),
  ]);
  expect(slack.texts().filter((text) => text.includes(" on Discord"))).toEqual(after);
  expect(discord.texts().filter((text) => text.includes(" on Discord"))).toEqual(after);
  expect(discord.texts()).toHaveLength(61);
});

test("what is over within two minutes is told nowhere", async () => {
  const { clock, discord, start, onPage } = createPlatformsBench();
  const { chat } = start();
  await clock.advance(minute);

  discord.trouble(away);
  await chat.show(sample(1));
  await clock.advance(1.5 * minute);
  discord.trouble(undefined);
  await clock.advance(10 * minute);

  expect(await onPage("platform:")).toEqual([]);
});

test("a platform that comes and goes is one message", async () => {
  const { clock, discord, slack, start, onPage } = createPlatformsBench();
  const { reach } = start();
  await clock.advance(minute);
  const health = reach.healthOf("discord");

  const titles = new Set<string | undefined>();
  for (let flap = 0; flap < 12; flap += 1) {
    health.failed("commands", away);
    await clock.advance(3 * minute);
    titles.add((await onPage("platform:"))[0]?.split("\n")[0]);
    health.works("commands");
    await clock.advance(2 * minute);
    titles.add((await onPage("platform:"))[0]?.split("\n")[0]);
  }

  expect(await onPage("platform:")).toHaveLength(1);
  expect([...titles]).toEqual([
    "Commands on Discord don't reach labelpod",
    "Commands on Discord reach labelpod again",
  ]);
  expect(slack.texts()).toHaveLength(1);
  expect(discord.texts()).toHaveLength(1);
});

test("a later time is a message of its own", async () => {
  const { clock, start, onPage } = createPlatformsBench();
  const health = start().reach.healthOf("slack");
  await clock.advance(minute);

  for (const _time of [1, 2]) {
    health.failed("commands", away);
    await clock.advance(5 * minute);
    health.works("commands");
    await clock.advance(hour);
  }

  expect(await onPage("platform:")).toHaveLength(2);
});

test("another cause, and more that does not work, is an edit of the same message", async () => {
  const { clock, start, onPage } = createPlatformsBench();
  const health = start().reach.healthOf("discord");
  await clock.advance(minute);
  health.failed("cards", away);
  await clock.advance(3 * minute);

  health.failed("cards", wrongToken);
  health.failed("commands", wrongToken);
  await clock.advance(5 * minute);

  expect(await onPage("platform:")).toEqual([
    expect.stringMatching(/^labelpod is cut off from Discord\nThe token is wrong: correct it\.\nThat began/),
  ]);
});

test("two minutes are those that have passed, whatever the clock says", async () => {
  const { clock, start, onPage } = createPlatformsBench();
  const { reach } = start();
  await clock.advance(minute);
  const now = clock.now;
  clock.doubt(true);

  clock.now = () => now() + 8 * hour;
  reach.healthOf("discord").failed("cards", away);
  clock.now = now;
  await clock.advance(1.5 * minute);
  const early = await onPage("platform:");
  await clock.advance(minute);

  expect(early).toEqual([]);
  expect(await onPage("platform:")).toHaveLength(1);
});

test("a life that finds the message of one before goes on with it, and ends it", async () => {
  const { clock, discord, slack, start, onPage } = createPlatformsBench();
  await using first = start();
  await clock.advance(minute);
  discord.trouble(away);
  await first.chat.show(sample(1));
  await clock.advance(5 * minute);
  await first[Symbol.asyncDispose]();

  const { reported } = start({ bootId: "next" });
  await clock.advance(5 * minute);
  const during = await onPage("platform:");
  discord.trouble(undefined);
  await clock.advance(5 * minute);

  expect(during).toEqual([expect.stringContaining("cut off from Discord")]);
  expect(reported).toContain("labelpod is cut off from Discord: It is out of reach: wait.");
  expect(await onPage("platform:")).toEqual([expect.stringContaining("connected to Discord again")]);
  expect(slack.texts().filter((text) => text.includes("Discord"))).toHaveLength(1);
});

test("a life in which the platform works ends the message of one before, and one without it says so", async () => {
  const { clock, discord, start, onPage } = createPlatformsBench();
  for (const life of [{}, { platforms: ["slack"] as const }]) {
    await using before = start();
    discord.trouble(away);
    await before.chat.show(sample(1));
    before.reach.healthOf("discord").failed("cards", away);
    await clock.advance(5 * minute);
    await before[Symbol.asyncDispose]();
    discord.trouble(undefined);

    await using _next = start({ bootId: "next", ...life });
    await clock.advance(20 * minute);
  }

  expect(await onPage("platform:")).toEqual([
    expect.stringContaining("connected to Discord again"),
    expect.stringContaining("labelpod is not on Discord any more"),
  ]);
});

test("a life with wrong settings does not say of a platform that it was left: it may be what is mistyped", async () => {
  const { clock, discord, start, onPage } = createPlatformsBench();
  await using first = start();
  discord.trouble(away);
  await first.chat.show(sample(1));
  await clock.advance(5 * minute);
  await first[Symbol.asyncDispose]();
  const before = await onPage("platform:");

  start({ bootId: "next", platforms: ["slack"], hasWrongSettings: true });
  await clock.advance(20 * minute);

  expect(before).toHaveLength(1);
  expect(await onPage("platform:")).toEqual(before);
});

test("a life that ends the message of one before says of a trouble with commands alone nothing of cards", async () => {
  const { clock, start, onPage } = createPlatformsBench();
  await using first = start();
  await clock.advance(minute);
  first.reach.healthOf("discord").failed("commands", away);
  await clock.advance(5 * minute);
  await first[Symbol.asyncDispose]();

  start({ bootId: "next" });
  await clock.advance(5 * minute);

  expect((await onPage("platform:")).join("\n")).not.toContain("Nothing was shown");
  expect(await onPage("platform:")).toEqual([expect.stringContaining("give again each command")]);
});

test("a time in which first its commands and then its cards were lost does not say that nothing was shown in all of it", async () => {
  const { clock, start, onPage } = createPlatformsBench();
  const health = start().reach.healthOf("discord");
  await clock.advance(minute);

  health.failed("commands", away);
  await clock.advance(hour);
  health.failed("cards", away);
  health.works("commands");
  await clock.advance(5 * minute);
  health.works("cards");
  await clock.advance(5 * minute);

  expect(await onPage("platform:")).toEqual([
    expect.stringMatching(/^labelpod is connected to Discord again\nFor 1 h .*give again each command/u),
  ]);
});

test("a platform that does not even answer whoever joins it is told after two minutes, and ends no message of before", async () => {
  const { clock, discord, start, onPage } = createPlatformsBench();
  discord.hang();

  await using first = start();
  await clock.advance(3 * minute);
  const during = await onPage("");
  await first[Symbol.asyncDispose]();
  start({ bootId: "next" });
  await clock.advance(minute);

  expect(during).toEqual([
    expect.stringMatching(/^labelpod is cut off from Discord\nlabelpod is not connected to Discord yet/),
  ]);
  expect(await onPage("")).toEqual(during);
});

test("a platform that refuses the bot is told at once, joined when that is mended, and never by two messages", async () => {
  const { clock, slack, start, onPage } = createPlatformsBench();
  slack.trouble(wrongToken);

  const { faults, reach } = start();
  await clock.advance(minute);
  const during = await onPage("");
  const status = troubleLines(reach.troubles(), clock.now());
  slack.trouble(undefined);
  await clock.advance(10 * minute);

  expect(during).toEqual([expect.stringMatching(/^labelpod is cut off from Slack\nThe token is wrong/)]);
  expect(status).toHaveLength(1);
  expect(faults.isAny()).toBe(false);
  expect(await onPage("")).toEqual([expect.stringContaining("connected to Slack again")]);
});

test("what an adapter says while it joins is not ended by the joining", async () => {
  const { clock, start, onPage } = createPlatformsBench();
  const { reach } = start({
    platforms: ["discord"],
    openedWith: (health) => health.failed("commands", away),
  });

  await clock.advance(5 * minute);
  const troubles = reach.troubles().map(({ part, code }) => [part, code]);

  expect(troubles).toEqual([["commands", "discord-unreachable"]]);
  expect(await onPage("platform:")).toHaveLength(1);
});
