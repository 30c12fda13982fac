import { expect, test } from "vitest";
import type { NetworkVolume } from "../../src/core/account.ts";
import { costParts, sumUsd } from "../../src/core/cost.ts";
import { UserFacingError } from "../../src/core/errors.ts";
import { readBooks } from "../../src/core/spent.ts";
import { volumeFailures } from "../../src/core/words/volume.ts";
import {
  bob,
  createMemoryTeam,
  hour,
  minute,
  second,
  textOf,
  type MemoryTeam,
} from "../support/memory-team.ts";

const create = "volume create name:studies size:100 data-center:US-TX-3";
const passing = new UserFacingError("away", "The provider is away: it is tried again.", { retryable: true });

function there({ app }: MemoryTeam): readonly NetworkVolume[] {
  return app.provider.volumes
    .kept()
    .flatMap(({ volume, goneAtMs }) => (goneAtMs === undefined ? [volume] : []));
}

/** Says the command and its yes, and waits for the work. */
async function confirmed(team: MemoryTeam, commandLine: string): Promise<void> {
  await team.press((await team.say(commandLine)).card, "Yes");
  await team.advance(second);
}

test("/volume create says what it costs a month, and makes nothing before the yes", async () => {
  await using team = await createMemoryTeam();

  const question = await team.say(create);
  await team.advance(5 * minute);

  expect(textOf(question.card)).toContain("100 GB in US-TX-3, $7.00 a month until it is deleted");
  expect(there(team)).toEqual([]);
});

test("/volume create makes one with the instance's name, and tells the channel its price", async () => {
  await using team = await createMemoryTeam();

  await confirmed(team, create);

  expect(there(team)).toEqual([
    { id: "volume-1", name: "labelpod-memory-studies", sizeGib: 100, dataCenterId: "US-TX-3" },
  ]);
  const card = team.card("Network volume studies is there");
  expect(card?.outcome).toBe("succeeded");
  expect(textOf(card)).toContain("$7.00 a month");
  expect(textOf(card)).toContain("Asked for by Ada");
});

test("two who confirm the same volume at once get one, and both hear of it", async () => {
  await using team = await createMemoryTeam();
  const questions = [await team.say(create), await team.say(create, { person: bob })];

  await Promise.all([
    team.press(questions[0]?.card, "Yes"),
    team.press(questions[1]?.card, "Yes", { person: bob }),
  ]);
  await team.advance(2 * minute);

  expect(there(team)).toHaveLength(1);
  const outcomes = team.cards("Network volume studies").map(({ outcome }) => outcome);
  expect(outcomes).toEqual(["succeeded", "succeeded"]);
});

test.each([
  ["volume create size:100 data-center:US-TX-3", "The option name takes"],
  ['volume create name:"Patient 7" data-center:US-TX-3', "The option name takes"],
  ["volume create name:studies", "choose one of US-TX-3, US-KS-2"],
  ["volume create name:studies data-center:XX-YY-1", "choose one of US-TX-3, US-KS-2"],
  ["volume create name:studies size:5 data-center:US-TX-3", "from 10 to 4096"],
])("/%s is refused with a sentence", async (commandLine, sentence) => {
  await using team = await createMemoryTeam();

  const { card } = await team.say(commandLine);

  expect(card.outcome).toBe("failed");
  expect(textOf(card)).toContain(sentence);
});

test("/volume create of a name that is there is refused", async () => {
  await using team = await createMemoryTeam();
  await confirmed(team, create);

  const { card } = await team.say(create);

  expect(textOf(card)).toContain("of that name already");
});

test("a lost answer makes no second volume: it is looked for when it can't be hidden any more", async () => {
  await using team = await createMemoryTeam();
  team.app.provider.failNext("create-volume", volumeFailures.createUnknown(), "after");

  await confirmed(team, create);
  const meanwhile = team.card("Network volume studies is being made");
  const calls = there(team).length;
  await team.advance(2 * minute);

  expect(textOf(meanwhile)).toContain("looks for it by its name");
  expect(calls).toBe(1);
  expect(there(team)).toHaveLength(1);
  expect(team.card("Network volume studies is there")?.outcome).toBe("succeeded");
});

