import { expect, test } from "vitest";
import {
  createSimulatedTeam,
  minute,
  second,
  type SimulatedTeam,
  textOf,
} from "../support/simulated-team.ts";
import { failAlways } from "../support/trouble.ts";
import { phaseOf, quick, warnings } from "./idle-bench.ts";

/** A pod of which nobody is shown anything, warned of 4 to 5 minutes after that and stopped 3 later. */
async function unseenTeam(settings: Parameters<typeof createSimulatedTeam>[0] = {}): Promise<SimulatedTeam> {
  const team = await createSimulatedTeam({ ...quick, ...settings });
  team.app.reach.isUnseen = true;
  await team.podUp();
  return team;
}

test("a stop that nobody could be warned of is put off once, with a message of its own, and then carried out", async () => {
  await using team = await unseenTeam();
  await team.advance(7 * minute);
  const first = { phase: await phaseOf(team), count: warnings(team).length };

  await team.advance(minute);
  const cards = warnings(team);
  const phase = await phaseOf(team);
  const status = textOf((await team.say("pod status")).card);
  await team.advance(3 * minute);

  expect(first).toEqual({ phase: "live", count: 1 });
  expect(phase).toBe("live");
  expect(cards).toHaveLength(2);
  expect(cards[0]).toMatchObject({ tone: "quiet", outcome: "succeeded" });
  expect(cards[1]).toMatchObject({ tone: "warning", outcome: "open", notify: { name: "Ada" } });
  const [, untilText = "none"] = /It stops (\S+) unless/u.exec(textOf(cards[1])) ?? [];
  expect(textOf(cards[0])).toContain(
    `Nobody could be shown this in time, so the stop was put off, once, until ${untilText}.`,
  );
  expect(textOf(cards[1])).toContain("the stop was put off; that is done only once");
  expect(status).toContain(`It stops ${untilText}, because nobody uses it.`);
  expect(await phaseOf(team)).toBe("stopped");
  expect(warnings(team)).toHaveLength(2);
  expect(textOf(warnings(team)[1])).toContain("The pod is being stopped now.");
});

test("the second message's Keep keeps the pod, and what follows is put off once more", async () => {
  await using team = await unseenTeam();
  await team.advance(8 * minute);

  await team.press(warnings(team)[1], "Keep");
  const kept = textOf(warnings(team)[1]);
  await team.advance(64 * minute);
  const third = { phase: await phaseOf(team), count: warnings(team).length };
  await team.advance(3 * minute);

  expect(kept).toContain("stays up");
  expect(third).toEqual({ phase: "live", count: 4 });
  expect(await phaseOf(team)).toBe("stopped");
});

test("a stop stays put off over a restart, and is carried out once", async () => {
  await using team = await unseenTeam();
  await team.advance(8 * minute);

  await team.app.killAndRestart();
  await team.advance(2 * minute);
  const before = await phaseOf(team);
  await team.advance(minute);

  expect(before).toBe("live");
  expect(await phaseOf(team)).toBe("stopped");
  expect(warnings(team)).toHaveLength(2);
});

test("a pod whose readers can't be asked for is put off once as well, and the log says so", async () => {
  await using team = await createSimulatedTeam(quick);
  failAlways(team.app.reach, "firstShownAtMs", new Error("unreadable"));
  await team.podUp();

  await team.advance(8 * minute);
  const putOff = await phaseOf(team);
  await team.advance(3 * minute);

  expect(putOff).toBe("live");
  expect(team.logged).toContain("nobody knows whether a warning was shown");
  expect(await phaseOf(team)).toBe("stopped");
});

test("a stop is put off to the end of the maximum lifetime at most, and the message offers no Keep then", async () => {
  await using team = await unseenTeam({ hardLimitMs: 12 * minute });
  await team.advance(8 * minute);
  const open = warnings(team)[1];
  const status = textOf((await team.say("pod status")).card);

  await team.advance(2 * minute);

  expect(textOf(open)).toContain("when it reaches its maximum lifetime, even if it is in use");
  expect(open?.actions?.map(({ label }) => label)).toEqual(["Stop now"]);
  expect(status).toMatch(
    /Nobody uses it\. It stops 2026-\S+, at its maximum lifetime, even if somebody uses it until then\./u,
  );
  expect(textOf(team.card(": summary of this run"))).toContain("reached its maximum lifetime");
});

test("a stop that was put off to the end of the maximum lifetime can be kept from when that is put off", async () => {
  await using team = await unseenTeam({ hardLimitMs: 12 * minute });
  await team.advance(8 * minute);

  await team.app.restartWith({ hardLimitMs: 60 * minute });
  await team.advance(30 * second);

  expect(warnings(team)).toHaveLength(2);
  expect(textOf(warnings(team)[1])).toContain("unless somebody uses it or presses Keep");
  expect(warnings(team)[1]?.actions?.map(({ label }) => label)).toEqual(["Keep 1 hour", "Stop now"]);
});

test("the watchdog is told to keep the pod until the stop that was put off", async () => {
  await using team = await unseenTeam();
  await team.advance(7 * minute);
  const [before] = await team.pods();

  await team.advance(minute);

  const [pod] = await team.pods();
  const { stopAtMs = 0 } = pod?.run.warning ?? {};
  const { renewedAtMs = 0, terms } = pod?.run.lease ?? {};
  expect(before?.run.lease?.terms.keepS).toBeLessThan(90);
  expect(Math.abs(renewedAtMs + (terms?.keepS ?? 0) * second - stopAtMs)).toBeLessThan(second);
});
