import { expect, test } from "vitest";
import { shellFailures } from "../../src/core/words/shell.ts";
import { dieAfterWrite, dieBeforeCard } from "../support/crash.ts";
import {
  createSimulatedTeam,
  minute,
  second,
  textOf,
  type SimulatedTeam,
} from "../support/simulated-team.ts";
import { recordCalls } from "../support/trouble.ts";

const crashed = "MONAI Label crashed on pod";
const gone = "MONAI Label was gone from pod";

/** How often a message of this title was written or edited. */
function versions(team: SimulatedTeam, title: string): number {
  return team.chat.shown.filter((card) => card.title.startsWith(title)).length;
}

test("a crash is told with its reason to who asked for the pod, and the message says when the server is up again", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();

  team.app.software.crash({ failure: "no-disk" });
  await team.advance(20 * second);
  const down = team.card(crashed);
  team.app.software.recover();
  await team.advance(20 * second);
  const up = team.card(crashed);

  expect(down).toMatchObject({ tone: "bad", outcome: "open", notify: { name: "Ada" } });
  expect(textOf(down)).toMatch(
    /It crashed 2026-01-01T00:03\S+ and is started again\.\nThe machine's disk is/,
  );
  expect(up).toMatchObject({ key: down?.key, tone: "quiet", outcome: "succeeded" });
  expect(textOf(up)).toMatch(/It crashed 2026-\S+ and is up again\./);
  expect(team.cards(crashed)).toHaveLength(1);
});

test("a row of crashes is one message that counts them, and says that a training was ended", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  const { software } = team.app;

  software.crash({ endedTraining: true });
  await team.advance(minute);
  software.crash();
  await team.advance(minute);
  software.crash();
  await team.advance(5 * minute);
  const text = textOf(team.card(crashed));

  expect(text).toMatch(/It crashed 3 times from 2026-01-01T00:03\S+ to 2026-01-01T00:05\S+ and is started/);
  expect(text).toContain("ran out of memory");
  expect(text).toContain("A training that ran was ended by it");
  expect(team.cards(crashed)).toHaveLength(1);
  expect(versions(team, crashed)).toBe(3);
});

test("crashes that lie apart are a message each", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  const { software } = team.app;

  software.crash();
  await team.advance(minute);
  software.recover();
  await team.advance(10 * minute);
  software.crash({ failure: "no-gpu" });
  await team.advance(minute);

  const texts = team.cards(crashed).map(textOf);
  expect(texts).toEqual([
    expect.stringMatching(/is up again\.\n[^]*ran out of memory/),
    expect.stringMatching(/is started again\.\n[^]*no usable GPU/),
  ]);
});

test("a row that was open when the next one began points to the newer message", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  const { software } = team.app;
  software.crash();
  await team.advance(2 * minute);

  // So quick that no look saw it up in between.
  software.recover();
  software.crash();
  await team.advance(20 * second);

  expect(team.cards(crashed).map(textOf)).toEqual([
    expect.stringContaining("; a newer message says how it went on."),
    expect.stringContaining("and is started again."),
  ]);
});

test("a crash that no look met is told when it is over", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();

  team.app.software.crash();
  team.app.software.recover();
  await team.advance(20 * second);

  expect(textOf(team.card(crashed))).toContain("and is up again.");
});

test("a reason that nobody knows names the file on the pod that holds the end of the log", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();

  team.app.software.crash({ failure: "unknown", reference: "0a1b2c3d" });
  await team.advance(20 * second);

  expect(textOf(team.card(crashed))).toContain("read labelpod/failures/0a1b2c3d.log in the pod's workspace");
});

test.each(["constructor", "some-newer-word"])(
  "a failure called %s is one that is not known",
  async (failure) => {
    await using team = await createSimulatedTeam();
    await team.podUp();

    team.app.software.crash({ failure });
    await team.advance(20 * second);

    expect(textOf(team.card(crashed))).toContain(
      "labelpod does not know the reason: read labelpod/server.log",
    );
  },
);

test("a crash is told once although the bot was killed right after it had written it down", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  dieAfterWrite(team.app.store.pods, (pod) => pod.run.outage !== undefined);

  team.app.software.crash();
  await team.advance(minute);
  const untold = team.cards(crashed).length;
  await team.app.killAndRestart();
  await team.advance(5 * minute);

  expect(untold).toBe(0);
  expect(team.cards(crashed)).toHaveLength(1);
  expect(versions(team, crashed)).toBe(1);
});

test("both messages are right although the bot was killed between two rows", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  const { software } = team.app;
  software.crash();
  await team.advance(2 * minute);
  dieBeforeCard(team.chat, (card) => card.title.startsWith(crashed));

  software.recover();
  software.crash();
  await team.advance(minute);
  await team.app.killAndRestart();
  await team.advance(minute);

  expect(team.cards(crashed).map(textOf)).toEqual([
    expect.stringContaining("; a newer message says how it went on."),
    expect.stringContaining("and is started again."),
  ]);
});

test("a bot that starts anew tells nothing that was told before", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  team.app.software.crash();
  await team.advance(minute);
  team.app.software.recover();
  await team.advance(minute);
  const told = team.chat.shown.length;

  await team.app.killAndRestart();
  await team.advance(5 * minute);

  expect(team.chat.shown).toHaveLength(told);
});

test("a server that is gone with its gate is started again, and told of once", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();

  team.app.software.vanish();
  await team.advance(20 * second);
  const down = team.card(gone);
  await team.advance(5 * minute);
  const up = team.card(gone);

  expect(textOf(down)).toMatch(
    /It was found gone 2026-\S+, with the gate in front of it and is started again\./,
  );
  expect(textOf(down)).toContain("use /pod restart");
  expect(textOf(up)).toContain("and is up again.");
  expect(team.cards(gone)).toHaveLength(1);
  expect(versions(team, gone)).toBe(2);
});

test("a start that fails is tried again", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  team.app.software.failNext("mend", shellFailures.noConnection(undefined));

  team.app.software.vanish();
  await team.advance(2 * minute);

  expect(team.logged).toContain("the server is gone and can't be started");
  expect(textOf(team.card(gone))).toContain("and is up again.");
  expect(team.cards(gone)).toHaveLength(1);
});

test("a server that runs is never started again", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  const mended = recordCalls(team.app.software, "mend");

  team.app.software.crash();
  await team.advance(minute);
  team.app.software.recover();
  await team.advance(5 * minute);

  expect(mended).toHaveLength(0);
});

test("the message of a crash that went on to the end of the pod says so", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  team.app.software.crash();
  await team.advance(minute);

  await team.say("pod down");
  await team.advance(minute);

  expect(textOf(team.card(crashed))).toContain("; the pod has ended since.");
  expect(team.card(crashed)?.outcome).toBe("succeeded");
});

test("the next run of a pod begins without the crashes of the one before", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  team.app.software.crash();
  await team.advance(minute);
  await team.say("pod down");
  await team.advance(minute);

  await team.podUp();
  team.app.software.crash();
  await team.advance(20 * second);

  expect(team.cards(crashed).map((card) => card.key)).toEqual(["pod:k2:1:outage:1", "pod:k2:2:outage:1"]);
});
