import { expect, test } from "vitest";
import type { Card } from "../../src/core/records/card.ts";
import { withoutRun } from "../../src/core/records/pod.ts";
import type { Settings } from "../../src/core/records/settings.ts";
import { createSimulatedTeam, type SimulatedTeam, minute, textOf } from "../support/simulated-team.ts";

const pacs = "https://pacs.example.org/dicom-web";

/** Brings the team's pod up by the command, and stops it again. */
async function upAndDown(team: SimulatedTeam, commandLine: string): Promise<void> {
  await up(team, commandLine);
  await team.say("pod down");
  await team.advance(minute);
}

async function up(team: SimulatedTeam, commandLine: string): Promise<void> {
  await team.say(commandLine);
  await team.advance(4 * minute);
}

/** The card of the run, not the message with the address. */
function liveCard({ cards }: SimulatedTeam): Card {
  const found = cards("is live").findLast(({ title }) => title.endsWith("is live"));
  if (found === undefined) throw new Error("no pod is live");
  return found;
}

test.each<[string, Partial<Settings>]>([
  ["models and studies", { studies: pacs, models: ["deepedit"] }],
  ["access", { access: "https" }],
])(
  "a start names the settings of %s that were edited and that the pod does not take",
  async (names, edited) => {
    await using team = await createSimulatedTeam();
    await upAndDown(team, "pod up");
    await team.app.restartWith(edited);

    await up(team, "pod up");

    const card = textOf(liveCard(team));
    expect(card).toContain(
      `The settings of ${names} were changed meanwhile, and this pod keeps its own: /pod down, then /pod up settings:yes starts it with those of the settings.`,
    );
    expect(JSON.stringify(liveCard(team))).not.toContain("pacs.example.org");
    expect((await team.pods())[0]?.request).toMatchObject({ studies: "synthetic", access: "http" });
  },
);

test("they are named at each start until the pod takes them, by the button of the stopped pod's card", async () => {
  await using team = await createSimulatedTeam();
  await upAndDown(team, "pod up");
  await team.app.restartWith({ studies: pacs, models: ["deepedit"] });
  await upAndDown(team, "pod up");
  await upAndDown(team, "pod up");
  const stopped = team.card("is stopped");

  await team.press(stopped, "Start with the settings");
  await team.advance(4 * minute);

  expect(textOf(stopped)).toContain("its own: /pod up settings:yes starts it with those of the settings.");
  expect(JSON.stringify(stopped)).not.toContain("pacs.example.org");
  const [pod] = await team.pods();
  expect(pod).toMatchObject({ phase: "live", request: { studies: pacs, models: ["deepedit"] } });
  expect(textOf(liveCard(team))).not.toContain("meanwhile");
});

test("what a person asked for is no edited setting, at its first start and at the ones after", async () => {
  await using team = await createSimulatedTeam();
  await upAndDown(team, "pod up studies:/data/ct models:deepedit idle:90m");

  await up(team, "pod up");

  const card = liveCard(team);
  expect(textOf(card)).not.toContain("meanwhile");
  expect((await team.pods())[0]?.request).toMatchObject({ studies: "/data/ct", models: ["deepedit"] });
});

test("an option that is given counts more than an edited setting, which is named no more then", async () => {
  await using team = await createSimulatedTeam();
  await upAndDown(team, "pod up");
  await team.app.restartWith({ studies: pacs, models: ["deepedit"] });
  await upAndDown(team, "pod up studies:synthetic");

  await up(team, "pod up");

  expect(textOf(liveCard(team))).toContain("The settings of models were changed");
});

test("a setting that is put back as it was is named no more", async () => {
  await using team = await createSimulatedTeam();
  await upAndDown(team, "pod up");
  await team.app.restartWith({ studies: pacs });
  await upAndDown(team, "pod up");
  await team.app.restartWith({ studies: "synthetic" });

  await up(team, "pod up");

  expect(textOf(liveCard(team))).not.toContain("meanwhile");
});

test("an idle time that was said of the pod is kept, and an edited one of the settings is taken on request", async () => {
  await using team = await createSimulatedTeam();
  await upAndDown(team, "pod up idle:90m");
  await team.say("settings idle:30m");
  await upAndDown(team, "pod up");
  const stopped = team.card("is stopped");

  await up(team, "pod up settings:yes");

  expect(textOf(stopped)).toContain("The settings of idle were changed meanwhile");
  expect((await team.pods())[0]?.run.policy).toBeUndefined();
  expect(textOf(liveCard(team))).not.toContain("meanwhile");
});

test("what only a new pod takes is named with the way to one, which has it", async () => {
  await using team = await createSimulatedTeam();
  await upAndDown(team, "pod up");
  await team.say("settings gpu:L4");
  await team.app.restartWith({ access: "proxy" });
  await upAndDown(team, "pod up");
  const stopped = team.card("is stopped");
  const { card } = await team.say("pod up fresh:yes settings:yes");
  await team.press(card, "Yes");
  await team.advance(4 * minute);

  expect(textOf(stopped)).toContain(
    "The settings of gpu and access were changed meanwhile, and this pod keeps its own: /pod up fresh:yes settings:yes takes a new pod with those of the settings.",
  );
  expect(stopped?.actions ?? []).toEqual([]);
  const fresh = (await team.pods()).find((pod) => pod.phase === "live");
  expect(fresh?.request).toMatchObject({ gpus: ["L4"], access: "proxy" });
  expect(fresh?.run.untaken).toBeUndefined();
});

test("a stopped pod takes what it can of the settings, and names what it can't", async () => {
  await using team = await createSimulatedTeam();
  await upAndDown(team, "pod up");
  await team.app.restartWith({ access: "proxy", models: ["deepedit"] });

  await up(team, "pod up settings:yes");

  expect((await team.pods())[0]).toMatchObject({
    phase: "live",
    request: { access: "http", models: ["deepedit"] },
    run: { untaken: { atStart: [], fresh: ["access"] } },
  });
});

test("a fresh pod that has the request of the one before it names the edited settings too", async () => {
  await using team = await createSimulatedTeam();
  await upAndDown(team, "pod up");
  await team.app.restartWith({ models: ["deepedit"] });

  const { card } = await team.say("pod up fresh:yes");
  await team.press(card, "Yes");
  await team.advance(4 * minute);

  expect(textOf(liveCard(team))).toContain("The settings of models were changed meanwhile");
});

test("the network volume that a pod works on is not another one by its name", async () => {
  await using team = await createSimulatedTeam();
  await team.press((await team.say("volume create name:scans size:20 data-center:US-TX-3")).card, "Yes");
  await team.advance(minute);
  await upAndDown(team, "pod up volume:scans");
  await team.app.restartWith({ volumeId: "scans" });

  await up(team, "pod up");

  expect((await team.pods())[0]).toMatchObject({ phase: "live" });
  expect(textOf(liveCard(team))).not.toContain("meanwhile");
});

test("a record of an older version knows no settings: nothing is named, and from then on edits are", async () => {
  await using team = await createSimulatedTeam();
  await upAndDown(team, "pod up");
  const [stored] = await team.app.store.pods.list();
  if (stored === undefined) throw new Error("there is no pod");
  await team.app.store.pods.replace(stored, withoutRun(stored.value, "settings"));
  await team.app.restartWith({ models: ["deepedit"] });
  await upAndDown(team, "pod up");
  const before = textOf(team.card("is stopped"));
  await team.app.restartWith({ studies: pacs });

  await up(team, "pod up");

  expect(before).not.toContain("meanwhile");
  expect(textOf(liveCard(team))).toContain("The settings of studies were changed meanwhile");
});
