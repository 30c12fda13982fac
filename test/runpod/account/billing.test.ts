import { describe, expect, it } from "vitest";
import type { Billing } from "../../../src/core/ports/account.ts";
import { testBilling } from "../../contracts/billing.ts";
import * as faults from "../../twins/runpod/faults.ts";
import { handClock } from "../../twins/runpod/hand-clock.ts";
import { makeRunpodBench, never, spec, type RunpodBench } from "../bench.ts";

testBilling("runpod", async () => {
  const clock = handClock();
  const bench = await makeRunpodBench({ clock });
  const { pods, market, billing, volumes, storagePrices } = bench.provider;
  if (billing === undefined || volumes === undefined || storagePrices === undefined)
    throw new Error("RunPod charges");
  return {
    provider: { pods, market, billing, volumes, storagePrices },
    spec,
    place: "US-KS-2",
    now: () => clock.now(),
    async pass(ms) {
      clock.nowMs += ms;
    },
    settle: () => Promise.resolve(),
    setBalance(usd) {
      if (usd === undefined) bench.twin.inject({ on: "POST /graphql", times: 9, fault: faults.gone() });
      else bench.twin.account.balanceUsd = usd;
    },
    [Symbol.asyncDispose]: () => bench[Symbol.asyncDispose](),
  };
});

const day = { fromMs: Date.UTC(2026, 5, 1), toMs: Date.UTC(2026, 5, 2) };
/** The example of RunPod's contract. */
const record = {
  startTime: "2026-06-01T00:00:00Z",
  endTime: "2026-06-02T00:00:00Z",
  podId: "a",
  totalAmount: 12.34,
  gpuAmount: 11.1,
  cpuAmount: 0,
  diskAmount: 1.24,
};

describe("balance()", () => {
  it("asks GraphQL no more once that is retired", async () => {
    await using bench = await makeRunpodBench();
    bench.twin.inject({ on: "POST /graphql", fault: faults.gone() });

    const told = [await billingOf(bench).balance(never), await billingOf(bench).balance(never)];

    expect(told).toEqual([undefined, undefined]);
    expect(bench.twin.count("POST /graphql")).toBe(1);
  });

  it("is not told to a key that may not ask GraphQL", async () => {
    await using bench = await makeRunpodBench();
    bench.twin.inject({ on: "POST /graphql", fault: faults.forbidden() });

    expect(await billingOf(bench).balance(never)).toBeUndefined();
  });

  it("adds up what its pods cost where what is spent is not told", async () => {
    await using bench = await makeRunpodBench();
    await bench.up();
    const stopped = await bench.up({ ...spec, name: "labelpod-test01-down" });
    await bench.provider.pods.stop(stopped.providerPodId, never);
    bench.twin.account.withoutFields = ["currentSpendPerHr"];

    const balance = await billingOf(bench).balance(never);

    expect(balance).toEqual({ usd: 25, usdPerHour: 0.69 });
    expect(bench.twin.count("POST /graphql")).toBe(2);
  });

  it.each([
    { fault: faults.unauthorized(), code: "runpod-bad-key" },
    { fault: faults.serverError(502), code: "runpod-broken" },
    { fault: faults.truncated(), code: "runpod-unreadable" },
    { fault: faults.answerLost(), code: "runpod-unreachable" },
    { fault: faults.rateLimited(60), code: "runpod-rate-limited" },
  ])("$fault.name is $code, not a balance that nobody tells", async ({ fault, code }) => {
    await using bench = await makeRunpodBench();
    bench.twin.inject({ on: "POST /graphql", times: 3, fault });

    await expect(billingOf(bench).balance(never)).rejects.toMatchObject({ code });
  });
});

describe("charges()", () => {
  it.each(["GET /billing/pods", "GET /billing/network-volumes"])(
    "of a failure of %s are none at all, rather than too low",
    async (route) => {
      await using bench = await makeRunpodBench();
      await bench.up();
      bench.twin.inject({ on: route, times: 3, fault: faults.serverError(500) });

      await expect(billingOf(bench).charges(0, never)).rejects.toMatchObject({ code: "runpod-broken" });
    },
  );

  it.each([
    { fault: faults.unauthorized(), code: "runpod-bad-key" },
    { fault: faults.forbidden(), code: "runpod-key-forbidden" },
    { fault: faults.gone(), code: "runpod-retired" },
    { fault: faults.rateLimited(3600), code: "runpod-rate-limited" },
    { fault: faults.truncated(), code: "runpod-unreadable" },
    { fault: faults.answerLost(), code: "runpod-unreachable" },
  ])("$fault.name is $code", async ({ fault, code }) => {
    await using bench = await makeRunpodBench();
    bench.twin.inject({ on: "GET /billing/pods", times: 3, fault });

    await expect(billingOf(bench).charges(Date.now() - 86_400_000, never)).rejects.toMatchObject({ code });
  });

  it("of a key that may read them for pods alone are those of pods", async () => {
    await using bench = await makeRunpodBench();
    bench.twin.inject({ on: "GET /billing/pods", fault: answering({ records: [record] }) });
    bench.twin.inject({ on: "GET /billing/network-volumes", fault: faults.forbidden() });

    expect(await billingOf(bench).charges(0, never)).toMatchObject([{ usd: 12.34 }]);
  });

  it("follows pages where there are any, and minds no field that it does not know", async () => {
    await using bench = await makeRunpodBench();
    const pagination = { nextCursor: "more", hasNextPage: true };
    const known = { ...record, taxAmount: 0.1, currency: "USD" };
    bench.twin.inject({ on: "GET /billing/pods", fault: answering({ records: [known], pagination }) });
    bench.twin.inject({
      on: "GET /billing/pods",
      fault: answering({ records: [{ ...record, podId: "b" }], metadata: { totals: {} } }),
    });

    const charges = await billingOf(bench).charges(0, never);

    expect(charges).toEqual([
      { of: { providerPodId: "a" }, ...day, usd: 12.34, diskUsd: 1.24 },
      { of: { providerPodId: "b" }, ...day, usd: 12.34, diskUsd: 1.24 },
    ]);
    expect(bench.twin.count("GET /billing/pods")).toBe(2);
  });

  it.each([
    ["as text", { ...record, totalAmount: "12.34" }],
    ["missing", { ...record, totalAmount: undefined }],
    ["of nobody", { ...record, podId: "" }],
    ["of no day", { ...record, startTime: "yesterday" }],
    ["without its disk", { ...record, diskAmount: null }],
  ])("money that is %s makes all of it unreadable, rather than too low", async (_how, broken) => {
    await using bench = await makeRunpodBench();
    const fault = answering({ records: [record, broken] });
    bench.twin.inject({ on: "GET /billing/pods", times: 3, fault });

    await expect(billingOf(bench).charges(0, never)).rejects.toMatchObject({ code: "runpod-unreadable" });
  });

  it("an answer that never comes is given up", async () => {
    await using bench = await makeRunpodBench({ deadlineMs: 100 });
    bench.twin.inject({ on: "GET /billing/pods", times: 3, fault: faults.hung() });

    await expect(billingOf(bench).charges(Date.now(), never)).rejects.toMatchObject({
      code: "runpod-unreachable",
    });
  });
});

function answering(body: unknown): faults.Fault {
  return { name: "another answer", source: "", play: () => ({ status: 200, body }) };
}

function billingOf({ provider }: RunpodBench): Billing {
  if (provider.billing === undefined) throw new Error("RunPod charges");
  return provider.billing;
}
