import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { Redis } from "ioredis";
import { expect, vi } from "vitest";
import { listenOnLoopback } from "./listen.ts";
import { findTestRedis, untilAnswers } from "./redis.ts";

const slots = 16_384;
const nodeCount = 3;

export type ClusterNode = AsyncDisposable & {
  readonly port: number;
  /** On which the nodes speak with each other. */
  readonly busPort: number;
  kill(): Promise<void>;
  start(): Promise<void>;
};

/** A real cluster of three nodes on loopback, each with a third of the slots and nobody to stand in for it. */
export type TestCluster = AsyncDisposable & {
  /** Of its first node. */
  readonly url: string;
  readonly isCluster: true;
  readonly nodes: readonly ClusterNode[];
};

export async function startTestCluster(): Promise<TestCluster> {
  await using stack = new AsyncDisposableStack();
  const nodes = await Promise.all(Array.from({ length: nodeCount }, startNode));
  for (const node of nodes) stack.use(node);
  await join(nodes);
  const parts = stack.move();
  return {
    url: urlOf(nodes[0]),
    isCluster: true,
    nodes,
    [Symbol.asyncDispose]: async () => parts.disposeAsync(),
  };
}

async function join(nodes: readonly ClusterNode[]): Promise<void> {
  using stack = new DisposableStack();
  const clients = nodes.map((node) => stack.adopt(new Redis(urlOf(node)), (opened) => opened.disconnect()));
  for (const [index, client] of clients.entries()) {
    const from = Math.floor((index * slots) / nodeCount);
    const to = Math.floor(((index + 1) * slots) / nodeCount) - 1;
    await client.call("CLUSTER", "ADDSLOTSRANGE", String(from), String(to));
    await client.call("CLUSTER", "SET-CONFIG-EPOCH", String(index + 1));
  }
  for (const { port, busPort } of nodes.slice(1))
    await clients[0]?.call("CLUSTER", "MEET", "127.0.0.1", String(port), String(busPort));
  await vi.waitFor(
    async () => {
      const infos = await Promise.all(clients.map(async (client) => client.cluster("INFO")));
      expect(infos.filter((info) => !isWhole(info))).toEqual([]);
    },
    { timeout: 15_000, interval: 50 },
  );
}

function isWhole(info: string): boolean {
  return info.includes("cluster_state:ok") && info.includes(`cluster_known_nodes:${nodeCount}`);
}

async function startNode(): Promise<ClusterNode> {
  const program = await findTestRedis();
  const [port, busPort] = [await findPort(), await findPort()];
  const folder = await mkdtemp(path.join(tmpdir(), "labelpod-cluster-"));
  const cluster = ["--cluster-enabled", "yes", "--cluster-port", String(busPort)];
  const durable = ["--appendonly", "yes", "--appendfsync", "always", "--save", ""];
  const where = ["--bind", "127.0.0.1", "--port", String(port), "--dir", folder];
  let server = spawn(program, [...where, ...cluster, ...durable], { stdio: "ignore" });

  async function kill(): Promise<void> {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const gone = once(server, "exit");
    server.kill("SIGKILL");
    await gone;
  }

  await untilAnswers(urlOf({ port }));
  return {
    port,
    busPort,
    kill,
    async start() {
      server = spawn(program, [...where, ...cluster, ...durable], { stdio: "ignore" });
      await untilAnswers(urlOf({ port }));
    },
    async [Symbol.asyncDispose]() {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function findPort(): Promise<number> {
  await using listening = await listenOnLoopback(createServer());
  return listening.port;
}

function urlOf(node: Pick<ClusterNode, "port"> | undefined): string {
  return `redis://127.0.0.1:${node?.port}`;
}
