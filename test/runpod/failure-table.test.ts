import { expect, test } from "vitest";
import type { Reading } from "../../scripts/docs/runpod/trouble.ts";
import { troubles } from "../../scripts/docs/runpod/troubles.ts";
import { stepTitle } from "../../src/core/words/steps.ts";
import { minute, second } from "../support/simulated-team.ts";
import { createAsk } from "../twins/runpod/twin-client.ts";
import { FAULT_NAMES } from "../twins/runpod/fault-names.ts";
import { apiKey } from "./bench.ts";
import { createRunpodTeam, type Planting, type RunpodTeam } from "./runpod-team.ts";

const createPod = "POST /pods";
const deploy = "POST /graphql podFindAndDeployOnDemand";
const stopPod = "POST /pods/{id}/action stop";

type Play = (team: RunpodTeam) => Promise<unknown>;

/** How each trouble is brought about; the team has no pod before. */
const plays: Readonly<Record<string, Play>> = {
  "no-capacity": spoiled("no-capacity"),
  "no-capacity-plain": spoiled("no-capacity-plain"),
  "no-capacity-anywhere": spoiled("no-capacity", { times: 9 }),
  "no-capacity-for-a-while": async (team) => {
    team.plant("no-capacity", { times: 3 });
    await team.say("pod up wait:2h");
  },
  "placed-elsewhere": spoiled("placed-elsewhere"),
  // So many reads take longer than that machine is waited for.
  "container-never-starts": spoiled("running-early", { times: 400 }),
  "no-capacity-graphql": spoiledCommunity("no-capacity-graphql"),
  "graphql-error": spoiledCommunity("graphql-error"),
  "community-answer-lost": spoiledCommunity("answer-lost", { on: deploy }),
  "without-public-address": spoiledCommunity("without-public-address"),
  "located-in": spoiledCommunity("located-in"),
  "community-retired": spoiledCommunity("gone", { on: "POST /graphql gpuTypes" }),
  "start-refused": spoiledStart("start-refused"),
  "start-refused-problem": spoiledStart("start-refused-problem"),
  "start-refused-for-a-while": async (team) => {
    await upAndDown(team);
    team.plant("start-refused", { times: 3 });
    await team.say("pod up wait:2h");
  },
  "start-refused-on-network-volume": async (team) => {
    await upOnVolume(team);
    await team.say("pod down");
    await team.reads(/summary of this run/);
    team.plant("start-refused");
    await team.say("pod up");
  },
  "start-without-gpu": spoiledStart("start-without-gpu"),
  "other-ports": async (team) => {
    await upAndDown(team);
    await team.say("pod up");
  },
  "other-ports-while-up": async (team) => {
    const id = await team.podUp();
    await ask(team, `POST /pods/${id}/action`, { action: "restart" });
  },
  "running-early": spoiled("running-early", { times: 20 }),
  "deaf-address": spoiled("deaf-address", { times: 20 }),
  "stale-address": spoiledStart("stale-address", { on: "GET /pods/{id}", times: 20 }),
  "not-found": spoiled("not-found", { times: 5 }),
  "newest-unlisted": spoiled("newest-unlisted", { times: 5 }),
  "stale-list": whileLive("stale-list"),
  hidden: async (team) => {
    const id = await team.podUp();
    team.twin.hide(id, 30 * second);
    await team.advance(2 * minute);
  },
  "crash-loop": async (team) => {
    const id = await team.podUp();
    for (const _ of [1, 2, 3]) {
      await team.twin.crashContainer(id);
      await team.advance(minute);
    }
  },
  unauthorized: spoiled("unauthorized", { on: createPod }),
  "insufficient-balance": spoiled("insufficient-balance"),
  "insufficient-balance-plain": spoiled("insufficient-balance-plain"),
  "not-found-plain": spoiledStop("not-found-plain"),
  blocked: spoiled("blocked"),
  forbidden: spoiled("forbidden", { times: 9 }),
  "deleted-outside": async (team) => {
    const id = await team.podUp();
    await ask(team, `DELETE /pods/${id}`);
    team.silence();
  },
  "balance-gone-on-network-volume": async (team) => {
    await upOnVolume(team);
    await team.twin.empty();
    team.silence();
  },
  "balance-gone": async (team) => {
    await team.podUp();
    await team.twin.empty();
    team.silence();
  },
  conflict: spoiledStop("conflict"),
  gone: spoiled("gone", { on: createPod }),
  "too-large": spoiled("too-large"),
  unprocessable: spoiled("unprocessable"),
  "rate-limited": spoiled("rate-limited", { on: createPod }),
  "server-error": spoiled("server-error", { on: createPod }),
  hung: spoiled("hung", { on: createPod }),
  truncated: spoiled("truncated", { on: createPod }),
  "answer-lost": spoiled("answer-lost"),
  ignored: spoiledStop("ignored"),
  "stop-ignored-for-long": async (team) => {
    team.plant("ignored", { times: 20 });
    team.plant("ignored", { on: "POST /graphql podStop", times: 20 });
    await team.podUp();
    await team.say("pod down");
  },
  "graphql-retired": async (team) => {
    team.plant("ignored");
    team.plant("gone", { on: "POST /graphql podStop" });
    await upAndDown(team);
  },
};

