import { once } from "node:events";
import { createServer, type Server } from "node:net";
import { portOf } from "../runpod/fake-pods.ts";

/** As many different free TCP ports of loopback as wanted; they are held together, then let go. */
export async function findFreePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  await Promise.all(servers.map((server) => once(server, "listening")));
  const ports = servers.map((server) => portOf(server));
  await Promise.all(servers.map((server) => closeServer(server)));
  return ports;
}

async function closeServer(server: Server): Promise<void> {
  server.close();
  await once(server, "close");
}
