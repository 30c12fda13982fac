import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import type { PodFactory, PodMachine, PodMachineSpec } from "./pod-machine.ts";

export type FakePodOptions = {
  /** What answers on a private port; a port without an entry takes connections and says nothing. */
  readonly serve?: Readonly<Record<number, (socket: Socket) => void>>;
};

/** Pods without a machine behind them: plain TCP listeners on loopback, for tests without root. */
export function createFakePodFactory({ serve = {} }: FakePodOptions = {}): PodFactory {
  return {
    create: (spec) => createFakePod(spec, serve),
    deleteVolume: () => Promise.resolve(),
  };
}

async function createFakePod(
  spec: PodMachineSpec,
  serve: NonNullable<FakePodOptions["serve"]>,
): Promise<PodMachine> {
  const listenTo = (ports: readonly number[]): Promise<Listener[]> =>
    Promise.all(ports.map((port) => listen(port, serve[port])));
  const [direct, proxied] = await Promise.all([listenTo(spec.ports), listenTo(spec.httpPorts)]);
  const fingerprint = `SHA256:${randomBytes(32).toString("base64").replaceAll("=", "")}`;
  return {
    address: { ip: "127.0.0.1", ports: byPrivatePort(direct) },
    behindProxy: byPrivatePort(proxied),
    hostKeyFingerprints: [fingerprint],
    containerLog: () => ["SSH host keys:", `256 ${fingerprint} root@${spec.podId} (ED25519)`],
    stop: async () => {
      await Promise.all([...direct, ...proxied].map((listener) => listener.close()));
    },
  };
}

function byPrivatePort(listeners: readonly Listener[]): PodMachine["behindProxy"] {
  return Object.fromEntries(listeners.map(({ privatePort, publicPort }) => [privatePort, publicPort]));
}

type Listener = { readonly privatePort: number; readonly publicPort: number; close(): Promise<void> };

async function listen(privatePort: number, onConnection?: (socket: Socket) => void): Promise<Listener> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    // A client that hangs up is no failure of the pod.
    socket.on("error", () => socket.destroy());
    onConnection?.(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { privatePort, publicPort: portOf(server), close: () => closeServer(server, sockets) };
}

async function closeServer(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, "close");
  server.close();
  for (const socket of sockets) socket.destroy();
  await closed;
}

/** The port that a listening TCP server was given. */
export function portOf(server: Pick<Server, "address">): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server listens on no TCP port.");
  return address.port;
}
