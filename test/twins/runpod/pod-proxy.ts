import { once } from "node:events";
import { createServer, request, type IncomingMessage, type ServerResponse } from "node:http";
import { portOf } from "./fake-pods.ts";
import type { PodMachine } from "./pod-machine.ts";

export type PodProxy = AsyncDisposable & {
  /** For RUNPOD_PROXY_URL. */
  readonly url: string;
};

export type PodProxyDeps = {
  /** @default 100 s, as Cloudflare has it before RunPod */
  readonly limitMs?: number | undefined;
  /** @default a free one */
  readonly port?: number | undefined;
  find(podId: string): PodMachine | undefined;
};

const place = /^\/([^/]+)\/(\d+)(\/.*)?$/;

/**
 * RunPod's HTTPS proxy, in the clear on loopback, and with pod and port in the path where the live one has them in the host's
 * name. What takes longer than its limit gets 524, and what does not listen yet 502.
 */
export async function startPodProxy({
  find,
  limitMs = 100_000,
  port: ownPort = 0,
}: PodProxyDeps): Promise<PodProxy> {
  function forward(incoming: IncomingMessage, response: ServerResponse): void {
    const [, podId = "", privatePort = "", path = "/"] = place.exec(incoming.url ?? "") ?? [];
    const port = find(podId)?.behindProxy[Number(privatePort)];
    if (port === undefined) {
      response.writeHead(404).end();
      return;
    }
    const { method, headers } = incoming;
    const outgoing = request(
      { host: "127.0.0.1", port, path, method, headers, timeout: limitMs },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    outgoing.once("timeout", () => {
      end(response, 524);
      outgoing.destroy();
    });
    outgoing.once("error", () => end(response, 502));
    response.once("close", () => outgoing.destroy());
    incoming.pipe(outgoing);
  }

  const server = createServer(forward);
  server.listen(ownPort, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${portOf(server)}/{pod}/{port}`,
    async [Symbol.asyncDispose]() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function end(response: ServerResponse, status: number): void {
  if (!response.headersSent) response.writeHead(status);
  response.end();
}
