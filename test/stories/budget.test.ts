import { expect, test } from "vitest";
import { dieBeforeCard } from "../support/crash.ts";
import { createSimulatedTeam, hour, type SimulatedTeam, minute, textOf } from "../support/simulated-team.ts";
import { skipTime } from "../support/skip-time.ts";
import { sellOutAll } from "../support/provider-trouble.ts";

const day = 24 * hour;
const long = { idleMs: 5_000 * hour, hardLimitMs: 5_000 * hour };
const admin = { isAdmin: true };

/** Lets the team spend so much in the ledger, as if by a run on this very day. */
async function spend(team: SimulatedTeam, usd: number): Promise<void> {
  const fromMs = team.clock.now() - hour;
  await team.app.store.ledger.create("main", `spent-${fromMs}-${usd}`, {
    podId: "earlier",
    run: 1,
    kind: "up",
    provider: "memory",
    providerPodId: "earlier",
    person: { platform: "web", id: "ada", name: "Ada" },
    fromMs,
    toMs: fromMs + hour,
    machineUsdPerHour: usd,
    diskUsdPerHour: 0,
  });
}

async function atNoon(settings: Parameters<typeof createSimulatedTeam>[0] = {}): Promise<SimulatedTeam> {
  const team = await createSimulatedTeam({ ...long, ...settings });
  await skipTime(team, 12 * hour);
  return team;
}

function told(team: SimulatedTeam): readonly string[] {
  return team.cards("month's budget").map(({ title }) => title);
}

test("the budget is told of at 50, 80 and 100 %, each once", async () => {
  await using team = await atNoon({ budgetUsd: 100 });

  for (const usd of [49, 1, 29, 1, 19, 1, 50]) {
    await spend(team, usd);
    await team.advance(10 * minute);
  }

  expect(told(team)).toEqual([
    "50 % of the month's budget is used",
    "80 % of the month's budget is used",
    "The month's budget is used up",
  ]);
  expect(textOf(team.card("used up"))).toContain("$100.00 of $100.00 is spent.");
});

test("a jump over two steps tells the highest one alone", async () => {
  await using team = await atNoon({ budgetUsd: 100 });

  await spend(team, 85);
  await team.advance(10 * minute);

  expect(told(team)).toEqual(["80 % of the month's budget is used"]);
});

test("a step is told once although the bot dies before it, or right after it", async () => {
  await using team = await atNoon({ budgetUsd: 100 });
  dieBeforeCard(team.chat, ({ title }) => title.includes("budget"));
  await spend(team, 60);
  await team.advance(6 * minute);
  const before = told(team);
  await team.app.killAndRestart();
  await team.advance(10 * minute);
  await team.app.killAndRestart();
  await team.advance(10 * minute);

  expect(before).toEqual([]);
  expect(told(team)).toEqual(["50 % of the month's budget is used"]);
});

test("the next month's steps are told anew", async () => {
  await using team = await atNoon({ budgetUsd: 100 });
  await spend(team, 60);
  await team.advance(10 * minute);

  await skipTime(team, 31 * day);
  await spend(team, 60);
  await team.advance(10 * minute);

  expect(told(team)).toHaveLength(2);
});

test("with another budget its steps are told anew", async () => {
  await using team = await atNoon({ budgetUsd: 100 });
  await spend(team, 60);
  await team.advance(10 * minute);

  await team.say("settings budget:75", admin);
  await team.advance(10 * minute);

  expect(told(team)).toEqual(["50 % of the month's budget is used", "80 % of the month's budget is used"]);
});

test("/settings budget is for admins, is shown, and 0 takes it back", async () => {
  await using team = await createSimulatedTeam({ budgetUsd: 50 });

  const refused = await team.say("settings set budget:200");
  const set = await team.say("settings set budget:200", admin);
  const none = await team.say("settings budget:0", admin);

  expect(textOf(refused.card)).toContain("Only an admin may go beyond the budget or change it");
  expect(textOf(set.card)).toContain("Budget of a month (budget): $200.00");
  expect(textOf(none.card)).toContain("Budget of a month (budget): none");
});

test("a start beyond the budget is refused with a sentence, and rents nothing", async () => {
  await using team = await atNoon({ budgetUsd: 100 });
  await spend(team, 100);

  const reply = await team.say("pod up");
  await team.advance(5 * minute);

  expect(reply.card.outcome).toBe("failed");
  expect(textOf(reply.card)).toContain(
    "The team has spent $100.00 of its $100.00 for this month: ask an admin",
  );
  expect([await team.pods(), team.app.provider.listed()]).toEqual([[], []]);
});

