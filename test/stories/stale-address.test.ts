import { expect, test } from "vitest";
import type { ListedPod, Machine } from "../../src/core/records/machine.ts";
import { shellFailures } from "../../src/core/words/shell.ts";
import {
  createSimulatedTeam,
  type SimulatedTeam,
  minute,
  second,
  textOf,
} from "../support/simulated-team.ts";
import { failAlways, answerAlways, beforeCall, answerBy } from "../support/trouble.ts";
import { tellPodsAs } from "../support/provider-trouble.ts";

/** Of the run before, and somebody else's by now. */
const stale = { host: "203.0.113.99", port: 4711 };

type Addresses = Partial<Pick<Machine, "shell" | "api">>;

/** Until it is called again, the provider tells these addresses of its pods; counts how often it is asked for one pod. */
function tell({ app }: SimulatedTeam): { addresses: Addresses; looks: number } {
  const told: { addresses: Addresses; looks: number } = { addresses: {}, looks: 0 };
  const twist = (pod: ListedPod): ListedPod =>
    pod.machine === undefined ? pod : { ...pod, machine: { ...pod.machine, ...told.addresses } };
  tellPodsAs(app.provider, twist);
  beforeCall(app.provider.pods, "get", () => {
    told.looks += 1;
  });
  return told;
}

/** At the stale address an sshd answers whose host key is not the pod's. */
function meetStranger({ app }: SimulatedTeam): void {
  beforeCall(app.provider.shell, "run", (machine) => {
    if (machine.shell.port === stale.port) throw shellFailures.hostKeyChanged();
  });
}

/** Where MONAI Label is asked whether it answers; at the stale port nobody of the team's does. */
function watchAsked({ app }: SimulatedTeam): readonly string[] {
  const asked: string[] = [];
  answerBy(app.labelServer, "answers", (answers) => async (server, signal) => {
    asked.push(server.url);
    return !server.url.includes(String(stale.port)) && answers(server, signal);
  });
  return asked;
}

test("a stranger at the address of the run before is waited out until the provider names the present one", async () => {
  await using team = await createSimulatedTeam();
  const told = tell(team);
  meetStranger(team);
  told.addresses = { shell: stale };

  await team.say("pod up");
  await team.advance(5 * minute);
  const [waiting] = await team.pods();
  told.addresses = {};
  await team.advance(2 * minute);

  expect(waiting).toMatchObject({
    phase: "starting",
    run: { step: { name: "shell" }, machine: { shell: stale } },
  });
  const [pod] = await team.pods();
  expect(pod?.phase).toBe("live");
  expect(pod?.run.machine?.shell).not.toEqual(stale);
});

test("a stranger who answers all the while ends the bring-up with a sentence, and the pod goes with its empty disk", async () => {
  await using team = await createSimulatedTeam();
  const told = tell(team);
  meetStranger(team);
  told.addresses = { shell: stale };

  await team.say("pod up");
  await team.advance(12 * minute);

  expect((await team.pods())[0]).toMatchObject({
    phase: "gone",
    run: { failure: { code: "stranger-answers" } },
  });
  expect(textOf(team.card("did not come up"))).toContain("Another machine answered at the pod's address");
  expect(team.app.provider.listed()).toEqual([]);
});

test("a port of the run before is given up for the present one once the provider names it, and never told", async () => {
  await using team = await createSimulatedTeam();
  const told = tell(team);
  const asked = watchAsked(team);
  told.addresses = { api: stale };

  await team.say("pod up");
  await team.advance(90 * second);
  const [waiting] = await team.pods();
  told.addresses = {};
  await team.advance(10 * second);

  expect(waiting).toMatchObject({ phase: "starting", run: { step: { name: "outside" } } });
  const [pod] = await team.pods();
  expect(pod?.phase).toBe("live");
  expect(asked.at(0)).toContain(String(stale.port));
  expect(asked.at(-1)).toContain(String(pod?.run.machine?.api.port));
  expect(team.cards("MONAI Label answers").map(team.read).join()).not.toContain(String(stale.port));
});

test("a port that is the present one by the first look is asked once before the provider is asked again", async () => {
  await using team = await createSimulatedTeam();
  const told = tell(team);
  const asked = watchAsked(team);
  told.addresses = { api: stale };
  beforeCall(team.app.labelServer, "answers", () => {
    told.addresses = {};
  });

  await team.say("pod up");
  await team.advance(2 * minute);

  expect((await team.pods())[0]?.phase).toBe("live");
  expect(asked.filter((url) => url.includes(String(stale.port)))).toHaveLength(1);
});

test("while nothing answers from outside the provider is asked for the address once in two seconds at most", async () => {
  await using team = await createSimulatedTeam();
  const told = tell(team);
  answerAlways(team.app.labelServer, "answers", false);
  await team.say("pod up");
  await team.advance(90 * second);
  const before = told.looks;

  await team.advance(minute);

  expect((await team.pods())[0]).toMatchObject({ phase: "starting", run: { step: { name: "outside" } } });
  expect(told.looks - before).toBeGreaterThan(10);
  expect(told.looks - before).toBeLessThanOrEqual(30);
});

test("a provider that can't be asked for the address again does not end a bring-up", async () => {
  await using team = await createSimulatedTeam();
  const { pods } = team.app.provider;
  let isUp = false;
  answerBy(team.app.labelServer, "answers", (answers) => async (server, signal) => {
    failAlways(pods, "get", shellFailures.notRunning());
    return isUp && answers(server, signal);
  });

  await team.say("pod up");
  await team.advance(2 * minute);
  isUp = true;
  await team.advance(10 * second);

  expect((await team.pods())[0]?.phase).toBe("live");
});

test("a live pod whose port has changed is looked at again, and a new message has the new address", async () => {
  await using team = await createSimulatedTeam();
  const before = await team.podUp();
  const told = tell(team);

  told.addresses = { api: { host: before.run.machine?.api.host ?? "", port: 40_001 } };
  await team.advance(2 * minute);

  const [pod] = await team.pods();
  expect(pod).toMatchObject({ phase: "live", run: { number: 1, machine: { api: { port: 40_001 } } } });
  expect(pod?.run.machine?.startId).toBe(before.run.machine?.startId);
  expect(team.read(team.card("MONAI Label answers"))).toContain(":40001/");
  expect(team.cards("out-of-date address")).toHaveLength(1);
});
