import { type IncomingMessage, type ServerResponse, createServer, request as httpRequest } from "node:http";
import { type AddressInfo, type Socket, connect } from "node:net";
import { buffer } from "node:stream/consumers";
import type { Duplex } from "node:stream";
import { answering } from "../../support/answering.ts";

/** A request of the bot as it arrived, with the time by `performance.now()`. */
export type SeenRequest = {
  readonly method: string;
  /** Below `/api/v10`, decoded, without the query. */
  readonly path: string;
  readonly body: unknown;
  readonly atMs: number;
  readonly isAuthorised: boolean;
};

/** An answer in the twin's place; Discord's own JSON, or `text` as the network in front of it answers, such as a page of HTML. */
export type Refusal = {
  readonly status: number;
  readonly code?: number;
  /** In seconds, in the body as well as in the head; of what is no number, only in the head. */
  readonly retryAfter?: number | string;
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
};

export type GateOptions = {
  readonly token: string;
  /** Sees each request before the twin does; a refusal is answered instead of the twin. */
  onRequest(request: SeenRequest): Refusal | undefined;
};

/** Stands on the loopback between the bot and the twin: REST and gateway pass through it. */
export type Gate = AsyncDisposable & {
  readonly port: number;
  /** Where the requests go; to be called before the first. */
  open(twinPort: number): void;
  /** Keeps back what the gateway sends, until the returned function lets all of it through at once. */
  hold(): () => void;
  /**
   * Ends the gateway connections with this close code, as Discord does now and then; one after which a bot begins
   * anew, because the digital twin can't resume a session.
   */
  drop(closeCode: number): void;
  /** Ends each gateway connection with this close code as soon as the twin has said hello, until it is called without one. */
  cutEach(closeCode?: number): void;
  /** How many gateway connections the bot has opened. */
  opened(): number;
};

type Tunnel = { readonly bot: Duplex; readonly twin: Socket };

export async function createGate(options: GateOptions): Promise<Gate> {
  const tunnels = new Set<Tunnel>();
  let twinPort = 0;
  let opened = 0;
  let cutWith: number | undefined;

  const server = createServer(
    answering(async (request, response) => pass(request, response, { ...options, twinPort })),
  );
  server.on("upgrade", (request, bot, head) => {
    const twin = connect(twinPort, "127.0.0.1");
    const tunnel = { bot, twin };
    tunnels.add(tunnel);
    opened += 1;
    twin.on("close", () => tunnels.delete(tunnel));
    for (const [from, to] of [
      [bot, twin],
      [twin, bot],
    ] as const)
      from.on("error", () => to.destroy()).on("close", () => to.destroy());
    twin.write(`GET ${request.url} HTTP/1.1\r\n${headerLines(request)}\r\n\r\n`);
    twin.write(head);
    bot.pipe(twin);
    twin.pipe(bot);
    // After the pipe, so that the hello is through.
    twin.on("data", (bytes: Buffer) => {
      if (cutWith !== undefined && bytes.includes("heartbeat_interval")) cut(tunnel, cutWith);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen({ port: 0, host: "127.0.0.1" }, resolve);
  });

  function hold(): () => void {
    for (const { bot, twin } of tunnels) twin.unpipe(bot).pause();
    return () => {
      for (const { bot, twin } of tunnels) twin.pipe(bot);
    };
  }

  function drop(closeCode: number): void {
    for (const tunnel of tunnels) cut(tunnel, closeCode);
  }

  async function close(): Promise<void> {
    for (const { bot, twin } of tunnels) {
      bot.destroy();
      twin.destroy();
    }
    server.closeAllConnections();
    await new Promise((resolve) => {
      server.close(resolve);
    });
  }

  return {
    port: portOf(server.address()),
    open: (port) => {
      twinPort = port;
    },
    hold,
    drop,
    cutEach(closeCode) {
      cutWith = closeCode;
    },
    opened: () => opened,
    [Symbol.asyncDispose]: close,
  };
}

function cut({ bot, twin }: Tunnel, closeCode: number): void {
  // A WebSocket close frame: final, opcode 8, two bytes of payload.
  bot.end(Buffer.from([0x88, 0x02, closeCode >> 8, closeCode & 0xff]));
  twin.destroy();
}

async function pass(
  request: IncomingMessage,
  response: ServerResponse,
  options: GateOptions & { readonly twinPort: number },
): Promise<void> {
  const atMs = performance.now();
  const bytes = await buffer(request);
  const seen = {
    ...readRequest(request, bytes),
    atMs,
    isAuthorised: request.headers.authorization === `Bot ${options.token}`,
  };
  const refusal = options.onRequest(seen);
  if (refusal !== undefined) {
    response.writeHead(refusal.status, headOf(refusal));
    response.end(bodyOf(refusal));
    return;
  }
  const onward = httpRequest(
    {
      port: options.twinPort,
      host: "127.0.0.1",
      method: request.method,
      path: request.url,
      headers: request.headers,
    },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    },
  );
  onward.on("error", () => response.destroy());
  onward.end(bytes);
}

function headOf({ text, retryAfter, headers }: Refusal): Record<string, string> {
  return {
    "content-type": text === undefined ? "application/json" : "text/html",
    ...(retryAfter === undefined ? {} : { "retry-after": `${retryAfter}` }),
    ...headers,
  };
}

function bodyOf({ code = 0, text, retryAfter }: Refusal): string {
  const limit = typeof retryAfter === "number" ? { retry_after: retryAfter, global: false } : {};
  return text ?? JSON.stringify({ message: "refused", code, ...limit });
}

function readRequest(request: IncomingMessage, bytes: Buffer): Pick<SeenRequest, "method" | "path" | "body"> {
  const { pathname } = new URL(request.url ?? "/", "http://127.0.0.1");
  const isJson = request.headers["content-type"]?.startsWith("application/json") === true;
  // The bot sends no files, so anything but JSON is left as text and fails its schema.
  const body: unknown = isJson ? JSON.parse(bytes.toString()) : bytes.toString();
  return {
    method: request.method ?? "GET",
    path: decodeURIComponent(pathname).replace("/api/v10", ""),
    body: bytes.length === 0 ? undefined : body,
  };
}

function headerLines({ rawHeaders }: IncomingMessage): string {
  return rawHeaders
    .flatMap((name, index) => (index % 2 === 0 ? [`${name}: ${rawHeaders[index + 1]}`] : []))
    .join("\r\n");
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === "string") throw new Error("not listening on a port");
  return address.port;
}
