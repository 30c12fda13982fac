import { expect, test } from "vitest";
import { NoCapacityError, NotPermittedError, UserFacingError } from "../../src/core/common/errors.ts";
import type { Offer } from "../../src/core/records/offer.ts";
import {
  ada,
  createSimulatedTeam,
  hour,
  type SimulatedTeam,
  minute,
  second,
  textOf,
} from "../support/simulated-team.ts";

const taken = new NoCapacityError("taken", "It was just taken.");
const forbidden = new NotPermittedError("forbidden", "The key may not rent that.");

function sellOut(team: SimulatedTeam, isSoldOut: (offer: Offer) => boolean = () => true): void {
  const { stock } = team.app.provider;
  stock.splice(
    0,
    stock.length,
    ...stock.map((offer): Offer => (isSoldOut(offer) ? { ...offer, availability: "none" } : offer)),
  );
}

function restock(team: SimulatedTeam, gpuName: string, usdPerHour: number): void {
  const { stock } = team.app.provider;
  const place = stock.findIndex((offer) => offer.gpuName === gpuName);
  const offer = stock[place];
  if (offer === undefined) throw new Error("not in stock");
  stock[place] = { ...offer, usdPerHour, availability: "high" };
}

/** What is rented where: nothing in secret, and nothing twice. */
function rentedGpus(team: SimulatedTeam): readonly (string | undefined)[] {
  return team.app.provider.listed().map(({ gpuName }) => gpuName);
}

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
  const { pods } = team.app.provider;
  const { create } = pods;
  const before: string[] = [];
  pods.create = async (spec, signal) => {
    before.push(textOf(team.card("is coming up")));
    return create(spec, signal);
  };

  await team.podUp();

  expect(before).toEqual([
    expect.stringContaining("First choice: RTX 4090, secure, $0.69 an hour, and $0.008 for its disks"),
  ]);
  expect(before[0]).toContain("over its longest life of 10 h that is $6.98 at most");
});

