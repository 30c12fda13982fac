import { describe, expect, test } from "vitest";
import { NoCapacityError, UnknownCreateError, UnreachableError } from "../../src/core/common/errors.ts";
import { createSimulatedClock } from "../../src/simulated/clock.ts";
import { podSpec } from "../support/pod-spec.ts";
import { createSimulatedProvider, simulatedOffers } from "../../src/simulated/provider.ts";

const never = new AbortController().signal;
const [offer] = simulatedOffers;
if (offer === undefined) throw new Error("The twin sells something");
const spec = podSpec("labelpod-test-1", offer);

describe("a pod in memory", () => {
  test("comes up, stops and starts again as time passes", async () => {
    const clock = createSimulatedClock();
    const { pods } = createSimulatedProvider({ clock, startMs: 1000, stopMs: 500 });
    const statuses: (string | undefined)[] = [];
    const { providerPodId } = await pods.create(spec, never);
    const look = async (): Promise<void> =>
      void statuses.push((await pods.get(providerPodId, never))?.status);

    await look();
    await clock.advance(1000);
    await look();
    const first = await pods.get(providerPodId, never);
    await pods.stop(providerPodId, never);
    await look();
    await clock.advance(500);
    await look();
    await pods.start(providerPodId, never);
    await look();
    await clock.advance(1000);
    await look();
    const second = await pods.get(providerPodId, never);
    await pods.remove(providerPodId, never);
    await look();

    expect(statuses).toEqual([
      "provisioning",
      "running",
      "running",
      "stopped",
      "provisioning",
      "running",
      undefined,
    ]);
    expect(second?.machine?.startId).not.toBe(first?.machine?.startId);
  });

  test("failNext() fails before the work or after it, once", async () => {
    const provider = createSimulatedProvider({ clock: createSimulatedClock() });
    provider.failNext("create", new NoCapacityError("no-capacity", "None is free: try later."));
    provider.failNext(
      "create",
      new UnknownCreateError("runpod-create-unknown", "The answer was lost: look."),
      "after",
    );

    await expect(provider.pods.create(spec, never)).rejects.toThrow(NoCapacityError);
    expect(provider.listed()).toEqual([]);
    await expect(provider.pods.create(spec, never)).rejects.toThrow(UnknownCreateError);
    expect(provider.listed()).toHaveLength(1);
    await expect(provider.pods.list(never)).resolves.toHaveLength(1);
  });

  test("is not made of what isn't free", async () => {
    const offers = [{ ...offer, availability: "none" as const }];
    const { pods } = createSimulatedProvider({ clock: createSimulatedClock(), offers });
    await expect(pods.create(spec, never)).rejects.toThrow(NoCapacityError);
  });
});

describe("a machine in memory", () => {
  test("keeps its files over a stop and is unreachable by its earlier address", async () => {
    const clock = createSimulatedClock();
    const { pods, shell } = createSimulatedProvider({ clock, startMs: 10, stopMs: 10 });
    const { providerPodId } = await pods.create(spec, never);
    await clock.advance(10);
    const before = (await pods.get(providerPodId, never))?.machine;
    if (before === undefined) throw new Error("It runs");
    await shell.upload(before, [{ path: "/workspace/note", content: "kept", mode: 0o600 }], never);
    await pods.stop(providerPodId, never);
    await clock.advance(10);
    await pods.start(providerPodId, never);
    await clock.advance(10);
    const after = (await pods.get(providerPodId, never))?.machine;
    if (after === undefined) throw new Error("It runs again");

    const command = { argv: ["cat", "/workspace/note"], timeoutMs: 1000 };
    expect(await shell.run(after, command, never)).toEqual({ exitCode: 0, stdout: "kept" });
    await expect(shell.run(before, command, never)).rejects.toThrow(UnreachableError);
  });

  test("ends a command whose time is over", async () => {
    const clock = createSimulatedClock();
    const { pods, shell } = createSimulatedProvider({ clock, startMs: 0 });
    const { machine } = await pods.create(spec, never);
    if (machine === undefined) throw new Error("It runs at once");
    const run = shell.run(machine, { argv: ["sleep", "60"], timeoutMs: 1000 }, never);
    const [outcome] = await Promise.allSettled([run, clock.advance(1000)]);
    expect(outcome).toMatchObject({ reason: expect.any(UnreachableError) });
  });
});