test("a bot that is killed in the middle goes on with it, and makes one", async () => {
  await using team = await createMemoryTeam();
  team.app.provider.failNext("create-volume", passing);
  await confirmed(team, create);

  await team.app.killAndRestart();
  await team.advance(minute);

  expect(there(team)).toHaveLength(1);
});

test("what can't be done for ten minutes is given up, and never done later", async () => {
  await using team = await createMemoryTeam();
  for (let fault = 0; fault < 70; fault += 1) team.app.provider.failNext("create-volume", passing);

  await confirmed(team, create);
  await team.advance(20 * minute);

  expect(textOf(team.card("was not made"))).toContain("within ten minutes");
  expect(there(team)).toEqual([]);
});

test("a refusal of the provider is told in the channel, once and for all", async () => {
  await using team = await createMemoryTeam();
  team.app.provider.failNext("create-volume", volumeFailures.noMoney());

  await confirmed(team, create);
  await team.advance(20 * minute);

  expect(team.card("was not made")?.outcome).toBe("failed");
  expect(textOf(team.card("was not made"))).toContain("add credits");
  expect(there(team)).toEqual([]);
});

test("/volume list names size, place, price, the pod that has it, and what is not labelpod's", async () => {
  await using team = await createMemoryTeam();
  await confirmed(team, create);
  const { volumes } = team.app.provider;
  const foreign = { name: "of somebody else", sizeGib: 50, dataCenterId: "US-KS-2" };
  await volumes.create(foreign, new AbortController().signal);
  await team.say("pod up volume:studies");

  const { card } = await team.say("volume list");

  const [pod] = await team.pods();
  expect(textOf(card)).toContain(
    `studies: 100 GB in US-TX-3, $7.00 a month until it is deleted; pod ${pod?.id} has it.`,
  );
  expect(textOf(card)).toContain(
    "of somebody else: 50 GB in US-KS-2, $3.50 a month until it is deleted; no pod has it; not made by this labelpod.",
  );
});

test("/volume list of an account without any says how to make one", async () => {
  await using team = await createMemoryTeam();

  expect(textOf((await team.say("volume list")).card)).toContain("/volume create");
});

test("/volume grow asks with the new price, and enlarges", async () => {
  await using team = await createMemoryTeam();
  await confirmed(team, create);

  const question = await team.say("volume grow studies size:200");
  await team.press(question.card, "Yes");
  await team.advance(second);

  expect(textOf(question.card)).toContain("$7.00 a month");
  expect(textOf(question.card)).toContain("200 GB in US-TX-3, $14.00 a month");
  expect(there(team)).toMatchObject([{ sizeGib: 200 }]);
  expect(team.card("Network volume studies is larger")?.outcome).toBe("succeeded");
});

test.each(["volume grow studies size:100", "volume grow studies size:50", "volume grow studies"])(
  "/%s is refused: a volume only grows",
  async (commandLine) => {
    await using team = await createMemoryTeam();
    await confirmed(team, create);

    const { card } = await team.say(commandLine);

    expect(textOf(card)).toContain("above its 100 GB");
  },
);

test("/volume delete names what is lost, and deletes after the yes", async () => {
  await using team = await createMemoryTeam();
  await confirmed(team, create);

  const question = await team.say("volume delete studies");
  const before = there(team).length;
  await team.press(question.card, "Yes");
  await team.advance(second);

  expect(textOf(question.card)).toContain("(100 GB in US-TX-3) with all images, labels and models on it");
  expect(before).toBe(1);
  expect(there(team)).toEqual([]);
  expect(team.card("Network volume studies is deleted")?.outcome).toBe("succeeded");
});

