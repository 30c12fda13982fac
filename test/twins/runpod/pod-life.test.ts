import { once } from "node:events";
import { connect } from "node:net";
import { expect, test } from "vitest";
import { handClock } from "./hand-clock.ts";
import { runningPod, startTwin, WISH } from "./twin-client.ts";

test("a pod goes from provisioning to running where that is told, and has an address only then", async () => {
  await using bench = await startTwin({ start: "by-hand", isToldInTurn: true });
  const { twin, ask } = bench;

  const created = await ask("POST /pods", WISH);
  const id = String(created.data["id"]);
  await twin.advance(id);
  const starting = await ask(`GET /pods/${id}`);
  await twin.advance(id);
  const running = await ask(`GET /pods/${id}`);

  expect(created.status).toBe(201);
  expect(created.data).toMatchObject({
    status: "PROVISIONING",
    runtime: null,
    ssh: { direct: null },
    cost: 0.69,
  });
  expect(starting.data).toMatchObject({ status: "STARTING", runtime: null });
  expect(running.data).toMatchObject({ status: "RUNNING", ssh: { direct: { username: "root" } } });
  expect(running.data["runtime"]).toHaveProperty("ports", [
    { private: 19_123, public: 60_123, type: "http", ip: "100.65.0.11" },
    { private: 22, public: twin.machine(id)?.address.ports[22], type: "tcp", ip: "127.0.0.1" },
    { private: 8000, public: twin.machine(id)?.address.ports[8000], type: "tcp", ip: "127.0.0.1" },
  ]);
});

test("a pod is called running from its create on, while its image is pulled", async () => {
  await using bench = await startTwin({ start: "by-hand", clock: handClock() });
  const { twin, ask } = bench;

  const created = await ask("POST /pods", WISH);
  const id = String(created.data["id"]);
  await twin.advance(id);
  const pulling = await ask(`GET /pods/${id}`);
  await twin.advance(id);
  const up = await ask(`GET /pods/${id}`);

  for (const { data } of [created, pulling])
    expect(data).toMatchObject({
      status: "RUNNING",
      actions: ["stop", "restart", "terminate"],
      runtime: null,
      ssh: { proxy: { username: expect.any(String) }, direct: null },
    });
  expect(up.data).toMatchObject({ status: "RUNNING", runtime: { uptime: 0 }, ssh: { direct: {} } });
  const [started, made] = [up.data["startedAt"], up.data["createdAt"]].map((at) => Date.parse(String(at)));
  expect(Number(made) - Number(started)).toBe(6);
});

test("a stop keeps the pod at a cost that is told and not charged, and closes its ports; a start gives new ports and host keys", async () => {
  await using bench = await startTwin();
  const { twin, ask } = bench;
  const id = await runningPod(bench);
  const before = twin.machine(id);

  const stopped = await ask(`POST /pods/${id}/action`, { action: "stop" });
  const billedWhileStopped = twin.running();
  const reachable = await canConnect(before?.address.ports[8000]);
  await ask(`POST /pods/${id}/action`, { action: "start" });
  await twin.advance(id);
  const after = twin.machine(id);

  expect(stopped.data).toMatchObject({
    status: "EXITED",
    cost: 0.69,
    ssh: { proxy: { host: "ssh.runpod.io" }, direct: null },
    runtime: null,
    actions: ["start", "terminate"],
  });
  expect(billedWhileStopped).toEqual([]);
  expect(reachable).toBe(false);
  expect(await canConnect(after?.address.ports[8000])).toBe(true);
  expect(after?.hostKeyFingerprints).not.toEqual(before?.hostKeyFingerprints);
  expect(twin.billing()).toMatchObject([{ podId: id, intervals: [{ toMs: expect.any(Number) }, {}] }]);
  expect(twin.running()).toEqual([id]);
});

test("an action that the status doesn't allow is a 409, an unknown one a 422, an unknown pod a 404", async () => {
  await using bench = await startTwin();
  const { twin, ask } = bench;
  const id = await runningPod(bench);

  const start = await ask(`POST /pods/${id}/action`, { action: "start" });
  const reset = await ask(`POST /pods/${id}/action`, { action: "reset" });
  const unknown = await ask("POST /pods/nobody/action", { action: "stop" });

  expect([start.status, reset.status, unknown.status]).toEqual([409, 422, 404]);
  expect(twin.takeViolations().join()).toContain("POST /pods/{id}/action request");
});

test("a locked pod refuses to stop until it is unlocked", async () => {
  await using bench = await startTwin();
  const { ask } = bench;
  const id = await runningPod(bench);

  await ask(`PATCH /pods/${id}`, { locked: true });
  const locked = await ask(`POST /pods/${id}/action`, { action: "stop" });
  await ask(`PATCH /pods/${id}`, { locked: false });
  const unlocked = await ask(`POST /pods/${id}/action`, { action: "stop" });

  expect([locked.status, unlocked.status]).toEqual([409, 200]);
});

test("an edit of the environment resets a running pod, and a volume never shrinks", async () => {
  await using bench = await startTwin();
  const { twin, ask } = bench;
  const id = await runningPod(bench);
  const before = twin.machine(id);

  const edited = await ask(`PATCH /pods/${id}`, { env: { A: "b" } });
  await twin.advance(id);
  const shrunk = await ask(`PATCH /pods/${id}`, { mounts: { persistent: { size: 20, path: "/workspace" } } });

  expect(edited.data).toMatchObject({ env: { A: "b" } });
  expect(twin.machine(id)).not.toBe(before);
  expect(shrunk.status).toBe(400);
});

test("delete answers 204 without a body, then the pod is gone and bills no more", async () => {
  await using bench = await startTwin();
  const { twin, ask } = bench;
  const id = await runningPod(bench);

  const deleted = await ask(`DELETE /pods/${id}`);
  const got = await ask(`GET /pods/${id}`);
  const listed = await ask("GET /pods");

  expect([deleted.status, deleted.data, got.status]).toEqual([204, "", 404]);
  expect(listed.data).toMatchObject({ pods: [] });
  expect(twin.running()).toEqual([]);
});

test("a stop that overtakes the boot leaves no machine behind", async () => {
  await using bench = await startTwin({ start: { delayMs: 0 } });
  const { twin, ask } = bench;
  const { data } = await ask("POST /pods", WISH);
  const id = String(data["id"]);

  await ask(`POST /pods/${id}/action`, { action: "stop" });
  await twin.advance(id);
  const stopped = await ask(`GET /pods/${id}`);

  expect(stopped.data).toMatchObject({ status: "EXITED" });
  expect(twin.machine(id)).toBeUndefined();
});

test("the pod's own key stops its pod, and does nothing else", async () => {
  await using bench = await startTwin();
  const { twin, ask } = bench;
  const [own, other] = [await runningPod(bench), await runningPod(bench)];
  const headers = { authorization: `Bearer ${twin.podKey(own)}` };

  const list = await ask("GET /pods", undefined, headers);
  const foreign = await ask(`POST /pods/${other}/action`, { action: "stop" }, headers);
  const stop = await ask(`POST /pods/${own}/action`, { action: "stop" }, headers);

  expect([list.status, foreign.status, stop.status]).toEqual([403, 403, 200]);
  expect(twin.requests.at(-1)).toMatchObject({ action: "stop", caller: own });
  expect(twin.running()).toEqual([other]);
});

async function canConnect(port = 0): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
