import { expect, test } from "vitest";
import { minute, second } from "../../support/simulated-team.ts";
import { createRunpodTeam, type RunpodTeam } from "../runpod-team.ts";

const start = "POST /pods/{id}/action start";

async function upAndDown(team: RunpodTeam): Promise<string> {
  const id = await team.podUp();
  await team.say("pod down");
  await team.reads(/is stopped/);
  return id;
}

test.each(["start-refused", "start-refused-problem"])(
  "%s ends the bring-up with what can be done, and the pod stays stopped",
  async (fault) => {
    await using team = await createRunpodTeam();
    await upAndDown(team);
    team.plant(fault, { on: start });

    await team.say("pod up");
    const told = await team.reads(
      /summary of this run\nThe machine that holds this pod's volume has no free GPU/,
    );

    expect(told).toContain("/pod up fresh:yes");
    expect(team.twin.running()).toEqual([]);
    expect((await team.pods())[0]).toMatchObject({
      phase: "stopped",
      run: { failure: { code: "start-refused" } },
    });
  },
);

test("a refused start is asked for again each minute while it may wait", async () => {
  await using team = await createRunpodTeam();
  await upAndDown(team);
  team.plant("start-refused", { on: start, times: 3 });
  const before = team.twin.count(start);

  await team.say("pod up wait:2h");
  await team.advance(5 * minute);

  expect(team.twin.count(start) - before).toBe(4);
  expect((await team.pods())[0]).toMatchObject({ phase: "live", run: { number: 2 } });
  expect(team.unmet()).toEqual([]);
});

test("a start without a GPU is stopped again, which RunPod confirms", async () => {
  await using team = await createRunpodTeam();
  const id = await upAndDown(team);
  team.plant("start-without-gpu", { on: start });

  await team.say("pod up");
  await team.reads(/summary of this run\nThe pod came up without a GPU/);

  expect(team.twin.running()).toEqual([]);
  expect((await team.pods())[0]).toMatchObject({ phase: "stopped", providerPodId: id });
});

test("a pod that is placed elsewhere is removed, and the next candidate is rented", async () => {
  await using team = await createRunpodTeam();
  team.plant("placed-elsewhere");

  await team.say("pod up");
  await team.reads(/is live/);

  const [pod] = await team.pods();
  expect(pod?.run.attempts).toMatchObject([{ outcome: "elsewhere" }]);
  expect(team.twin.running()).toEqual([pod?.providerPodId]);
  expect(team.twin.count("DELETE /pods/{id}")).toBe(1);
});

test("a community pod that never gets a public address is replaced after five minutes", async () => {
  await using team = await createRunpodTeam();
  team.plant("without-public-address");

  await team.say("pod up cloud:community");
  await team.advance(4 * minute);
  const early = team.twin.running();
  await team.reads(/is live/);

  const [pod] = await team.pods();
  expect(early).toHaveLength(1);
  expect(pod?.run.attempts).toMatchObject([{ outcome: "no-address" }]);
  expect(team.twin.running()).toEqual([pod?.providerPodId]);
  expect(pod?.providerPodId).not.toBe(early[0]);
});

test("a pod that is called running before it has an address is waited for", async () => {
  await using team = await createRunpodTeam();
  team.plant("running-early", { on: "GET /pods/{id}", times: 20 });

  const id = await team.podUp();

  expect((await team.pods())[0]).toMatchObject({ phase: "live", providerPodId: id });
  expect(team.twin.count("DELETE /pods/{id}")).toBe(0);
});

test("after a start the address of the run before is given up for the new one, and the old message says so", async () => {
  await using team = await createRunpodTeam();
  await upAndDown(team);
  const before = addressesIn(team.texts());
  team.plant("stale-address", { on: "GET /pods/{id}", times: 5 });

  await team.say("pod up");
  await team.reads(/is live: MONAI Label answers/);
  await team.advance(10 * second);

  const after = addressesIn(team.texts());
  expect(before).toEqual([]);
  expect(after).toHaveLength(1);
  const [pod] = await team.pods();
  expect(after[0]).toContain(String(pod?.run.machine?.api.port));
  expect(team.texts().some((text) => text.includes("This address is out of date"))).toBe(true);
});

test("with a network volume a refused start goes to another machine by itself, which has the same volume", async () => {
  await using team = await createRunpodTeam();
  await confirmed(team, "volume create name:studies size:50 data-center:US-KS-2");
  await team.reads(/studies/);
  await team.say("pod up volume:studies");
  await team.reads(/is live/);
  const [before] = team.twin.running();
  await team.say("pod down");
  await team.reads(/is stopped/);
  team.plant("start-refused", { on: start });

  await team.say("pod up");
  const told = await team.reads(/goes to another machine/);
  await team.reads(/is live/);

  const [pod] = await team.pods();
  expect(told).toContain("nothing of them is lost");
  expect(pod).toMatchObject({ run: { number: 2, attempts: [{ outcome: "host-full" }] } });
  expect(team.twin.running()).toEqual([pod?.providerPodId]);
  expect(pod?.providerPodId).not.toBe(before);
  expect(team.twin.count("DELETE /network-volumes/{id}")).toBe(0);
});

test("a fresh pod is rented before the stopped one is deleted, and RunPod has one pod in the end", async () => {
  await using team = await createRunpodTeam();
  const old = await upAndDown(team);

  await confirmed(team, "pod up fresh:yes");
  await team.reads(/is live/);
  await team.reads(/is gone/);

  const fresh = (await team.pods()).find(({ phase }) => phase === "live");
  expect(team.twin.running()).toEqual([fresh?.providerPodId]);
  expect(fresh?.providerPodId).not.toBe(old);
});

test.each(["answer-lost", "server-error", "rate-limited"])(
  "a removal that meets %s is made again until the misplaced pod is gone",
  async (fault) => {
    await using team = await createRunpodTeam();
    team.plant("placed-elsewhere");
    team.plant(fault, { on: "DELETE /pods/{id}", times: 2 });

    await team.say("pod up");
    await team.reads(/is live/);

    const [pod] = await team.pods();
    expect(pod?.run.attempts).toHaveLength(1);
    expect(team.twin.running()).toEqual([pod?.providerPodId]);
  },
);

/** Gives a command that is asked about, and says yes. */
async function confirmed(team: RunpodTeam, commandLine: string): Promise<void> {
  const card = await team.say(commandLine);
  const yes = card.actions?.find(({ label }) => label.startsWith("Yes"));
  if (yes === undefined) throw new Error(`nothing was asked: ${card.title}, ${JSON.stringify(card.lines)}`);
  await team.say(yes.commandLine);
}

/** Of the messages that tell people where a pod is. */
function addressesIn(texts: readonly string[]): readonly string[] {
  return texts
    .filter((text) => text.includes("MONAI Label answers"))
    .flatMap((text) => text.match(/https?:\/\/[\d.]+:\d+/g) ?? []);
}
