import { expect, test } from "vitest";
import { NoCapacityError, UserFacingError } from "../../src/core/common/errors.ts";
import type { Offer } from "../../src/core/records/offer.ts";
import { createSimulatedTeam, type SimulatedTeam, minute, textOf } from "../support/simulated-team.ts";
import { failAlways, beforeCall } from "../support/trouble.ts";

const taken = new NoCapacityError("runpod-no-capacity", "It was just taken.");

/** What the buttons of the message that tells of the failure would rent. */
function offered(team: SimulatedTeam): readonly string[] {
  const { actions = [] } = team.card("summary of this run") ?? {};
  return actions.map(({ label }) => label);
}

function isIn(place: string): (offer: Offer) => Offer {
  return (offer) => ({ ...offer, dataCenterIds: [place] });
}

test("a country that a person gives counts before the team's data centers", async () => {
  await using team = await createSimulatedTeam();
  await team.say("settings data-centers:US-TX-3");
  const { stock } = team.app.provider;
  stock.splice(0, stock.length, ...stock.map(isIn("EU-RO-1")));

  await team.say("pod up country:RO");
  await team.advance(3 * minute);

  const [pod] = await team.pods();
  expect(pod).toMatchObject({ phase: "live", request: { country: "RO" } });
  expect(pod?.request.dataCenterIds).toBeUndefined();
  expect(pod?.offer?.dataCenterIds).toEqual(["EU-RO-1"]);
});

test("memory that a person gives counts before the GPUs that the team has named", async () => {
  await using team = await createSimulatedTeam();
  await team.say("settings gpu:L4");

  await team.say("pod up memory:20");
  await team.advance(3 * minute);

  expect((await team.pods())[0]?.offer?.gpuName).toBe("RTX 4090");
});

test("/settings country and memory take the team's data centers and GPUs back, and its answer says so", async () => {
  await using team = await createSimulatedTeam();
  await team.say("settings gpu:L4 data-centers:US-TX-3");

  const { card } = await team.say("settings country:RO memory:24");

  expect(textOf(card)).toContain("Since memory was given, the wish for L4 counts no more.");
  expect(textOf(card)).toContain("Since a country was given, the data centers US-TX-3 count no more.");
  expect(textOf(card)).toContain("GPU (gpu, memory): any with 24 GB or more");
  expect(textOf(card)).toContain("Place (country, data-centers): RO\n");
});

test("when nothing is that cheap, the cheapest that fits is offered, not the favourite", async () => {
  await using team = await createSimulatedTeam();

  await team.say("pod up max-price:0.3");
  await team.advance(minute);

  expect(offered(team)).toEqual(["RTX A5000, secure, $0.36 an hour", "Wait up to 2 h"]);
});

test("what was just asked for in vain is not offered instead", async () => {
  await using team = await createSimulatedTeam();
  failAlways(team.app.provider.pods, "create", taken);

  await team.say("pod up gpu:4090 data-centers:US-TX-3 max-price:0.7");
  await team.advance(minute);

  expect(offered(team)).toEqual(["RTX A5000, secure, $0.36 an hour", "Wait up to 2 h"]);
});

test("what is free instead is an extra: where it can't be read, the failure itself is told", async () => {
  await using team = await createSimulatedTeam();
  const { market, pods } = team.app.provider;
  beforeCall(pods, "create", () => {
    failAlways(market, "offers", new UserFacingError("runpod-unreachable", "It is away: try again."));
    throw taken;
  });

  await team.say("pod up gpu:L4");
  await team.advance(5 * minute);

  const told = textOf(team.card("summary of this run"));
  expect(told).toContain("No GPU of the wished kind is free now");
  expect(told).not.toContain("It is away");
  expect(offered(team)).toEqual(["Wait up to 2 h"]);
  expect(team.logged).toContain("what is free instead can't be read");
});
