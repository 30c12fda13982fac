import { expect, test } from "vitest";
import { handClock } from "./hand-clock.ts";
import * as faults from "./faults.ts";
import { runningPod, startTwin, WISH } from "./twin-client.ts";

test("a container that crashes starts anew by other ports and host keys, and its pod is the same run", async () => {
  const clock = handClock();
  await using bench = await startTwin({ clock });
  const { twin, ask } = bench;
  const id = await runningPod(bench);
  const machine = twin.machine(id);
  clock.nowMs += 60_000;
  const before = await ask(`GET /pods/${id}`);

  await twin.crashContainer(id);
  const after = await ask(`GET /pods/${id}`);
  clock.nowMs += 5_000;
  const later = await ask(`GET /pods/${id}`);

  expect([before, after, later].map(({ data }) => data["status"])).toEqual(["RUNNING", "RUNNING", "RUNNING"]);
  expect([before, after, later].map(({ data }) => uptimeOf(data))).toEqual([60, 0, 5]);
  expect(after.data["startedAt"]).toBe(before.data["startedAt"]);
  expect(twin.machine(id)?.hostKeyFingerprints).not.toEqual(machine?.hostKeyFingerprints);
  expect(twin.machine(id)?.address.ports).not.toEqual(machine?.address.ports);
  expect(twin.billing()).toMatchObject([{ intervals: [{ fromMs: expect.any(Number) }] }]);
});

test("one that crashes for ever bills, and is never up", async () => {
  const clock = handClock();
  await using bench = await startTwin({ clock });
  const { twin, ask } = bench;
  const id = await runningPod(bench);

  await twin.crashContainer(id, "for ever");
  clock.nowMs += 3_600_000;
  const { data } = await ask(`GET /pods/${id}`);
  const billedWhileCrashing = twin.running();
  await ask(`POST /pods/${id}/action`, { action: "stop" });
  await ask(`POST /pods/${id}/action`, { action: "start" });
  await twin.advance(id);

  expect(data).toMatchObject({ status: "RUNNING", ssh: { direct: null } });
  expect(uptimeOf(data)).toBe(0);
  expect(billedWhileCrashing).toEqual([id]);
  expect(twin.machine(id)).toBeDefined();
});

test("only a container that runs can crash", async () => {
  await using bench = await startTwin({ start: "by-hand" });
  const { data } = await bench.ask("POST /pods", WISH);

  await expect(bench.twin.crashContainer(String(data["id"]))).rejects.toThrow("runs");
});

test("a hidden pod is missing from list and get for a while, and can be stopped all the same", async () => {
  const clock = handClock();
  await using bench = await startTwin({ clock });
  const { twin, ask } = bench;
  const id = await runningPod(bench);
  twin.hide(id, 30_000);

  const hidden = [await ask(`GET /pods/${id}`), await ask("GET /pods")];
  const stop = await ask(`POST /pods/${id}/action`, { action: "stop" });
  clock.nowMs += 30_000;
  const shown = [await ask(`GET /pods/${id}`), await ask("GET /pods")];

  expect([hidden[0]?.status, hidden[1]?.data["pods"]]).toEqual([404, []]);
  expect(stop.status).toBe(200);
  expect([shown[0]?.status, shown[1]?.data["pods"]]).toMatchObject([200, [{ id, status: "EXITED" }]]);
});

test("a stale list is the list of then", async () => {
  const clock = handClock();
  await using bench = await startTwin({ clock });
  const { twin, ask } = bench;
  const first = await runningPod(bench);
  clock.nowMs += 20_000;
  await ask(`POST /pods/${first}/action`, { action: "stop" });
  const second = await runningPod(bench);
  for (const agoS of [10, 60]) twin.inject({ on: "GET /pods", fault: faults.staleList(agoS) });

  const stale = await ask("GET /pods");
  const older = await ask("GET /pods");
  const fresh = await ask("GET /pods");

  expect(stale.data["pods"]).toMatchObject([{ id: first, status: "RUNNING", runtime: { uptime: 10 } }]);
  expect(older.data["pods"]).toEqual([]);
  expect(fresh.data["pods"]).toMatchObject([{ id: first, status: "EXITED" }, { id: second }]);
});

function uptimeOf(data: Record<string, unknown>): unknown {
  const { runtime } = data;
  return typeof runtime === "object" && runtime !== null && "uptime" in runtime ? runtime.uptime : undefined;
}
