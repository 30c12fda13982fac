import { once } from "node:events";
import type { Server as HttpServer } from "node:http";
import type { Server as HttpsServer } from "node:https";
import type { Server } from "node:net";

export type Listening = AsyncDisposable & { readonly port: number };

/** Listens on a port of 127.0.0.1, else on any free one, until it is disposed, which also ends open connections. */
export async function listenOnLoopback(
  server: HttpServer | HttpsServer | Server,
  port = 0,
): Promise<Listening> {
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return {
    port: address.port,
    async [Symbol.asyncDispose]() {
      if (!server.listening) return;
      server.close();
      if ("closeAllConnections" in server) server.closeAllConnections();
      await once(server, "close");
    },
  };
}