test("a start of a stopped pod is refused as well, and the pod stays as it is", async () => {
  await using team = await atNoon({ budgetUsd: 100 });
  await team.podUp();
  await team.say("pod down");
  await team.advance(minute);
  await spend(team, 100);

  const reply = await team.say("pod up");
  await team.advance(5 * minute);

  expect(reply.card.outcome).toBe("failed");
  expect((await team.pods()).map(({ phase }) => phase)).toEqual(["stopped"]);
});

test("an admin can let a pod start beyond the budget, and nobody else", async () => {
  await using team = await atNoon({ budgetUsd: 100 });
  await spend(team, 100);

  const refused = await team.say("pod up beyond-budget:yes");
  const taken = await team.say("pod up beyond-budget:yes", admin);
  await team.advance(3 * minute);

  expect(textOf(refused.card)).toContain("Only an admin may go beyond the budget");
  expect(taken.card.outcome).toBe("open");
  expect((await team.pods())[0]?.phase).toBe("live");
});

test("the buttons for what could be had instead repeat an admin's word on the budget", async () => {
  await using team = await atNoon({ budgetUsd: 100 });
  await spend(team, 100);
  await team.say("pod up beyond-budget:yes max-price:0.1", admin);
  await team.advance(minute);
  const failed = team.card("summary of this run");

  const refused = await team.press(failed, "RTX A5000");
  const taken = await team.press(failed, "RTX A5000", admin);

  expect(textOf(refused.card)).toContain("Only an admin may go beyond the budget");
  expect(taken.card.outcome).toBe("open");
});

test("the buttons after a refused start repeat it as well", async () => {
  await using team = await atNoon({ budgetUsd: 100 });
  await team.podUp();
  await team.say("pod down");
  await team.advance(minute);
  await spend(team, 100);
  team.app.provider.fillHosts(team.clock.now() + hour);
  await team.say("pod up beyond-budget:yes", admin);
  await team.advance(minute);

  const lines = team.card("summary of this run")?.actions?.map(({ commandLine }) => commandLine);

  expect(lines).toEqual(["pod up wait:2h beyond-budget:yes", "pod up fresh:yes beyond-budget:yes"]);
});

test("what an admin let start does not start again beyond the budget by anybody", async () => {
  await using team = await atNoon({ budgetUsd: 100 });
  await spend(team, 100);
  await team.say("pod up beyond-budget:yes", admin);
  await team.advance(3 * minute);
  await team.say("pod down");
  await team.advance(minute);

  const reply = await team.say("pod up");

  expect(reply.card.outcome).toBe("failed");
});

test("a pod that is up goes on beyond the budget", async () => {
  await using team = await atNoon({ budgetUsd: 100 });
  await team.podUp();

  await spend(team, 120);
  await team.advance(hour);

  expect((await team.pods())[0]?.phase).toBe("live");
});

test("a pod that waits for a GPU is not rented when the budget was used up meanwhile", async () => {
  await using team = await atNoon({ budgetUsd: 100 });
  const { pods } = team.app.provider;
  const restock = sellOutAll(team.app.provider);
  await team.say("pod up wait:2h");
  await team.advance(10 * minute);
  await spend(team, 100);
  restock();

  await team.advance(10 * minute);

  expect(await pods.list(new AbortController().signal)).toEqual([]);
  const [pod] = await team.pods();
  expect(pod?.run.failure?.code).toBe("beyond-budget");
  expect(textOf(team.card("did not come up"))).toContain("The team has spent $100.00 of its $100.00");
});

test("a stopped pod that waits for its host is not started when the budget was used up meanwhile", async () => {
  await using team = await atNoon({ budgetUsd: 100 });
  await team.podUp();
  await team.say("pod down");
  await team.advance(minute);
  team.app.provider.fillHosts(team.clock.now() + 20 * minute);
  await team.say("pod up wait:2h");
  await team.advance(10 * minute);
  await spend(team, 100);

  await team.advance(20 * minute);

  expect((await team.pods())[0]).toMatchObject({
    phase: "stopped",
    run: { failure: { code: "beyond-budget" } },
  });
  expect(team.app.provider.listed().map(({ status }) => status)).toEqual(["stopped"]);
});
