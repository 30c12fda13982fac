import { once } from "node:events";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { startChild, type Child } from "./child.ts";

const GUEST_ADDRESS = "10.0.2.100";
/** Its own output goes to stderr, so that stdout holds the "1" that means ready, alone. */
const SLIRP = 'exec 3>&1 1>&2; exec slirp4netns --configure --mtu=65520 --ready-fd=3 "$@"';

export type NetworkSpec = {
  /** A process that lives in the network namespace. */
  readonly pid: number;
  /** Path for the control socket, removed with its folder. */
  readonly socketPath: string;
  /** Public port on loopback by private port. */
  readonly ports: Readonly<Record<number, number>>;
  readonly path: string;
};

/** Gives a network namespace a way out and maps its ports; ending the child cuts the pod off. */
export async function connectNetwork({ pid, socketPath, ports, path }: NetworkSpec): Promise<Child> {
  const program = ["sh", "-c", SLIRP, "slirp4netns", `--api-socket=${socketPath}`, String(pid), "tap0"];
  const network = await startChild(program, { PATH: path });
  try {
    await network.waitForLine(/^1$/);
    for (const [privatePort, publicPort] of Object.entries(ports)) {
      await mapPort(socketPath, Number(privatePort), publicPort);
    }
    return network;
  } catch (error) {
    await network.kill();
    throw error;
  }
}

const forwarder = fileURLToPath(import.meta.resolve("./host-loopback.ts"));

/** Lets a connected pod find a server of the host's 127.0.0.1 at its own one, by the same port. */
export async function showHostServer(
  { pid, path }: Pick<NetworkSpec, "pid" | "path">,
  port: number,
): Promise<Child> {
  const entered = ["nsenter", `--target=${pid}`, "--net"];
  const child = await startChild([...entered, process.execPath, forwarder, String(port)], { PATH: path });
  await child.waitForLine(/^listening$/);
  return child;
}

async function mapPort(socketPath: string, privatePort: number, publicPort: number): Promise<void> {
  const answer = await ask(socketPath, {
    execute: "add_hostfwd",
    arguments: {
      proto: "tcp",
      host_addr: "127.0.0.1",
      host_port: publicPort,
      guest_addr: GUEST_ADDRESS,
      guest_port: privatePort,
    },
  });
  if (!answer.includes('"return"')) throw new Error(`Port ${publicPort} could not be mapped: ${answer}`);
}

async function ask(socketPath: string, command: object): Promise<string> {
  const socket = connect(socketPath);
  await once(socket, "connect");
  socket.end(JSON.stringify(command));
  return text(socket);
}
