import { Server } from "node:net";

/**
 * Runs `start` so that a server which is told a port but no host listens on the loopback alone;
 * the digital twin would listen on all interfaces and has no setting for it.
 */
export async function onLoopback<T>(start: () => Promise<T>): Promise<T> {
  const listen = Object.getOwnPropertyDescriptor(Server.prototype, "listen");
  if (listen === undefined) throw new Error("net.Server has no listen of its own any more");
  const original = Server.prototype.listen;
  Server.prototype.listen = function listenOnLoopback(this: Server, ...args: readonly unknown[]): Server {
    const [port, whenListening] = args;
    const isBare = typeof port === "number" && typeof whenListening === "function";
    const where = isBare ? [{ port, host: "127.0.0.1" }, whenListening] : args;
    Reflect.apply(original, this, where);
    return this;
  };
  try {
    return await start();
  } finally {
    Object.defineProperty(Server.prototype, "listen", listen);
  }
}
