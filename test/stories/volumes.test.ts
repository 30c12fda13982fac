import { expect, test } from "vitest";
import { UserFacingError } from "../../src/core/common/errors.ts";
import { volumeFailures } from "../../src/core/words/volume.ts";
import { simulatedOffers } from "../../src/simulated/provider.ts";
import { bob, createSimulatedTeam, minute, second, textOf } from "../support/simulated-team.ts";
import { podSpec } from "../support/pod-spec.ts";
import { confirmed, createStudies, volumesOf } from "../support/volumes.ts";
import { hang } from "../support/trouble.ts";

const never = new AbortController().signal;
const passing = new UserFacingError("runpod-unreachable", "The provider is away: it is tried again.", {
  retryable: true,
});

test("/volume create says what it costs a month, and makes nothing before the yes", async () => {
  await using team = await createSimulatedTeam();

  const question = await team.say(createStudies);
  await team.advance(5 * minute);

  expect(textOf(question.card)).toContain("100 GB in US-TX-3, $7.00 a month until it is deleted");
  expect(volumesOf(team)).toEqual([]);
});

test("/volume create makes one with the instance's name, and tells the channel its price", async () => {
  await using team = await createSimulatedTeam();

  await confirmed(team, createStudies);

  expect(volumesOf(team)).toEqual([
    { id: "volume-1", name: "labelpod-memory-studies", sizeGib: 100, dataCenterId: "US-TX-3" },
  ]);
  const card = team.card("Network volume studies is there");
  expect(card?.outcome).toBe("succeeded");
  expect(textOf(card)).toContain("$7.00 a month");
  expect(textOf(card)).toContain("Asked for by Ada");
});

test("two who confirm the same volume at once get one, and both hear of it", async () => {
  await using team = await createSimulatedTeam();
  const questions = [await team.say(createStudies), await team.say(createStudies, { person: bob })];

  await Promise.all([
    team.press(questions[0]?.card, "Yes"),
    team.press(questions[1]?.card, "Yes", { person: bob }),
  ]);
  await team.advance(2 * minute);

  expect(volumesOf(team)).toHaveLength(1);
  const outcomes = team.cards("Network volume studies").map(({ outcome }) => outcome);
  expect(outcomes).toEqual(["succeeded", "succeeded"]);
});

test.each([
  ["volume create size:100 data-center:US-TX-3", "The option name takes"],
  ['volume create name:"Patient 7" data-center:US-TX-3', "The option name takes"],
  ["volume create name:studies", "set data-center to one of US-TX-3, US-KS-2"],
  ["volume create name:studies data-center:XX-YY-1", "set data-center to one of US-TX-3, US-KS-2"],
  ["volume create name:studies size:5 data-center:US-TX-3", "from 10 to 4096"],
])("/%s is refused with a sentence", async (commandLine, sentence) => {
  await using team = await createSimulatedTeam();

  const { card } = await team.say(commandLine);

  expect(card.outcome).toBe("failed");
  expect(textOf(card)).toContain(sentence);
});

test("/volume create of a name that is there is refused", async () => {
  await using team = await createSimulatedTeam();
  await confirmed(team, createStudies);

  const { card } = await team.say(createStudies);

  expect(textOf(card)).toContain("of that name already");
});

test("a lost answer makes no second volume: it is looked for when it can't be hidden any more", async () => {
  await using team = await createSimulatedTeam();
  team.app.provider.failNext("create-volume", volumeFailures.createUnknown(), "after");

  await confirmed(team, createStudies);
  const meanwhile = team.card("Network volume studies is being made");
  const calls = volumesOf(team).length;
  await team.advance(2 * minute);

  expect(textOf(meanwhile)).toContain("looks for it by its name");
  expect(calls).toBe(1);
  expect(volumesOf(team)).toHaveLength(1);
  expect(team.card("Network volume studies is there")?.outcome).toBe("succeeded");
});

test("a bot that is killed in the middle goes on with it, and makes one", async () => {
  await using team = await createSimulatedTeam();
  team.app.provider.failNext("create-volume", passing);
  await confirmed(team, createStudies);

  await team.app.killAndRestart();
  await team.advance(minute);

  expect(volumesOf(team)).toHaveLength(1);
});

test("what can't be done for ten minutes is given up, and never done later", async () => {
  await using team = await createSimulatedTeam();
  for (let fault = 0; fault < 70; fault += 1) team.app.provider.failNext("create-volume", passing);

  await confirmed(team, createStudies);
  await team.advance(20 * minute);

  expect(textOf(team.card("was not made"))).toContain("within ten minutes");
  expect(volumesOf(team)).toEqual([]);
});

test("a refusal of the provider is told in the channel, once and for all", async () => {
  await using team = await createSimulatedTeam();
  team.app.provider.failNext("create-volume", volumeFailures.noMoney());

  await confirmed(team, createStudies);
  await team.advance(20 * minute);

  expect(team.card("was not made")?.outcome).toBe("failed");
  expect(textOf(team.card("was not made"))).toContain("add credits");
  expect(volumesOf(team)).toEqual([]);
});

