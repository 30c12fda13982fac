import { expect, test } from "vitest";
import { runningPod, startTwin, WISH } from "./twin-client.ts";

const MINUTE_MS = 60_000;

test("an empty account terminates pods without a network volume, and stops those with one", async () => {
  await using bench = await startTwin();
  const { twin, ask } = bench;
  const volume = await ask("POST /network-volumes", { name: "kept", size: 10, dataCenter: "US-KS-2" });
  const network = [{ volumeId: String(volume.data["id"]), path: "/workspace" }];
  const onDisk = await runningPod(bench);
  const onNetwork = await runningPod(bench, { ...WISH, mounts: { network } });

  await twin.empty();
  const [lost, stopped] = [await ask(`GET /pods/${onDisk}`), await ask(`GET /pods/${onNetwork}`)];
  const next = await ask("POST /pods", WISH);

  expect([lost.status, stopped.data["status"], next.status]).toEqual([404, "EXITED", 402]);
  expect(twin.running()).toEqual([]);
  expect(twin.account.balanceUsd).toBe(0);
});

test("pods and volumes use the money up, each five minutes, until nothing is left", async () => {
  const clock = { nowMs: Date.UTC(2026, 9, 5), now: () => clock.nowMs, sleep: () => Promise.resolve() };
  await using bench = await startTwin({ clock, isCharging: true, balanceUsd: 1 });
  const { twin, ask } = bench;
  const id = await runningPod(bench);
  clock.nowMs += 4 * MINUTE_MS;
  await ask("GET /pods");
  const before = twin.account.balanceUsd;
  clock.nowMs += MINUTE_MS;
  await ask("GET /pods");
  const charged = before - twin.account.balanceUsd;
  await ask(`PATCH /pods/${id}`, { locked: true });
  clock.nowMs += 80 * MINUTE_MS;
  const stillThere = await ask(`GET /pods/${id}`);
  clock.nowMs += 5 * MINUTE_MS;
  const gone = await ask(`GET /pods/${id}`);

  expect(before).toBe(1);
  expect(charged).toBeCloseTo((0.69 + (70 * 0.1) / 730) / 12, 6);
  expect([stillThere.status, gone.status]).toEqual([200, 404]);
  expect(twin.running()).toEqual([]);
});
