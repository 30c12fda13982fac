import { describe, expect, it } from "vitest";
import type { Fault } from "../../twins/runpod/faults.ts";
import { makeRunpodBench, never, type RunpodBench } from "../bench.ts";

/** A list without anything on it, which says this of its pages. */
function page(pagination: unknown): Fault {
  const body = { pods: [], records: [], networkVolumes: [], pagination };
  return { name: "a page", source: "", play: () => ({ status: 200, body }) };
}

const lists = [
  ["GET /pods", ({ provider }: RunpodBench) => provider.pods.list(never)],
  ["GET /network-volumes", ({ provider }: RunpodBench) => provider.volumes?.list(never)],
  ["GET /billing/pods", ({ provider }: RunpodBench) => provider.billing?.charges(0, never)],
  ["GET /billing/network-volumes", ({ provider }: RunpodBench) => provider.billing?.charges(0, never)],
] as const;

describe("a list that says", () => {
  it.each([
    ["that it ends, whatever else it says", { nextCursor: "more", hasNextPage: false }],
    ["that nothing comes next", { nextCursor: null, hasNextPage: false }],
    ["no cursor", { nextCursor: null }],
    ["an empty cursor", { nextCursor: "" }],
    ["nothing", {}],
    ["null", null],
  ])("%s is whole", async (_what, pagination) => {
    await using bench = await makeRunpodBench();
    bench.twin.inject({ on: "GET /pods", fault: page(pagination) });

    expect(await bench.provider.pods.list(never)).toEqual([]);
    expect(bench.twin.count("GET /pods")).toBe(1);
  });

  it.each([
    ["that it goes on after a number", { nextCursor: 17, hasNextPage: true }],
    ["that it goes on, and not where", { nextCursor: null, hasNextPage: true }],
    ["that it goes on after nothing", { nextCursor: "", hasNextPage: true }],
    ["a cursor that can't be understood", { nextCursor: { after: "a" } }],
  ])("%s is unreadable, rather than cut short", async (_what, pagination) => {
    await using bench = await makeRunpodBench();
    bench.twin.inject({ on: "GET /pods", fault: page(pagination) });

    const listed = bench.provider.pods.list(never);

    await expect(listed).rejects.toMatchObject({ code: "runpod-unreadable", retryable: true });
  });

  it("that it goes on for ever is given up", async () => {
    await using bench = await makeRunpodBench();
    const fault = page({ nextCursor: "again", hasNextPage: true });
    bench.twin.inject({ on: "GET /pods", times: 200, fault });

    await expect(bench.provider.pods.list(never)).rejects.toMatchObject({ code: "runpod-unreadable" });
    expect(bench.twin.count("GET /pods")).toBe(100);
  });
});

describe("each page", () => {
  it.each(lists)("of %s is read", async (route, read) => {
    await using bench = await makeRunpodBench();
    bench.twin.inject({ on: route, fault: page({ nextCursor: "second" }) });
    bench.twin.inject({ on: route, fault: page({ nextCursor: "third" }) });
    bench.twin.inject({ on: route, fault: page({}) });

    await read(bench);

    expect(queriesOf(bench, route).map(({ cursor }) => cursor)).toEqual([undefined, "second", "third"]);
  });

  it.each(["GET /billing/pods", "GET /billing/network-volumes"])(
    "of %s is of the same time",
    async (route) => {
      await using bench = await makeRunpodBench();
      bench.twin.inject({ on: route, fault: page({ nextCursor: "second" }) });
      bench.twin.inject({ on: route, fault: page({ nextCursor: "third" }) });
      bench.twin.inject({ on: route, fault: page({}) });

      await bench.provider.billing?.charges(Date.UTC(2026, 5, 1), never);

      const asked = { startTime: "2026-06-01T00:00:00.000Z", bucketSize: "day" };
      expect(queriesOf(bench, route)).toEqual([
        asked,
        { ...asked, cursor: "second" },
        { ...asked, cursor: "third" },
      ]);
    },
  );
});

function queriesOf({ twin }: RunpodBench, route: string): readonly Readonly<Record<string, string>>[] {
  return twin.requests.filter((request) => request.route === route).map(({ query }) => query);
}
