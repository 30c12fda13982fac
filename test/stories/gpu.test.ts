import { expect, test } from "vitest";
import { UserFacingError } from "../../src/core/common/errors.ts";
import type { Offer } from "../../src/core/records/offer.ts";
import { createSimulatedTeam, minute, textOf } from "../support/simulated-team.ts";

test("/gpu shows what is free in the order of the request, with price, memory, stock and places", async () => {
  await using team = await createSimulatedTeam();

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

test("/gpu takes request, and its button rents what it names", async () => {
  await using team = await createSimulatedTeam();

  const { card } = await team.say("gpu max-price:0.4");
  await team.press(card, "Rent RTX A5000");
  await team.advance(3 * minute);

  expect(card.title).toContain("1 kind of GPU");
  expect(team.app.provider.listed().map(({ gpuName }) => gpuName)).toEqual(["RTX A5000"]);
});

test("/gpu says for how long the rest of the month's budget pays for each, its disks included", async () => {
  // Disks of $0.25 an hour.
  const disks = { volumeGib: 1_726.4, containerDiskGib: 100 };
  await using team = await createSimulatedTeam({ budgetUsd: 10, ...disks });
  await team.podUp();
  await team.advance(57 * minute);

  const { card } = await team.say("gpu gpu:L4");

  const [left = "", hours = ""] =
    /lasts (\d+) h[^]*\$(\d+\.\d\d) of this month's \$10\.00 are left\./.exec(textOf(card))?.toReversed() ??
    [];
  // An hour of an RTX 4090.
  expect(Number(left)).toBeCloseTo(10 - 0.69 - 0.25, 1);
  expect(Number(hours)).toBe(Math.floor(Number(left) / (0.43 + 0.25)));
});

test("/gpu says that the budget is used up once, and no time that it would last", async () => {
  await using team = await createSimulatedTeam({ budgetUsd: 0.01 });
  await team.podUp();

  const text = textOf((await team.say("gpu")).card);

  expect(text).toContain("This month's budget of $0.01 is used up.");
  expect(text).not.toContain("budget lasts");
});

test("/gpu with nothing free offers to wait for it", async () => {
  await using team = await createSimulatedTeam();
  const { stock } = team.app.provider;
  stock.splice(0, stock.length, ...stock.map((offer): Offer => ({ ...offer, availability: "none" })));

  const { card } = await team.say("gpu gpu:L4 memory:16");

  expect(card.title).toBe("No GPU that fits is free now in US, secure cloud");
  expect(card.actions?.map(({ commandLine }) => commandLine)).toEqual(["pod up gpu:L4 memory:16 wait:2h"]);
  expect(textOf(card)).not.toContain("takes the first");
  expect(textOf(card)).not.toContain("spelled");
});

test("/gpu says which of the wished names the provider's list doesn't know", async () => {
  await using team = await createSimulatedTeam();

  const one = await team.say('gpu gpu:"RTX 409, L4"');
  const all = await team.say('gpu gpu:"RTX 409, A500"');

  expect(one.card.title).toBe("Free now in US, secure cloud: 1 kind of GPU");
  expect(textOf(one.card)).toContain("The provider lists no RTX 409 there: check how it is spelled");
  expect(all.card.title).toBe("No GPU of that name is listed in US, secure cloud");
  expect(textOf(all.card)).toContain("The provider lists no RTX 409 and no A500 there");
});

test("a button of /gpu rents the very GPU that it names, and keeps the other request", async () => {
  await using team = await createSimulatedTeam();
  const { stock } = team.app.provider;
  const [first] = stock;
  if (first === undefined) throw new Error("nothing in stock");
  const a40 = { ...first, gpuId: "NVIDIA A40", gpuName: "A40", usdPerHour: 0.4 };
  stock.unshift(
    { ...first, gpuId: "NVIDIA RTX A4000", gpuName: "RTX A4000", usdPerHour: 0.1 },
    { ...first, gpuId: "NVIDIA GeForce RTX 4090 D", gpuName: "RTX 4090 D", usdPerHour: 0.2 },
    a40,
  );

  const { card } = await team.say('gpu gpu:"A40, 4090" memory:16 max-price:0.8');
  await team.press(card, "Rent A40");
  await team.advance(3 * minute);

  expect(card.actions?.map(({ commandLine }) => commandLine)).toEqual([
    "pod up gpu:A40 memory:16 max-price:0.8",
    'pod up gpu:"RTX 4090" memory:16 max-price:0.8',
  ]);
  expect(team.app.provider.listed().map(({ gpuName }) => gpuName)).toEqual(["A40"]);
});

test.each([
  ["US-TX-3", "US-TX-3"],
  ["US-TX-3,US-KS-2,EU-RO-1", "US-TX-3, US-KS-2, EU-RO-1"],
  ["US-TX-3,US-KS-2,EU-RO-1,CA-MTL-1,CA-MTL-2", "US-TX-3, US-KS-2, EU-RO-1 and 2 more"],
])(
  "/gpu names the data centers %s that count, and a country that is given instead of them",
  async (ids, named) => {
    await using team = await createSimulatedTeam();
    await team.say(`settings data-centers:${ids}`);

    const free = await team.say("gpu");
    const none = await team.say("gpu max-price:0.01");
    const there = await team.say("gpu country:RO");

    expect(free.card.title).toBe(`Free now in ${named}, secure cloud: 3 kinds of GPU`);
    expect(none.card.title).toBe(`No GPU that fits is free now in ${named}, secure cloud`);
    expect(there.card.title).toBe("Free now in RO, secure cloud: 3 kinds of GPU");
  },
);

test("/gpu says in one sentence that the catalogue can't be read, and passes on what only a person can mend", async () => {
  await using team = await createSimulatedTeam();
  const { provider } = team.app;
  provider.failNext(
    "offers",
    new UserFacingError("runpod-unreachable", "It is away: labelpod tries again.", { retryable: true }),
  );
  provider.failNext("offers", new UserFacingError("runpod-bad-key", "The key is wrong: make another."));

  const away = await team.say("gpu");
  const wrong = await team.say("gpu");

  expect(away.card.outcome).toBe("failed");
  expect(textOf(away.card)).toContain("What the provider has free can't be read now: try again in a minute.");
  expect(textOf(wrong.card)).toContain("The key is wrong: make another.");
});
