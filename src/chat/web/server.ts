import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { Card } from "../../core/records/card.ts";
import { describeError } from "../../core/common/errors.ts";
import type { Chat } from "../../core/ports/chat.ts";
import { openCardShelf } from "./card-shelf.ts";
import { handleRequest, type RequestDeps } from "./handle-request.ts";
import { readPageFiles } from "./page-files.ts";
import type { ChatDeps } from "../chat-deps.ts";

export type WebChatDeps = ChatDeps & {
  /** Never anything else: the page can spend money. */
  readonly host: "127.0.0.1";
  /** 0 takes any free one. */
  readonly port: number;
  /** A secret: whoever has it may give commands. */
  readonly token: string;
};

/** `url` is without the token. */
export type WebChat = Chat & AsyncDisposable & { readonly url: string };

/**
 * Starts the web page on this machine: the team's cards, live, and a box for commands.
 * @throws the system's error when the port is taken, and what the store throws.
 */
export async function createWebChat(deps: WebChatDeps): Promise<WebChat> {
  const [shelf, files] = await Promise.all([openCardShelf(deps), readPageFiles()]);
  const server = listenTo({ ...deps, shelf, files });
  server.listen(deps.port, deps.host);
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : deps.port;

  return {
    url: `http://${deps.host}:${port}`,
    show: (card: Card) => shelf.put(card),
    [Symbol.asyncDispose]: () => close(server),
  };
}

function listenTo(deps: RequestDeps): Server {
  return createServer((request, response) => {
    handleRequest({ request, response }, deps).catch((error: unknown) => {
      deps.log.error("web request failed", describeError(error));
      response.destroy();
    });
  });
}

async function close(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, "close");
  server.close();
  server.closeAllConnections();
  await closed;
}
