import { expect, test } from "vitest";
import { createFanOut } from "../../../src/chat/board/fan-out.ts";
import type { Card } from "../../../src/core/records/card.ts";
import { sampleCard } from "../../support/chat-bench.ts";
import { createTestLog } from "../../support/log.ts";
import { createBench, type PlatformBench, type PlatformName } from "./bench.ts";
import { findExcess } from "./limits.ts";
import { page } from "./refusal.ts";

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** The titles of what a platform has taken, in its order. */
function taken({ server }: PlatformBench, kind: "post" | "edit"): readonly { title: string; atMs: number }[] {
  return server.asked
    .filter((asked) => asked.kind === kind && !asked.wasRefused)
    .map(({ atMs, body }) => ({ atMs, title: /Card \d+[^"\\]*/.exec(JSON.stringify(body))?.[0] ?? "" }));
}

test.each([
  ["discord", "slack"],
  ["slack", "discord"],
] as const)("while %s refuses for an hour, the cards of %s are on time", async (down, up) => {
  await using bench = createBench();
  const platforms = { [down]: await bench.open(down), [up]: await bench.open(up) };
  const [refusing, working] = [platforms[down], platforms[up]];
  if (refusing === undefined || working === undefined) throw new Error("not opened");
  const team = createFanOut([refusing.board, working.board], createTestLog());
  const beganAtMs = bench.clock.now();
  refusing.server.fault = (_ask, nowMs) => (nowMs < beganAtMs + hour ? page(502) : undefined);
  const wanted: { title: string; atMs: number }[] = [];

  for (let number = 0; number < 60; number += 1) {
    const card = sampleCard({ key: `card-${number}`, title: `Card ${number}` });
    wanted.push({ title: card.title, atMs: bench.clock.now() });
    await team.show(card);
    await bench.pass(30 * second);
    await team.show({ ...card, title: `Card ${number} is over`, outcome: "succeeded" });
    await bench.pass(30 * second);
  }
  await bench.pass(10 * minute);

  expect(taken(working, "post")).toEqual(wanted);
  expect(taken(working, "edit")).toEqual(
    wanted.map(({ title, atMs }) => ({ title: `${title} is over`, atMs: atMs + 30 * second })),
  );
  expect(working.said.filter(({ code }) => code !== undefined)).toEqual([]);
  expect(refusing.channel.messages()).toHaveLength(60);
  for (const { body } of refusing.channel.messages()) expect(JSON.stringify(body)).toContain("is over");
  expect(findExcess(down, refusing.server.asked)).toEqual([]);
  expect(findExcess(up, working.server.asked)).toEqual([]);
});

test.each([
  { platform: "discord", isRestarted: false, meanwhile: "" },
  { platform: "discord", isRestarted: true, meanwhile: ", by a bot that was started again" },
  { platform: "slack", isRestarted: false, meanwhile: "" },
  { platform: "slack", isRestarted: true, meanwhile: ", by a bot that was started again" },
] satisfies readonly { platform: PlatformName; isRestarted: boolean; meanwhile: string }[])(
  "100 cards that $platform refused for an hour are asked for as one, and delivered soon afterwards$meanwhile, alarms first",
  async ({ platform, isRestarted }) => {
    await using bench = createBench();
    const opened = await bench.open(platform);
    const beganAtMs = bench.clock.now();
    const endsAtMs = beganAtMs + hour;
    opened.server.fault = (_ask, nowMs) => (nowMs < endsAtMs ? page(502) : undefined);
    const cards = Array.from({ length: 100 }, (_, number) => numbered(number));

    for (const card of cards) await opened.board.show(card);
    await bench.pass(hour / 2);
    if (isRestarted) await opened.restart();
    await bench.pass(endsAtMs - bench.clock.now());
    const asked = opened.server.asked.length;
    await bench.pass(hour);

    const posted = taken(opened, "post");
    const lastAtMs = Math.max(...posted.map(({ atMs }) => atMs));
    const order = posted.map(({ title }) => title);
    // A try each minute, and at most one look for a post in doubt beside it, and what each life of the bot asks before it has heard of the first refusal: within the platform's limit.
    expect(asked).toBeLessThanOrEqual(isRestarted ? 180 : 100);
    expect(order.toSorted()).toEqual(cards.map(({ title }) => title).toSorted());
    // The longest pause, and the platforms' limits: five posts in five seconds, or one in each.
    expect(lastAtMs - endsAtMs).toBeLessThanOrEqual(minute + 110 * second);
    // The card that was tried last may be any.
    expect(order.findLastIndex((title) => title.includes("alarm"))).toBeLessThanOrEqual(10);
    expect(findExcess(platform, opened.server.asked)).toEqual([]);
    expect(opened.channel.messages()).toHaveLength(100);
  },
);

/** The last ten are alarms. */
function numbered(number: number): Card {
  return number < 90
    ? sampleCard({ key: `card-${number}`, title: `Card ${number}` })
    : sampleCard({ key: `card-${number}`, title: `Card ${number} alarm`, tone: "bad" });
}
