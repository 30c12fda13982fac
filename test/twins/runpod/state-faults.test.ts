import { once } from "node:events";
import { connect } from "node:net";
import { expect, test } from "vitest";
import { z } from "zod";
import { FAULT_NAMES } from "./fault-names.ts";
import * as faults from "./faults.ts";
import * as byGraphql from "./graphql-faults.ts";
import * as live from "./live-faults.ts";
import * as states from "./state-faults.ts";
import { runningPod, startTwin, WISH, type Seen } from "./twin-client.ts";

test("a refused start is told as a problem too", async () => {
  await using bench = await startTwin();
  const { twin, ask } = bench;
  const id = await runningPod(bench);
  await ask(`POST /pods/${id}/action`, { action: "stop" });
  twin.inject({ on: "POST /pods/{id}/action start", fault: states.startRefusedProblem() });

  const { status, data } = await ask(`POST /pods/${id}/action`, { action: "start" });

  expect([status, data["status"]]).toEqual([400, 400]);
  expect(data["detail"]).toContain("not enough free GPUs");
  expect(twin.running()).toEqual([]);
});

test("a start without a GPU bills a pod that has none, until its next start", async () => {
  await using bench = await startTwin();
  const { twin, ask } = bench;
  const id = await runningPod(bench);
  await ask(`POST /pods/${id}/action`, { action: "stop" });
  twin.inject({ on: "POST /pods/{id}/action start", fault: states.startedWithoutGpu() });

  const started = await ask(`POST /pods/${id}/action`, { action: "start" });
  await twin.advance(id);
  const running = await ask(`GET /pods/${id}`);
  const billedWithoutGpu = twin.running();
  await ask(`POST /pods/${id}/action`, { action: "stop" });
  await ask(`POST /pods/${id}/action`, { action: "start" });
  await twin.advance(id);
  const next = await ask(`GET /pods/${id}`);

  expect(started.data["gpu"]).toMatchObject({ count: 0 });
  expect(running.data).toMatchObject({ status: "RUNNING", gpu: { count: 0 }, runtime: { gpus: [] } });
  expect(billedWithoutGpu).toEqual([id]);
  expect(next.data).toMatchObject({ gpu: { count: 1 }, runtime: { gpus: [{}] } });
});

test("a pod is called running before it has an address, in list and get", async () => {
  await using bench = await startTwin({ start: "by-hand", isToldInTurn: true });
  const { twin, ask } = bench;
  const created = await ask("POST /pods", WISH);
  const id = String(created.data["id"]);
  for (const on of ["GET /pods", "GET /pods/{id}"]) twin.inject({ on, fault: states.runningEarly() });

  const early = [...podsOf(await ask("GET /pods")), (await ask(`GET /pods/${id}`)).data];
  const later = await ask(`GET /pods/${id}`);

  expect(early).toMatchObject([
    { status: "RUNNING", runtime: null, ssh: { direct: null } },
    { status: "RUNNING", runtime: null, ssh: { direct: null } },
  ]);
  expect(later.data["status"]).toBe("PROVISIONING");
});

test("a running pod has an address where nobody listens", async () => {
  await using bench = await startTwin();
  const { twin, ask } = bench;
  const id = await runningPod(bench);
  twin.inject({ on: "GET /pods/{id}", fault: states.deafAddress() });

  const deaf = await ask(`GET /pods/${id}`);
  const heard = await ask(`GET /pods/${id}`);

  expect(deaf.data).toMatchObject({
    status: "RUNNING",
    ssh: { direct: { host: "127.0.0.1", port: 1 } },
    runtime: {
      ports: [{ private: 19_123 }, { private: 22, public: 1 }, { private: 8000, public: 1 }],
    },
  });
  expect(heard.data).toMatchObject({ ssh: { direct: { port: twin.machine(id)?.address.ports[22] } } });
});

test("a pod that is called running takes no connection at first, and does at the address told later", async () => {
  await using bench = await startTwin();
  const { twin, ask } = bench;
  const id = await runningPod(bench);
  twin.inject({ on: "GET /pods", fault: states.deafAddress() });

  const deaf = podsOf(await ask("GET /pods"))[0];
  const heard = podsOf(await ask("GET /pods"))[0];

  expect([deaf, heard]).toMatchObject([
    { id, status: "RUNNING" },
    { id, status: "RUNNING" },
  ]);
  expect(await Promise.all(portsOf(deaf).map(canConnect))).toEqual([false, false, false]);
  expect(await Promise.all(portsOf(heard).map(canConnect))).toEqual([true, true, true]);
});

test("every fault there is has a name, a source and a route of the twin", async () => {
  await using bench = await startTwin();
  const made = Object.values(FAULT_NAMES).map(({ make }) => make(undefined));

  for (const { route, make } of Object.values(FAULT_NAMES))
    bench.twin.inject({ on: route, fault: make("7") });

  const factories = Object.keys({ ...faults, ...states, ...byGraphql, ...live });
  expect(made).toHaveLength(factories.length);
  expect(new Set(made.map(({ name }) => name)).size).toBe(factories.length);
  expect(made.filter(({ source }) => source === "")).toEqual([]);
});

const shown = z.object({
  ssh: z.object({ direct: z.object({ port: z.number() }) }),
  runtime: z.object({ ports: z.array(z.object({ type: z.string(), public: z.number() })) }),
});

/** Every port that a pod tells: of SSH, and of each row. */
function portsOf(pod: unknown): readonly number[] {
  const { ssh, runtime } = shown.parse(pod);
  return [ssh.direct.port, ...runtime.ports.filter((row) => row.type === "tcp").map((row) => row.public)];
}

async function canConnect(port: number): Promise<boolean> {
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

function podsOf({ data }: Seen): readonly unknown[] {
  return Array.isArray(data["pods"]) ? data["pods"] : [];
}
