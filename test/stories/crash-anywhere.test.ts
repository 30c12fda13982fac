import { expect, test } from "vitest";
import type { Pod } from "../../src/core/records/pod.ts";
import { dieAfterWrite, dieBeforeCard } from "../support/crash.ts";
import { createSimulatedTeam, hour, type SimulatedTeam, minute } from "../support/simulated-team.ts";

/** What a bot does by itself after a command, and what has to be in the end wherever it was killed. */
type Flow = {
  readonly name: string;
  make(): Promise<SimulatedTeam>;
  begin(team: SimulatedTeam): Promise<unknown>;
  /** How many machines of the pods that are left were tried in vain. */
  readonly attempts: number;
};

async function onVolume(): Promise<SimulatedTeam> {
  const team = await createSimulatedTeam({ volumeId: "volume-1" });
  const wished = { name: "liver", sizeGib: 50, dataCenterId: "US-TX-3" } as const;
  await team.app.provider.volumes.create(wished, AbortSignal.timeout(1000));
  return team;
}

async function stranded(team: SimulatedTeam): Promise<SimulatedTeam> {
  await team.podUp();
  await team.say("pod down");
  await team.advance(minute);
  team.app.provider.fillHosts(team.clock.now() + hour);
  return team;
}

const flows: readonly Flow[] = [
  {
    name: "a machine that won't do",
    async make() {
      const team = await createSimulatedTeam();
      team.app.provider.twist({ gpuCount: 0 });
      return team;
    },
    begin: async (team) => team.say("pod up"),
    attempts: 1,
  },
  {
    name: "a fresh pod in place of a stopped one",
    make: async () => stranded(await createSimulatedTeam()),
    async begin(team) {
      const { card } = await team.say("pod up fresh:yes");
      return team.press(card, "Yes");
    },
    attempts: 0,
  },
  {
    name: "another machine on the same network volume",
    make: async () => stranded(await onVolume()),
    begin: async (team) => team.say("pod up"),
    attempts: 1,
  },
];

/** What a record says of where the work has got to, without the figures that each look changes. */
function stateOf({ id, phase, providerPodId, offer, run }: Pod): string {
  const { step, givenUp, replaces, machine, stop, isClosed } = run;
  const { name, beganAtMs } = step;
  return JSON.stringify([
    [id, phase, name, beganAtMs, providerPodId, offer?.gpuId],
    [givenUp?.outcome, replaces, machine?.startId, stop?.volume, isClosed],
  ]);
}

/** How the bot is killed at the nth time; 0 is never. */
type Kill = (team: SimulatedTeam, nth: number) => { readonly seen: () => number };

const kills: Readonly<Record<string, Kill>> = {
  "new state of a record"({ app }, nth) {
    const states = new Set<string>();
    dieAfterWrite(app.store.pods, (pod) => {
      const before = states.size;
      states.add(stateOf(pod));
      return states.size > before && states.size === nth;
    });
    return { seen: () => states.size };
  },
  "new card"({ chat }, nth) {
    const cards = new Set<string>();
    dieBeforeCard(chat, ({ key, title, lines, tone }) => {
      const before = cards.size;
      cards.add(JSON.stringify([key, title, lines, tone]));
      return cards.size > before && cards.size === nth;
    });
    return { seen: () => cards.size };
  },
};

/** Plays the flow with a bot that is killed, and started again after a while. */
async function play(flow: Flow, kill: Kill, nth: number): Promise<{ team: SimulatedTeam; seen: number }> {
  const team = await flow.make();
  await flow.begin(team);
  const { seen } = kill(team, nth);
  await team.advance(2 * minute);
  if (nth > 0) await team.app.killAndRestart();
  await team.advance(6 * minute);
  return { team, seen: seen() };
}

const places = await Promise.all(
  flows.flatMap((flow) =>
    Object.entries(kills).map(async ([what, kill]) => {
      const { team, seen } = await play(flow, kill, 0);
      await team[Symbol.asyncDispose]();
      return Array.from({ length: seen }, (_, index) => [flow.name, what, index + 1] as const);
    }),
  ),
);

test("each flow writes and tells", () => {
  expect(places.flat().length).toBeGreaterThan(60);
});

test.each(places.flat())(
  "%s: a bot that dies at its %s no. %d leaves one pod, which is live",
  async (name, what, nth) => {
    const flow = flows.find((other) => other.name === name);
    const kill = kills[what];
    if (flow === undefined || kill === undefined) throw new Error("no such flow");

    const { team } = await play(flow, kill, nth);
    await using _ = team;

    const pods = (await team.pods()).filter(({ phase }) => phase !== "gone");
    expect(pods.map(({ phase }) => phase)).toEqual(["live"]);
    expect(pods[0]?.run.attempts ?? []).toHaveLength(flow.attempts);
    expect(team.app.provider.listed().map(({ providerPodId, status }) => [providerPodId, status])).toEqual([
      [pods[0]?.providerPodId, "running"],
    ]);
    expect((await team.app.store.slots.get("main", "pod"))?.value.holderId).toBe(pods[0]?.id);
    expect(team.cards("MONAI Label answers")).toHaveLength(1);
  },
);
