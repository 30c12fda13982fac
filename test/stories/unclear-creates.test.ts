import { expect, test } from "vitest";
import { UnknownCreateError, UserFacingError } from "../../src/core/common/errors.ts";
import { createSimulatedTeam, minute, second, textOf } from "../support/simulated-team.ts";
import { other, sellOutBut } from "./given-back-bench.ts";
import { beforeCall, answerBy } from "../support/trouble.ts";
import { ignoreRemovals } from "../support/provider-trouble.ts";

test("a card does not say that nothing is billed while a lost create call may have made a machine", async () => {
  await using team = await createSimulatedTeam();
  const lost = new UnknownCreateError("runpod-create-unknown", "The answer was lost.", { retryable: true });
  sellOutBut(team, "none");
  await team.say("pod up wait:2h");
  await team.advance(minute);
  const before = textOf(team.card("is coming up"));
  team.app.provider.failNext("create", lost);
  sellOutBut(team, "L4");

  await team.advance(80 * second);

  expect(before).toContain("Nothing is billed meanwhile.");
  expect((await team.pods())[0]?.uncertainSinceMs).toBeDefined();
  expect(textOf(team.card("is coming up"))).not.toMatch(/billed|No GPU that fits/);
});

test("a create call that was refused leaves nothing to look for: the place is free at once", async () => {
  await using team = await createSimulatedTeam();
  team.app.provider.failNext(
    "create",
    new UserFacingError("runpod-no-money", "There is too little credit: add some."),
  );

  await team.say("pod up");
  await team.advance(5 * second);
  const phase = (await team.pods())[0]?.phase;
  await team.say("pod up");
  await team.advance(3 * minute);

  expect(phase).toBe("gone");
  expect((await team.pods()).map((pod) => pod.phase)).toEqual(["gone", "live"]);
});

test("a create call whose failure may pass, or is none that is known, is looked for by its name", async () => {
  await using team = await createSimulatedTeam();
  const { provider } = team.app;
  provider.failNext(
    "create",
    new UserFacingError("runpod-rate-limited", "Busy: it tries again.", { retryable: true }),
    "after",
  );

  await team.say("pod up");
  await team.advance(3 * minute);

  expect((await team.pods())[0]).toMatchObject({ phase: "live", providerPodId: "memory-1" });
  expect(provider.listed()).toHaveLength(1);
});

test("a machine that one answer lacks and the list has is not forgotten", async () => {
  await using team = await createSimulatedTeam();
  const { pods, twist } = team.app.provider;
  twist(other);
  const heed = ignoreRemovals(team.app.provider);
  const removed: string[] = [];
  beforeCall(pods, "remove", (id) => removed.push(id));
  answerBy(pods, "get", (get) => async (id, signal) => (removed.includes(id) ? undefined : get(id, signal)));

  await team.say("pod up");
  await team.advance(90 * second);
  const meanwhile = (await team.pods())[0];
  heed();
  await team.advance(4 * minute);

  expect(removed).toContain("memory-1");
  expect(meanwhile).toMatchObject({ providerPodId: "memory-1", run: { givenUp: { outcome: "other-gpu" } } });
  expect((await team.pods())[0]).toMatchObject({ phase: "live", providerPodId: "memory-2" });
});
