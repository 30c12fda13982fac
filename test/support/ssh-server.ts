import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";
import ssh2, { type AuthContext, type Connection, type ParsedKey, type ServerChannel } from "ssh2";
import { generateKeyPair } from "../../src/ssh/key-pair.ts";
import { runLine } from "./ssh-exec.ts";

export type SshServer = AsyncDisposable & {
  readonly port: number;
  /** How many connections were logged in so far. */
  logins(): number;
  /** Breaks all connections as a dying machine does. */
  cut(): void;
};

type Options = {
  /** Whoever has its private half may log in. */
  readonly publicKey: string;
  /** @default a free one */
  readonly port?: number;
  /** What becomes of a command line. @default it runs */
  readonly runs?: (channel: ServerChannel, line: string) => void;
};

/** An SSH server in this process, with a host key of its own, that runs command lines by the machine's own `sh`. */
export async function startSshServer({ publicKey, port = 0, runs = runLine }: Options): Promise<SshServer> {
  const sockets = new Set<Socket>();
  let logins = 0;
  const ssh = new ssh2.Server({ hostKeys: [generateKeyPair("host").privateKey] }, (connection) => {
    connection.on("ready", () => {
      logins += 1;
    });
    attend(connection, parseKey(publicKey), runs);
  });
  const server = createServer((socket) => {
    sockets.add(socket.setNoDelay());
    socket.on("close", () => sockets.delete(socket));
    ssh.injectSocket(socket);
  });
  const cut = (): void => sockets.forEach((socket) => socket.destroy());
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return {
    port: portOf(server.address()),
    logins: () => logins,
    cut,
    async [Symbol.asyncDispose]() {
      const closed = once(server, "close");
      server.close();
      cut();
      await closed;
    },
  };
}

function attend(connection: Connection, key: ParsedKey, runs: typeof runLine): void {
  connection.on("authentication", (context) => {
    if (isHolder(context, key)) context.accept();
    else context.reject(["publickey"]);
  });
  connection.on("session", (accept) => {
    accept().on("exec", (acceptExec, _reject, { command }) => runs(acceptExec(), command));
  });
  // Cutting a connection is an error to its server; nobody asks it.
  connection.on("error", () => undefined);
}

/** The client first asks whether the key would do, then signs with it. */
function isHolder(context: AuthContext, key: ParsedKey): boolean {
  if (context.method !== "publickey" || !context.key.data.equals(key.getPublicSSH())) return false;
  if (context.signature === undefined || context.blob === undefined) return true;
  return key.verify(context.blob, context.signature);
}

function parseKey(text: string): ParsedKey {
  const key = ssh2.utils.parseKey(text);
  if (key instanceof Error) throw key;
  return key;
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return address.port;
}