test("the price of the next choice stands on the card before that is rented", async () => {
  await using team = await createSimulatedTeam();
  const { pods } = team.app.provider;
  const { create } = pods;
  const before: string[] = [];
  pods.create = async (spec, signal) => {
    before.push(textOf(team.card("is coming up")));
    return create(spec, signal);
  };
  team.app.provider.failNext("create", taken);

  await team.podUp();

  expect(before.map((text) => /\w+ choice: [^,]+, secure, \$\d\.\d\d an hour/.exec(text)?.[0])).toEqual([
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

test("/settings shows the wishes, and takes one back", async () => {
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

test("nothing free: the message that notifies offers what is free when one wish is given up, and to wait", async () => {
  await using team = await createSimulatedTeam();

  await team.say('pod up gpu:H200 studies:"/data/ct" max-price:0.5');
  await team.advance(minute);

  const told = team.card("summary of this run");
  expect(told?.notify).toEqual(ada);
  expect(textOf(told)).toContain("no GPU of that kind there now");
  expect(textOf(told)).toContain("Free now instead: RTX A5000, secure, $0.36 an hour.");
  expect(told?.actions?.map(({ label, commandLine }) => [label, commandLine])).toEqual([
    ["RTX A5000, secure, $0.36 an hour", 'pod up gpu:"RTX A5000" max-price:0.5 studies:/data/ct'],
    ["Wait up to 2 h", "pod up gpu:H200 max-price:0.5 studies:/data/ct wait:2h"],
  ]);
});

test("what is free instead is asked of the provider once for each thing that it can be asked", async () => {
  await using team = await createSimulatedTeam();
  const { market } = team.app.provider;
  const { offers } = market;
  const clouds: string[] = [];
  market.offers = async (wishes, signal) => {
    clouds.push(wishes.cloud);
    return offers(wishes, signal);
  };

  await team.say("pod up gpu:H200 memory:80 max-price:0.5");
  await team.advance(minute);

  // The first is that of the search itself.
  expect(clouds.filter((cloud) => cloud === "secure")).toHaveLength(2);
  expect(clouds.filter((cloud) => cloud === "community")).toHaveLength(1);
});

test("a button of that message rents what it says", async () => {
  await using team = await createSimulatedTeam();
  await team.say("pod up gpu:H200");
  await team.advance(minute);

  await team.press(team.card("summary of this run"), "RTX 4090");
  await team.advance(3 * minute);

  expect(rentedGpus(team)).toEqual(["RTX 4090"]);
  expect((await team.pods()).map(({ phase }) => phase)).toEqual(["gone", "live"]);
});

test("what is offered in place of a fresh pod is a fresh pod as well", async () => {
  await using team = await createSimulatedTeam({ gpus: ["A5000"] });
  await team.say("pod up gpu:4090 max-price:0.7");
  await team.advance(3 * minute);
  await team.say("pod down");
  await team.advance(minute);
  sellOut(team, ({ gpuName }) => gpuName === "RTX 4090");

  const question = await team.say("pod up fresh:yes");
  await team.press(question.card, "Yes");
  await team.advance(minute);
  const told = team.card("summary of this run");
  const again = await team.press(told, "RTX A5000");
  await team.press(again.card, "Yes");
  await team.advance(3 * minute);

  expect(told?.actions?.map(({ commandLine }) => commandLine)).toEqual([
    'pod up gpu:"RTX A5000" fresh:yes',
    "pod up fresh:yes wait:2h",
  ]);
  expect(rentedGpus(team)).toEqual(["RTX A5000"]);
});

test("a kind of machine that is given back three times is not rented a fourth time", async () => {
  await using team = await createSimulatedTeam();
  for (let time = 0; time < 6; time += 1) team.app.provider.twist({ dataCenterId: "EU-RO-1" });
  const { pods } = team.app.provider;
  const { create } = pods;
  let creates = 0;
  pods.create = async (...given) => {
    creates += 1;
    return create(...given);
  };

  await team.say("pod up gpu:L4 wait:20m");
  await team.advance(25 * minute);

  expect(creates).toBe(3);
  expect(rentedGpus(team)).toEqual([]);
  expect(textOf(team.card("summary of this run"))).toContain("Free now instead: RTX 4090");
});

test("what is listed as free and is not is asked for again each minute, and the card shows the last look alone", async () => {
  await using team = await createSimulatedTeam();
  const { pods } = team.app.provider;
  const { create } = pods;
  pods.create = () => Promise.reject(taken);

  await team.say("pod up gpu:L4 wait:2h");
  await team.advance(30 * minute);
  const waiting = textOf(team.card("is coming up"));
  const [before] = await team.pods();
  pods.create = create;
  await team.advance(4 * minute);

  expect(waiting.match(/none free/g)).toHaveLength(1);
  expect(before?.attempts).toHaveLength(1);
  expect((await team.pods())[0]?.phase).toBe("live");
});

test("a GPU that is dearer than wished is offered with its price, and rented when that is pressed", async () => {
  await using team = await createSimulatedTeam({ maxUsdPerHour: 0.3 });
  await team.say("pod up gpu:4090");
  await team.advance(minute);

  await team.press(team.card("summary of this run"), "RTX 4090, secure, $0.69");
  await team.advance(3 * minute);

  expect(rentedGpus(team)).toEqual(["RTX 4090"]);
});

test("/pod up wait:2h looks each minute, says so on its card, and tells whoever asked when one is free", async () => {
  await using team = await createSimulatedTeam();
  sellOut(team);
  let looks = 0;
  const { market } = team.app.provider;
  const { offers } = market;
  market.offers = async (...given) => {
    looks += 1;
    return offers(...given);
  };

  await team.say("pod up wait:2h");
  await team.advance(10 * minute);
  const waiting = textOf(team.card("is coming up"));
  const listed = textOf((await team.say("pod list")).card);
  const looksInVain = looks;
  restock(team, "L4", 0.5);
  const freeAtMs = team.clock.now();
  await team.advance(4 * minute);

  const [pod] = await team.pods();
  expect(looksInVain).toBeGreaterThanOrEqual(9);
  expect(looksInVain).toBeLessThanOrEqual(11);
  expect(waiting).toMatch(/It began to wait .*, looked last .*, and gives up .*/);
  expect(waiting).toContain("Nothing is billed meanwhile.");
  expect(listed).toContain("starting, waits for a GPU, since");
  expect(pod).toMatchObject({ phase: "live", usdPerHour: 0.5 });
  expect(pod?.waiting).toBeUndefined();
  expect(pod?.run.paidFromMs).toBeGreaterThanOrEqual(freeAtMs);
  const told = team.cards("a GPU is free");
  expect(told).toHaveLength(1);
  expect(told[0]?.notify).toEqual(ada);
  expect(textOf(told[0])).toContain("L4, secure, $0.50 an hour is being rented");
});

test("a pod that waits is neither overdue nor at its longest life, and lives its full life from then on", async () => {
  await using team = await createSimulatedTeam({ hardLimitMs: hour });
  sellOut(team);

  await team.say("pod up wait:6h");
  await team.advance(5 * hour);
  restock(team, "L4", 0.5);
  await team.advance(4 * minute);
  const [live] = await team.pods();
  await team.advance(50 * minute);
  const rented = team.app.provider.rented(live?.providerPodId ?? "");

  expect(live?.phase).toBe("live");
  expect(rented?.spec.lease.limitS).toBeGreaterThan(3_000);
  expect(team.cards("longest life")).toHaveLength(1);
});

test("a pod that has waited for longer than it may live is not ended while its machine is being made", async () => {
  await using team = await createSimulatedTeam({ hardLimitMs: 30 * minute });
  const { pods } = team.app.provider;
  const { create } = pods;
  pods.create = async (spec, signal) => {
    await team.clock.sleep(25 * second, signal);
    return create(spec, signal);
  };
  sellOut(team);
  await team.say("pod up wait:2h");
  await team.advance(hour);

  restock(team, "RTX 4090", 0.69);
  await team.advance(5 * minute);

  expect((await team.pods())[0]).toMatchObject({ phase: "live" });
});

test("when the time is over the pod fails with a sentence of its own, and offers what is free instead", async () => {
  await using team = await createSimulatedTeam();
  sellOut(team, ({ gpuName }) => gpuName === "L4");

  await team.say("pod up gpu:L4 wait:30m");
  await team.advance(29 * minute);
  const [waiting] = await team.pods();
  await team.advance(5 * minute);

  const told = team.card("summary of this run");
  expect(waiting?.phase).toBe("starting");
  expect((await team.pods())[0]?.phase).toBe("gone");
  expect(textOf(told)).toContain("became free in the time given");
  expect(told?.actions?.map(({ label }) => label)).toEqual([
    "RTX 4090, secure, $0.69 an hour",
    "Wait up to 2 h",
  ]);
  expect(rentedGpus(team)).toEqual([]);
});

test("/pod down ends the waiting at once, and nothing is rented later", async () => {
  await using team = await createSimulatedTeam();
  sellOut(team);
  await team.say("pod up wait:2h");
  await team.advance(5 * minute);

  await team.say("pod down");
  await team.advance(minute);
  const [pod] = await team.pods();
  restock(team, "L4", 0.5);
  await team.advance(10 * minute);

  expect(pod?.phase).toBe("gone");
  expect(rentedGpus(team)).toEqual([]);
});

test("a bot that is killed while it waits goes on waiting until the same time", async () => {
  await using team = await createSimulatedTeam();
  sellOut(team);
  await team.say("pod up wait:1h");
  await team.advance(20 * minute);

  await team.app.killAndRestart();
  await team.advance(20 * minute);
  restock(team, "L4", 0.5);
  await team.advance(4 * minute);

  expect((await team.pods())[0]?.phase).toBe("live");
  expect(rentedGpus(team)).toEqual(["L4"]);
  expect(team.cards("a GPU is free")).toHaveLength(1);
});

test("a catalogue that can't be read for a while ends no waiting", async () => {
  await using team = await createSimulatedTeam();
  sellOut(team);
  await team.say("pod up wait:1h");
  await team.advance(2 * minute);
  const away = new UserFacingError("away", "It is away: try again.", { retryable: true });
  for (let call = 0; call < 60; call += 1) team.app.provider.failNext("offers", away);
  await team.advance(10 * minute);

  restock(team, "L4", 0.5);
  await team.advance(6 * minute);

  expect((await team.pods())[0]?.phase).toBe("live");
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
  const broke = new UserFacingError("broke", "There is too little credit: add some.");
  team.app.provider.failNext("create", broke);

  await team.say("pod up");
  await team.advance(3 * minute);

  expect(rentedGpus(team)).toEqual([]);
  expect(textOf(team.card("did not come up"))).toContain("too little credit");
});

test("a stop that is asked for during the look at the catalogue rents nothing", async () => {
  await using team = await createSimulatedTeam();
  const { market } = team.app.provider;
  const { offers } = market;
  market.offers = async (...given) => {
    await team.app.dispatch({
      teamId: "main",
      platform: "web",
      person: ada,
      isGuest: false,
      isAdmin: false,
      place: "team-channel",
      commandLine: "pod down",
    });
    return offers(...given);
  };

  await team.say("pod up");
  await team.advance(2 * minute + second);

  expect(rentedGpus(team)).toEqual([]);
  expect((await team.pods()).map(({ phase }) => phase)).toEqual(["gone"]);
});
