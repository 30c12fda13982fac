import { createHash } from "node:crypto";
import { Agent } from "node:https";
import { connect, type TLSSocket } from "node:tls";

const handshakeMs = 15_000;

/**
 * Connections to a server that shows the very certificate of this SHA-256, whoever vouches for it.
 * They are handed out only when it was seen: a request carries the key, and anybody else must not get so much as its path.
 */
export function createPinnedAgent(certificate: string): Agent {
  const agent = new Agent({ keepAlive: true });
  const destroyPool = agent.destroy.bind(agent);
  const closing = new AbortController();
  agent.createConnection = ({ host, port }, handOut) => {
    // Nobody vouches for a certificate that a pod made for itself, so Node's own check would refuse every one.
    const socket = connect({ host: host ?? "", port: Number(port), rejectUnauthorized: false });
    const giveUp = (): void => void socket.destroy(new Error("no such server"));
    const fail = (error: Error): void => handOut?.(error, socket);
    socket.setTimeout(handshakeMs, giveUp);
    closing.signal.addEventListener("abort", giveUp);
    socket.once("close", () => closing.signal.removeEventListener("abort", giveUp));
    socket.once("error", fail);
    socket.once("secureConnect", () => {
      if (shown(socket) !== certificate) {
        giveUp();
        return;
      }
      socket.off("error", fail);
      socket.off("timeout", giveUp);
      socket.setTimeout(0);
      handOut?.(null, socket);
    });
    return undefined;
  };
  agent.destroy = () => {
    closing.abort();
    destroyPool();
  };
  return agent;
}

/** SHA-256 of the certificate that the other side has shown. */
function shown(socket: TLSSocket): string | undefined {
  const raw = socket.getPeerX509Certificate()?.raw;
  return raw && createHash("sha256").update(raw).digest("hex");
}