test.each(["live", "stopped"])("/volume delete refuses the volume of a %s pod", async (phase) => {
  await using team = await createMemoryTeam();
  await confirmed(team, create);
  await team.say("pod up volume:studies");
  await team.advance(3 * minute);
  if (phase === "stopped") await team.say("pod down");
  await team.advance(minute);

  const { card } = await team.say("volume delete studies");

  expect((await team.pods())[0]?.phase).toBe(phase);
  expect(textOf(card)).toContain("A pod has this network volume");
  expect(there(team)).toHaveLength(1);
});

test("a pod that takes the volume between the question and the yes keeps it", async () => {
  await using team = await createMemoryTeam();
  await confirmed(team, create);
  const question = await team.say("volume delete studies");
  await team.say("pod up volume:studies", { person: bob });

  const reply = await team.press(question.card, "Yes");
  await team.advance(3 * minute);

  expect(textOf(reply.card)).toContain("A pod has this network volume");
  expect(there(team)).toHaveLength(1);
});

test.each(["volume delete strange", "volume grow strange size:200"])(
  "/%s refuses what this instance did not make",
  async (commandLine) => {
    await using team = await createMemoryTeam();
    const wish = { name: "strange", sizeGib: 50, dataCenterId: "US-KS-2" };
    await team.app.provider.volumes.create(wish, new AbortController().signal);

    const { card } = await team.say(commandLine);

    expect(textOf(card)).toContain("was not made by this labelpod");
  },
);

test("a volume that nobody knows is told so", async () => {
  await using team = await createMemoryTeam();

  for (const commandLine of ["volume delete ghost", "volume delete", "pod up volume:ghost"])
    expect(textOf((await team.say(commandLine)).card)).toContain("no network volume of that name or id");
});

test("/pod up volume: works on the volume in its data center, without a disk of the pod's own", async () => {
  await using team = await createMemoryTeam({ country: "DE" });
  await confirmed(team, create);

  await team.say("pod up volume:studies");
  await team.advance(3 * minute);

  const [pod] = await team.pods();
  const rented = team.app.provider.rented(pod?.providerPodId ?? "");
  expect(pod).toMatchObject({ phase: "live", wishes: { volumeId: "volume-1", dataCenterIds: ["US-TX-3"] } });
  expect(rented?.spec).toMatchObject({ networkVolumeId: "volume-1", volumeGib: 0 });
});

test("the team's volume counts where /pod up names none", async () => {
  await using team = await createMemoryTeam({ volumeId: "studies" });
  await confirmed(team, create);

  await team.say("pod up");
  await team.advance(3 * minute);

  expect((await team.pods())[0]?.wishes.volumeId).toBe("volume-1");
});

test("a network volume in the community cloud is refused", async () => {
  await using team = await createMemoryTeam();
  await confirmed(team, create);

  const { card } = await team.say("pod up volume:studies cloud:community");

  expect(textOf(card)).toContain("secure cloud only");
  expect(await team.pods()).toEqual([]);
});

test("a stopped pod keeps the volume that it was rented with", async () => {
  await using team = await createMemoryTeam();
  await confirmed(team, create);
  await confirmed(team, create.replace("studies", "others"));
  await team.say("pod up volume:studies");
  await team.advance(3 * minute);
  await team.say("pod down");
  await team.advance(minute);

  const refused = await team.say("pod up volume:others");
  await team.say("pod up volume:studies");
  await team.advance(3 * minute);

  expect(textOf(refused.card)).toContain("keeps the disk that it was rented with");
  expect((await team.pods())[0]).toMatchObject({ phase: "live", wishes: { volumeId: "volume-1" } });
});

test("a provider that does not answer keeps nobody waiting", async () => {
  await using team = await createMemoryTeam();
  const { volumes } = team.app.provider;
  volumes.list = (signal) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener("abort", () => reject(new Error("given up")));
    });

  const answered = team.say("volume list");
  await team.advance(10 * second);

  expect(textOf((await answered).card)).toContain("has not answered in time");
});

test("/settings volume: counts for new pods, and none takes it back", async () => {
  await using team = await createMemoryTeam();
  await confirmed(team, create);

  const unknown = await team.say("settings volume:ghost");
  const set = await team.say("settings volume:studies");
  await team.podUp();
  const back = await team.say("settings volume:none");

  expect(textOf(unknown.card)).toContain("no network volume of that name or id");
  expect(textOf(set.card)).toContain("Network volume (volume): studies");
  expect((await team.pods())[0]?.wishes.volumeId).toBe("volume-1");
  expect(textOf(back.card)).toContain("Network volume (volume): none");
});

