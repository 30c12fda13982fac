import { expect, test } from "vitest";
import {
  bob,
  createSimulatedTeam,
  minute,
  second,
  type SimulatedTeam,
  textOf,
} from "../support/simulated-team.ts";
import { ignoreStops } from "../support/provider-trouble.ts";
import { dieAfterNext, failAlways, recordCalls } from "../support/trouble.ts";
import { runpodFailures } from "../../src/core/words/runpod.ts";
import { phaseOf, quick } from "./idle-bench.ts";

type Hanging = {
  readonly team: SimulatedTeam;
  /** The provider answers again. */
  readonly recover: () => void;
  readonly stops: readonly unknown[];
};

/** A pod whose idle stop was ordered while the provider is away. */
async function hangingStop(settings: Parameters<typeof createSimulatedTeam>[0] = {}): Promise<Hanging> {
  const team = await createSimulatedTeam({ ...quick, ...settings });
  await team.podUp();
  const { pods } = team.app.provider;
  const away = runpodFailures.unreachable(undefined);
  const recovers = [
    failAlways(pods, "stop", away),
    failAlways(pods, "get", away),
    failAlways(pods, "list", away),
  ];
  await team.advance(8 * minute + 30 * second);
  const stops = recordCalls(pods, "stop");
  return {
    team,
    stops,
    recover: () => {
      for (const recover of recovers) recover();
    },
  };
}

test.each(["pod up", "pod keep 1h", "train deepedit epochs:1", "pod restart"])(
  "/%s calls off the idle stop that hangs behind an outage",
  async (line) => {
    const { team, recover, stops } = await hangingStop();
    await using _ = team;
    const before = await phaseOf(team);

    const reply = await team.say(line, { person: bob });
    await team.advance(30 * second);
    const asked = stops.length;
    await team.advance(2 * minute);
    const behind = { phase: await phaseOf(team), stops: stops.length };
    recover();
    await team.advance(minute);

    expect(before).toBe("stopping");
    expect(textOf(reply.card)).toContain("the channel hears within some minutes");
    expect(behind).toEqual({ phase: "stopping", stops: asked });
    expect(await phaseOf(team)).toBe("live");
    expect(team.app.provider.listed().map((pod) => pod.status)).toEqual(["running"]);
    expect(team.cards("its stop was called off")).toHaveLength(1);
  },
);

test("whoever works on the pod meanwhile calls its stop off, and it stops as usual afterwards", async () => {
  const { team, recover } = await hangingStop();
  await using _ = team;

  await team.advance(minute);
  team.app.software.use();
  await team.advance(3 * minute);
  recover();
  await team.advance(minute);
  const back = await phaseOf(team);
  await team.advance(10 * minute);

  expect(back).toBe("live");
  expect(await phaseOf(team)).toBe("stopped");
  expect(textOf(team.card(": summary of this run"))).toContain("because nobody used it");
});

test("a stop that the provider had heard although its answer was lost is told as a stop", async () => {
  const { team, recover } = await hangingStop();
  await using _ = team;

  await team.say("pod up");
  recover();
  await team.advance(80 * second);
  await team.app.provider.pods.stop(team.app.provider.listed()[0]?.providerPodId ?? "", signal());
  await team.advance(2 * minute);

  expect(await phaseOf(team)).toBe("stopped");
  expect(team.cards("its stop was called off")).toHaveLength(0);
  expect(textOf(team.card(": summary of this run"))).toContain("because nobody used it");
});

test("a stop that comes after it was called off is told as what it is", async () => {
  const { team, recover } = await hangingStop();
  await using _ = team;
  await team.say("pod up");
  recover();
  await team.advance(3 * minute);
  const back = await phaseOf(team);

  await team.app.provider.pods.stop(team.app.provider.listed()[0]?.providerPodId ?? "", signal());
  await team.advance(2 * minute);

  expect(back).toBe("live");
  expect(await phaseOf(team)).toBe("stopped");
  expect(textOf(team.card(": summary of this run"))).toContain(
    "Stopped by the provider, which carried out a stop that labelpod had called off.",
  );
});

test("what a person has stopped nobody calls off by coming back, also where it was to stop by itself", async () => {
  const { team, recover } = await hangingStop();
  await using _ = team;

  await team.say("pod down", { person: bob });
  const reply = await team.say("pod up");
  recover();
  await team.advance(2 * minute);

  expect(textOf(reply.card)).toContain("wait until its card says so");
  expect(await phaseOf(team)).toBe("stopped");
  expect(textOf(team.card(": summary of this run"))).toContain("Stopped on request, by Bob.");
});

test("the end of its maximum lifetime is called off by nobody", async () => {
  const { team, recover } = await hangingStop({ idleMs: 60 * minute, hardLimitMs: 6 * minute });
  await using _ = team;
  const before = (await team.pods())[0];

  const reply = await team.say("pod up");
  team.app.software.use();
  await team.advance(3 * minute);
  recover();
  await team.advance(minute);

  expect(before?.phase === "stopping" && before.run.stop.reason).toBe("hard-limit");
  expect(textOf(reply.card)).toContain("wait until its card says so");
  expect(await phaseOf(team)).toBe("stopped");
});

test("a stop is not called off beyond the end of its maximum lifetime, and goes on when who came back has gone", async () => {
  const { team, recover } = await hangingStop({ hardLimitMs: 14 * minute });
  await using _ = team;

  await team.say("pod up");
  await team.advance(4 * minute);
  recover();
  await team.advance(minute);

  expect(await phaseOf(team)).toBe("stopped");
  expect(team.cards("its stop was called off")).toHaveLength(0);
});

test("a crash right after the call-off keeps its message back only until the next look", async () => {
  const { team, recover } = await hangingStop();
  await using _ = team;
  await team.say("pod up");
  recover();
  await team.advance(80 * second);
  const calls = recordCalls(team.app.store.pods, "replace");
  dieAfterNext(team.chat, "show");
  await team.advance(30 * second);
  await team.app.killAndRestart();

  await team.advance(minute);

  expect(calls.some(([, pod]) => pod.phase === "live")).toBe(true);
  expect(team.cards("its stop was called off")).toHaveLength(1);
});

test("a stop that the provider takes and ignores is called off by who comes back, and asked for again after them", async () => {
  await using team = await createSimulatedTeam(quick);
  await team.podUp();
  const heed = ignoreStops(team.app.provider);
  await team.advance(8 * minute + 30 * second);

  await team.say("pod up");
  await team.advance(3 * minute);
  const back = await phaseOf(team);
  heed();
  await team.advance(9 * minute);

  expect(back).toBe("live");
  expect(await phaseOf(team)).toBe("stopped");
});

test("another stop of the run that hangs as one before it did is alarmed of by messages of its own", async () => {
  await using team = await createSimulatedTeam(quick);
  await team.podUp();
  ignoreStops(team.app.provider);
  await team.advance(11 * minute);
  const first = team.cards("does not stop").length;
  await team.say("pod up");
  await team.advance(3 * minute);
  const back = await phaseOf(team);

  await team.say("pod down");
  await team.advance(4 * minute);

  expect({ first, back }).toEqual({ first: 1, back: "live" });
  expect(team.cards("does not stop")).toHaveLength(2);
});

function signal(): AbortSignal {
  return new AbortController().signal;
}
