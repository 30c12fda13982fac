import { expect, test } from "vitest";
import { NotPermittedError, UserFacingError } from "../../src/core/common/errors.ts";
import { asked, createSimulatedTeam, hour, minute, second, textOf } from "../support/simulated-team.ts";
import { taken, rentedGpus } from "./choosing-bench.ts";
import { recordCalls, beforeCall } from "../support/trouble.ts";

const forbidden = new NotPermittedError("not-permitted", "The key may not rent that.");

test("GPUs are tried in the order in which they were named, each once, and the card says what became of each", async () => {
  await using team = await createSimulatedTeam();
  team.app.provider.failNext("create", taken);

  await team.say('pod up gpu:"L4, A5000, 4090"');
  await team.advance(3 * minute);

  expect(rentedGpus(team)).toEqual(["RTX A5000"]);
  const [pod] = await team.pods();
  expect(textOf(team.chat.latest(`pod:${pod?.id}:1`))).toContain("L4, secure, $0.43 an hour: none free");
});

test("before anything is rented the card names the first choice, its price, its disks and the most that it can cost", async () => {
  await using team = await createSimulatedTeam({ hardLimitMs: 10 * hour });
  const shown: string[] = [];
  beforeCall(team.app.provider.pods, "create", () => shown.push(textOf(team.card("is coming up"))));

  await team.podUp();

  expect(shown).toEqual([
    expect.stringContaining("First choice: RTX 4090, secure, $0.69 an hour, and $0.01 for its disks"),
  ]);
  expect(shown[0]).toContain("over its maximum lifetime of 10 h that is $7.01 at most");
});

test("the price of the next choice stands on the card before that is rented", async () => {
  await using team = await createSimulatedTeam();
  const shown: string[] = [];
  beforeCall(team.app.provider.pods, "create", () => shown.push(textOf(team.card("is coming up"))));
  team.app.provider.failNext("create", taken);

  await team.podUp();

  expect(shown.map((text) => /\w+ choice: [^,]+, secure, \$\d\.\d\d an hour/.exec(text)?.[0])).toEqual([
    "First choice: RTX 4090, secure, $0.69 an hour",
    "Next choice: RTX A5000, secure, $0.36 an hour",
  ]);
});

test("what a team has set counts for its pods, and one person's word takes it back", async () => {
  await using team = await createSimulatedTeam();
  await team.say("settings gpu:L4 max-price:0.5");

  await team.say("pod up");
  await team.advance(3 * minute);
  const question = await team.say("pod delete");
  const first = rentedGpus(team);
  await team.press(question.card, "Yes");
  await team.advance(minute);
  await team.say("pod up gpu:any max-price:0");
  await team.advance(3 * minute);

  expect(first).toEqual(["L4"]);
  expect(rentedGpus(team)).toEqual(["RTX 4090"]);
});

test("/settings shows the request, and takes one back", async () => {
  await using team = await createSimulatedTeam();

  const set = await team.say('settings set gpu:"RTX 4090, L4" memory:16 data-centers:us-tx-3 max-price:0.8');
  const back = await team.say("settings set gpu:any data-centers:any max-price:0");

  expect(textOf(set.card)).toContain("GPU (gpu, memory): RTX 4090, L4\n");
  expect(textOf(set.card)).toContain("Place (country, data-centers): US, US-TX-3");
  expect(textOf(set.card)).toContain("Price at most (max-price): $0.80 an hour");
  expect(textOf(back.card)).toContain("GPU (gpu, memory): any with 16 GB or more");
  expect(textOf(back.card)).toContain("Place (country, data-centers): US\n");
  expect(textOf(back.card)).toContain("Price at most (max-price): any");
});

test.each([
  ["pod up gpu:$(id)", "The option gpu takes"],
  ["pod up memory:0", "The option memory takes a whole number, from 1 to 300."],
  ["pod up data-centers:everywhere", "The option data-centers takes"],
  ["pod up max-price:cheap", "The option max-price takes a number such as 0.2, from 0 to 100."],
  ["pod up download:1000", "Only community machines are chosen by their speed"],
  ["pod up cloud:community data-centers:US-TX-3", "Community machines stand in no data center"],
  ["settings cloud:community data-centers:US-TX-3", "Community machines stand in no data center"],
  ["pod up wait:13h", "The option wait takes a time such as 90m or 2h, from 1m to 12h."],
])("“%s” is refused in one sentence, and nothing is rented", async (line, sentence) => {
  await using team = await createSimulatedTeam();

  const reply = await team.say(line);
  await team.advance(minute);

  expect(reply.card.outcome).toBe("failed");
  expect(textOf(reply.card)).toContain(sentence);
  expect(rentedGpus(team)).toEqual([]);
  expect(await team.pods()).toEqual([]);
});

test("a kind of machine that is given back three times is not rented a fourth time", async () => {
  await using team = await createSimulatedTeam();
  for (let time = 0; time < 6; time += 1) team.app.provider.twist({ dataCenterId: "EU-RO-1" });
  const creates = recordCalls(team.app.provider.pods, "create");

  await team.say("pod up gpu:L4 wait:20m");
  await team.advance(25 * minute);

  expect(creates).toHaveLength(3);
  expect(rentedGpus(team)).toEqual([]);
  expect(textOf(team.card("summary of this run"))).toContain("Free now instead: RTX 4090");
});

test("what the key may not rent is passed over, and the failure says so when nothing else is left", async () => {
  await using team = await createSimulatedTeam();
  for (let call = 0; call < 3; call += 1) team.app.provider.failNext("create", forbidden);

  await team.say("pod up wait:2h");
  await team.advance(minute);

  const told = team.card("summary of this run");
  expect(textOf(told)).toContain("may rent none of these GPUs");
  expect(textOf(team.card("did not come up"))).toContain(
    "RTX 4090, secure, $0.69 an hour: the account's key may not rent it",
  );
});

test("too little money ends the search at once: no other candidate is tried", async () => {
  await using team = await createSimulatedTeam();
  const broke = new UserFacingError("runpod-no-money", "There is too little credit: add some.");
  team.app.provider.failNext("create", broke);

  await team.say("pod up");
  await team.advance(3 * minute);

  expect(rentedGpus(team)).toEqual([]);
  expect(textOf(team.card("did not come up"))).toContain("too little credit");
});

test("a stop that is asked for during the look at the catalogue rents nothing", async () => {
  await using team = await createSimulatedTeam();
  beforeCall(team.app.provider.market, "offers", () =>
    team.app.dispatch({ ...asked, commandLine: "pod down" }),
  );

  await team.say("pod up");
  await team.advance(2 * minute + second);

  expect(rentedGpus(team)).toEqual([]);
  expect((await team.pods()).map(({ phase }) => phase)).toEqual(["gone"]);
});