test("/pod up volume:none takes a disk of the pod's own where the team has a volume", async () => {
  await using team = await createMemoryTeam({ volumeId: "studies" });

  await team.say("pod up volume:none");
  await team.advance(3 * minute);

  const [pod] = await team.pods();
  expect(pod?.phase).toBe("live");
  expect(pod?.wishes.volumeId).toBeUndefined();
});

test("/pod delete of a pod on a network volume leaves the volume, and says so", async () => {
  await using team = await createMemoryTeam();
  await confirmed(team, create);
  await team.say("pod up volume:studies");
  await team.advance(3 * minute);

  const question = await team.say("pod delete");
  await team.press(question.card, "Yes");
  await team.advance(minute);

  expect(textOf(question.card)).toContain("Labels and models stay on its network volume");
  expect(team.app.provider.listed()).toEqual([]);
  expect(there(team)).toHaveLength(1);
  expect(textOf(team.card("is gone"))).toContain("/pod up volume:volume-1 goes on there");
});

test("a volume is free for deletion once its pod is gone", async () => {
  await using team = await createMemoryTeam();
  await confirmed(team, create);
  await team.say("pod up volume:studies");
  await team.advance(3 * minute);
  await confirmed(team, "pod delete");
  await team.advance(minute);

  await confirmed(team, "volume delete studies");

  expect(there(team)).toEqual([]);
});

test("/gpu shows what is free in the data center of the team's volume, where alone its pods run", async () => {
  await using team = await createMemoryTeam({ volumeId: "studies" });
  await confirmed(team, create.replace("US-TX-3", "US-KS-2"));
  const elsewhere = await team.say("gpu");
  await confirmed(team, "volume delete studies");
  await confirmed(team, create);

  const there_ = await team.say("gpu");

  expect(textOf(elsewhere.card)).not.toContain("RTX A5000");
  expect(textOf(there_.card)).toContain("RTX A5000");
});

test("what a network volume cost is in the team's books to its end, as the provider charges it", async () => {
  await using team = await createMemoryTeam();
  await confirmed(team, create.replace("size:100", "size:4000"));
  await team.advance(30 * hour);
  await confirmed(team, "volume delete studies");
  await team.advance(36 * hour);

  const books = await readBooks(team.app, "main");

  const usd = sumUsd(costParts(books, { fromMs: 0, toMs: team.clock.now() }, team.clock.now()));
  const charges = await team.app.provider.billing.charges(Date.UTC(2026, 0, 1), new AbortController().signal);
  expect(sumUsd(charges)).toBeGreaterThan(10);
  expect(usd).toBeCloseTo(sumUsd(charges), 6);
});

test.each([
  ["pod up fresh", { volumeId: "volume-1", dataCenterIds: ["US-TX-3"] }],
  ["pod up fresh volume:others", { volumeId: "volume-2", dataCenterIds: ["US-TX-3"] }],
  ["pod up fresh volume:none", { volumeId: undefined, dataCenterIds: undefined }],
])("/%s in place of a stopped pod leaves its volume, and asks nothing", async (commandLine, wishes) => {
  await using team = await createMemoryTeam();
  await confirmed(team, create);
  await confirmed(team, create.replace("studies", "others"));
  await team.say("pod up volume:studies");
  await team.advance(3 * minute);
  await team.say("pod down");
  await team.advance(minute);

  await team.say(commandLine);
  await team.advance(4 * minute);

  const [former, fresh] = await team.pods();
  const { volumeId, dataCenterIds } = fresh?.wishes ?? {};
  expect([former?.phase, fresh?.phase]).toEqual(["gone", "live"]);
  expect({ volumeId, dataCenterIds }).toEqual(wishes);
  expect(there(team)).toHaveLength(2);
});
