import { expect, test } from "vitest";
import { UserFacingError } from "../../src/core/errors.ts";
import { createMemoryTeam, minute, textOf } from "../support/memory-team.ts";

test("/gpu shows what is free in the order of the wishes, with price, memory, stock and places", async () => {
  await using team = await createMemoryTeam();

  const { card } = await team.say("gpu");

  expect(card.title).toBe("Free now in US, secure cloud: 3 kinds of GPU");
  expect(textOf(card).split("\n").slice(1, 4)).toEqual([
    "RTX 4090, 24 GB: $0.69 an hour, many free in 1 data center",
    "RTX A5000, 24 GB: $0.36 an hour, many free in 1 data center",
    "L4, 24 GB: $0.43 an hour, many free in 1 data center",
  ]);
  expect(card.actions?.map(({ label, commandLine }) => [label, commandLine])).toEqual([
    ["Rent RTX 4090, $0.69 an hour", 'pod up gpu:"RTX 4090"'],
    ["Rent RTX A5000, $0.36 an hour", 'pod up gpu:"RTX A5000"'],
    ["Rent L4, $0.43 an hour", "pod up gpu:L4"],
  ]);
  expect(card.onlyFor?.id).toBe("ada");
});

test("/gpu takes wishes, and its button rents what it names", async () => {
  await using team = await createMemoryTeam();

  const { card } = await team.say("gpu max-price:0.4");
  await team.press(card, "Rent RTX A5000");
  await team.advance(3 * minute);

  expect(card.title).toContain("1 kind of GPU");
  expect(team.app.provider.listed().map(({ gpuName }) => gpuName)).toEqual(["RTX A5000"]);
});

test("/gpu says for how long the rest of the month's budget pays for each, its disks included", async () => {
  await using team = await createMemoryTeam({ budgetUsd: 10, volumeGib: 0, containerDiskGib: 0 });
  await team.podUp();
  await team.advance(57 * minute);

  const { card } = await team.say("gpu gpu:L4");

  const [left = "", hours = ""] =
    /lasts (\d+) h[^]*\$(\d+\.\d\d) of this month's \$10\.00 are left\./.exec(textOf(card))?.toReversed() ??
    [];
  // An hour of an RTX 4090.
  expect(Number(left)).toBeCloseTo(10 - 0.69, 1);
  expect(Number(hours)).toBe(Math.floor(Number(left) / 0.43));
});

test("/gpu says that the budget is used up once, and no time that it would last", async () => {
  await using team = await createMemoryTeam({ budgetUsd: 0.01 });
  await team.podUp();

  const text = textOf((await team.say("gpu")).card);

  expect(text).toContain("This month's budget of $0.01 is used up.");
  expect(text).not.toContain("budget lasts");
});

test("/gpu with nothing free offers to wait for it", async () => {
  await using team = await createMemoryTeam();

  const { card } = await team.say("gpu gpu:H200");

  expect(card.title).toBe("No GPU that fits is free now in US, secure cloud");
  expect(card.actions?.map(({ commandLine }) => commandLine)).toEqual(["pod up gpu:H200 wait:2h"]);
  expect(textOf(card)).not.toContain("takes the first");
});

test("/gpu says in one sentence that the catalogue can't be read, and passes on what only a person can mend", async () => {
  await using team = await createMemoryTeam();
  const { provider } = team.app;
  provider.failNext(
    "offers",
    new UserFacingError("away", "It is away: labelpod tries again.", { retryable: true }),
  );
  provider.failNext("offers", new UserFacingError("key", "The key is wrong: make another."));

  const away = await team.say("gpu");
  const wrong = await team.say("gpu");

  expect(away.card.outcome).toBe("failed");
  expect(textOf(away.card)).toContain("What the provider has free can't be read now: try again in a minute.");
  expect(textOf(wrong.card)).toContain("The key is wrong: make another.");
});
