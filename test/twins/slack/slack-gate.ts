import { once } from "node:events";
import {
  type IncomingMessage,
  type RequestOptions,
  type ServerResponse,
  createServer,
  request as httpRequest,
} from "node:http";
import { connect } from "node:net";
import { buffer, text } from "node:stream/consumers";
import type { Duplex } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";
import { asRecord, readRequest } from "./api-request.ts";
import { answerOf, type SlackFaults } from "./slack-faults.ts";
import type { SlackRules } from "./slack-rules.ts";
import { answering } from "../../support/answering.ts";
import { acceptWebSocket, textFrame } from "./web-socket.ts";

/** Stands on the loopback between the bot and local-slack: Web API, response_urls and Socket Mode pass through it. */
export type SlackGate = AsyncDisposable & {
  readonly port: number;
  /** Cuts the Socket Mode connections. */
  dropSockets(): void;
  /** Sends a message of Slack's to each connection of Socket Mode, such as its goodbye with a reason. */
  say(message: object): void;
  /** Sends the newest command of Socket Mode once more, as it was. */
  replayCommand(): void;
};

export type GateDeps = {
  readonly socketPath: string;
  readonly rules: SlackRules;
  readonly faults: SlackFaults;
};

export async function createSlackGate(deps: GateDeps): Promise<SlackGate> {
  const sockets = new Set<Duplex>();
  let newest: { readonly bot: Duplex; readonly frame: Buffer } | undefined;

  const server = createServer(answering(async (request, response) => pass(request, response, deps)));
  server.on("upgrade", (request, bot, head) => {
    sockets.add(bot);
    bot.on("close", () => sockets.delete(bot));
    if (deps.faults.areSocketsSilent()) {
      bot.on("error", () => bot.destroy()).on("end", () => bot.end());
      acceptWebSocket(request, bot);
      return;
    }
    const slack = connect(deps.socketPath);
    bot.on("error", () => slack.destroy()).on("close", () => slack.destroy());
    slack.on("error", () => bot.destroy()).on("close", () => bot.destroy());
    slack.on("data", (frame: Buffer) => {
      if (frame.includes('"slash_commands"')) newest = { bot, frame };
    });
    const lines = request.rawHeaders.flatMap((name, index) =>
      index % 2 === 0 ? [`${name}: ${request.rawHeaders[index + 1]}`] : [],
    );
    slack.write([`GET ${request.url} HTTP/1.1`, ...lines, "", ""].join("\r\n"));
    slack.write(head);
    bot.pipe(slack).pipe(bot);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The gate listens on no port.");

  return {
    port: address.port,
    dropSockets() {
      for (const socket of sockets) socket.destroy();
      sockets.clear();
    },
    say(message) {
      for (const socket of sockets) socket.write(textFrame(message));
    },
    replayCommand() {
      if (newest === undefined) throw new Error("No command has passed yet.");
      newest.bot.write(newest.frame);
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function pass(request: IncomingMessage, response: ServerResponse, deps: GateDeps): Promise<void> {
  const body = await buffer(request);
  const seen = readRequest(request, body.toString());
  const fault = deps.faults.take(seen.method);
  const planted = fault === undefined ? undefined : answerOf(fault);
  if (planted !== undefined) {
    deps.rules.refuse(seen);
    response.writeHead(planted.status, planted.headers).end(planted.body);
    return;
  }
  if (seen.method === "response_url" && deps.faults.areResponseUrlsDead()) {
    response.writeHead(404).end("used_url");
    return;
  }
  const refused = deps.rules.refuse(seen);
  const refusal = fault?.kind === "refused" ? { ok: false, error: fault.error } : refused;
  const answer =
    refusal === undefined ? await onward(request, body, deps.socketPath) : JSON.stringify(refusal);
  if (fault?.kind === "lost") {
    deps.rules.complete(seen, asRecord(JSON.parse(answer)));
    response.destroy();
    return;
  }
  const isApi = seen.method !== "response_url";
  const whole = isApi ? JSON.stringify(deps.rules.complete(seen, asRecord(JSON.parse(answer)))) : answer;
  const scopes = [...deps.rules.scopes].join(",");
  response.writeHead(200, {
    "content-type": isApi ? "application/json" : "text/plain",
    "x-oauth-scopes": scopes,
  });
  response.end(whole);
}

async function onward(request: IncomingMessage, body: Buffer, socketPath: string): Promise<string> {
  const { method = "GET", url = "/", headers } = request;
  return callSlack({ socketPath, method, path: url, headers }, body);
}

/** One request to local-slack through the socket file that leads to it. */
export async function callSlack(options: RequestOptions, body: Buffer | string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  httpRequest({ ...options, agent: false }, resolve)
    .on("error", reject)
    .end(body);
  return text(await promise);
}

/** Looks again and again until something is there, for as long as the test may last. */
export async function until<T>(look: () => Promise<T | undefined> | T | undefined): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await wait(20);
  }
}