test("all troubles are played, and all faults of the twin are among them", () => {
  expect(Object.keys(plays).toSorted()).toEqual(Object.keys(troubles).toSorted());
  expect(Object.keys(troubles)).toEqual(expect.arrayContaining(Object.keys(FAULT_NAMES)));
});

test.each(Object.entries(troubles))(
  "%s: the channel reads what the table says",
  async (name, { reads, bills }) => {
    await using team = await createRunpodTeam({ deadlineMs: 300 });

    await plays[name]?.(team);

    await waitFor(team, reads);
    await team.advance(minute);
    expect(reads === "nothing" ? team.alarms() : []).toEqual([]);
    expect(team.twin.running()).toHaveLength(bills);
    expect(team.unmet()).toEqual([]);
  },
);

/** Waits until the channel reads so. @throws when it never does */
async function waitFor(team: RunpodTeam, reads: Reading): Promise<unknown> {
  if (reads === "nothing") return team.reads(/is live|summary of this run/);
  if ("failure" in reads) return team.reads(literal(reads.failure.userMessage));
  if ("words" in reads) return team.reads(literal(reads.words));
  // Where nothing fails the step is over by then.
  await team.advance(5 * second);
  await team.reads(literal(`now ${stepTitle(reads.step)}`));
  return team.reads(/is live/);
}

function literal(text: string): RegExp {
  return new RegExp(RegExp.escape(text), "u");
}

/** As somebody else with the account's key does. */
function ask({ twin }: RunpodTeam, route: string, body?: unknown): Promise<unknown> {
  return createAsk(twin.apiUrl)(route, body, { authorization: `Bearer ${apiKey}` });
}

/** A first bring-up meets it. */
function spoiled(name: string, planting?: Planting, commandLine = "pod up"): Play {
  return async (team) => {
    team.plant(name, planting);
    await team.say(commandLine);
  };
}

function spoiledCommunity(name: string, planting?: Planting): Play {
  return spoiled(name, planting, "pod up cloud:community");
}

/** A later start meets it. */
function spoiledStart(name: string, planting?: Planting): Play {
  return async (team) => {
    await upAndDown(team);
    team.plant(name, planting);
    await team.say("pod up");
  };
}

function spoiledStop(name: string): Play {
  return async (team) => {
    team.plant(name, { on: stopPod });
    await upAndDown(team);
  };
}

function whileLive(name: string): Play {
  return async (team) => {
    await team.podUp();
    team.plant(name);
    await team.advance(2 * minute);
  };
}

async function upAndDown(team: RunpodTeam): Promise<void> {
  await team.podUp();
  await team.say("pod down");
  await team.reads(/summary of this run/);
}

async function upOnVolume(team: RunpodTeam): Promise<void> {
  await team.confirm("volume create name:studies size:50 data-center:US-KS-2");
  await team.reads(/Network volume studies is there/);
  await team.say("pod up volume:studies");
  await team.reads(/is live/);
}
