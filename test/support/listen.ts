import { once } from "node:events";
import type { Server } from "node:http";

export type Listening = AsyncDisposable & { readonly port: number };

/** Listens on a free port of 127.0.0.1 until it is disposed, which also ends open connections. */
export async function listenOnLoopback(server: Server): Promise<Listening> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return {
    port: address.port,
    async [Symbol.asyncDispose]() {
      if (!server.listening) return;
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}