test("/volume list names size, place, price, the pod that has it, and what is not labelpod's", async () => {
  await using team = await createSimulatedTeam();
  await confirmed(team, createStudies);
  const { volumes } = team.app.provider;
  const foreign = { name: "of somebody else", sizeGib: 50, dataCenterId: "US-KS-2" };
  await volumes.create(foreign, never);
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

test("/volume list and /volume delete count a pod of somebody else in the account, up or not", async () => {
  await using team = await createSimulatedTeam();
  await confirmed(team, createStudies);
  const [volume] = volumesOf(team);
  const { pods } = team.app.provider;
  const [offer] = simulatedOffers;
  if (volume === undefined || offer === undefined) throw new Error("there is a volume, and an offer");
  const other = { ...podSpec("of somebody else", offer), networkVolumeId: volume.id };
  const { providerPodId } = await pods.create(other, never);
  await pods.stop(providerPodId, never);
  await team.advance(minute);

  const { card } = await team.say("volume list");
  const refused = await team.say("volume delete studies");
  await pods.remove(providerPodId, never);
  const later = await team.say("volume list");
  await confirmed(team, "volume delete studies");

  expect(textOf(card)).toContain("until it is deleted; a pod that is not this team's has it.");
  expect(textOf(refused.card)).toContain("A pod that is not this team's has this network volume");
  expect(textOf(refused.card)).not.toContain("/pod delete");
  expect(textOf(later.card)).toContain("until it is deleted; no pod has it.");
  expect(volumesOf(team)).toEqual([]);
});

test("/volume list says that no pod has a volume only when the account's pods are known", async () => {
  await using team = await createSimulatedTeam();
  await confirmed(team, createStudies);
  team.app.provider.failNext("list", passing);

  const { card } = await team.say("volume list");

  expect(textOf(card)).toContain("The provider is away");
  expect(textOf(card)).not.toContain("no pod has it");
});

test("/volume list of an account without any says how to make one", async () => {
  await using team = await createSimulatedTeam();

  expect(textOf((await team.say("volume list")).card)).toContain("/volume create");
});

test("/volume grow asks with the new price, and enlarges", async () => {
  await using team = await createSimulatedTeam();
  await confirmed(team, createStudies);

  const question = await team.say("volume grow studies size:200");
  await team.press(question.card, "Yes");
  await team.advance(second);

  expect(textOf(question.card)).toContain("$7.00 a month");
  expect(textOf(question.card)).toContain("200 GB in US-TX-3, $14.00 a month");
  expect(volumesOf(team)).toMatchObject([{ sizeGib: 200 }]);
  expect(team.card("Network volume studies is larger")?.outcome).toBe("succeeded");
});

test.each(["volume grow studies size:100", "volume grow studies size:50", "volume grow studies"])(
  "/%s is refused: a volume only grows",
  async (commandLine) => {
    await using team = await createSimulatedTeam();
    await confirmed(team, createStudies);

    const { card } = await team.say(commandLine);

    expect(textOf(card)).toContain("above its 100 GB");
  },
);

test("/volume delete names what is lost, and deletes after the yes", async () => {
  await using team = await createSimulatedTeam();
  await confirmed(team, createStudies);

  const question = await team.say("volume delete studies");
  const before = volumesOf(team).length;
  await team.press(question.card, "Yes");
  await team.advance(second);

  expect(textOf(question.card)).toContain("(100 GB in US-TX-3) with all images, labels and models on it");
  expect(before).toBe(1);
  expect(volumesOf(team)).toEqual([]);
  expect(team.card("Network volume studies is deleted")?.outcome).toBe("succeeded");
});

test.each(["volume delete strange", "volume grow strange size:200"])(
  "/%s refuses what this instance did not make",
  async (commandLine) => {
    await using team = await createSimulatedTeam();
    const wish = { name: "strange", sizeGib: 50, dataCenterId: "US-KS-2" };
    await team.app.provider.volumes.create(wish, never);

    const { card } = await team.say(commandLine);

    expect(textOf(card)).toContain("was not made by this labelpod");
  },
);

test("a volume that nobody knows is told so", async () => {
  await using team = await createSimulatedTeam();

  for (const commandLine of ["volume delete ghost", "volume delete", "pod up volume:ghost"])
    expect(textOf((await team.say(commandLine)).card)).toContain("no network volume of that name or id");
});

test("a provider that does not answer keeps nobody waiting", async () => {
  await using team = await createSimulatedTeam();
  hang(team.app.provider.volumes, "list");

  const answered = team.say("volume list");
  await team.advance(10 * second);

  expect(textOf((await answered).card)).toContain("has not answered in time");
});
