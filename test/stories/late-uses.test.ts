import { expect, test } from "vitest";
import { storeAway } from "../../src/core/words/store.ts";
import { beforeCall, beforeNextCall } from "../support/trouble.ts";
import { createSimulatedTeam, minute, second, type SimulatedTeam } from "../support/simulated-team.ts";
import { phaseOf, quick, warnings } from "./idle-bench.ts";

function noAnswer(): never {
  throw storeAway(undefined);
}

/** With its warning given, and somewhat over two minutes from its stop. */
async function warnedTeam(): Promise<SimulatedTeam> {
  const team = await createSimulatedTeam(quick);
  await team.podUp();
  await team.advance(5 * minute);
  return team;
}

test("a use that the store did not answer for is written later, as of when it was", async () => {
  await using team = await warnedTeam();
  const askedAtMs = team.clock.now();
  beforeNextCall(team.app.store.pods, "replace", noAnswer);

  const reply = await team.say("pod up");
  await team.advance(20 * second);
  const [pod] = await team.pods();
  await team.advance(4 * minute);

  expect(reply.acknowledgement).toContain("up already");
  expect(pod?.phase === "live" && pod.run.use?.lastUseAtMs).toBe(askedAtMs);
  expect(await phaseOf(team)).toBe("live");
  expect(warnings(team)[0]?.outcome).toBe("succeeded");
});

test("a use is written later also when it could not be told whose pod it is of", async () => {
  await using team = await warnedTeam();
  let reads = 0;
  const recover = beforeCall(team.app.store.slots, "get", () => {
    reads += 1;
    if (reads === 2) noAnswer();
  });

  const reply = await team.say("pod up");
  recover();
  await team.advance(4 * minute);

  expect(reply.acknowledgement).toContain("up already");
  expect(await phaseOf(team)).toBe("live");
});

test("nothing is stopped for idleness while a use waits to be written", async () => {
  await using team = await warnedTeam();
  // All but the stop.
  const recover = beforeCall(team.app.store.pods, "replace", (_stored, pod) => {
    if (pod.phase !== "stopping") noAnswer();
  });
  await team.say("pod up");
  await team.advance(3 * minute);
  recover();

  await team.advance(20 * second);

  expect(await phaseOf(team)).toBe("live");
});

test.each(["pod idle 6m", "pod url rotate:yes"])(
  "/%s writes what it does and that it is a use at once, so no crash comes between",
  async (line) => {
    await using team = await warnedTeam();
    const askedAtMs = team.clock.now();
    let writes = 0;
    const recover = beforeCall(team.app.store.pods, "replace", () => {
      writes += 1;
      if (writes > 1) noAnswer();
    });

    await team.say(line);
    recover();
    await team.app.killAndRestart();
    await team.advance(second);
    const [pod] = await team.pods();

    expect(pod?.phase === "live" && pod.run.use?.lastUseAtMs).toBe(askedAtMs);
  },
);
