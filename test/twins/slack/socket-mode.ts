import { createServer } from "node:http";
import type { Duplex } from "node:stream";
import { App } from "@slack/bolt";
import { createBoltLogger } from "../../../src/chat/slack/bolt-logger.ts";
import type { SlackReceiver } from "../../../src/chat/slack/receiver.ts";
import { createSocketReceiver } from "../../../src/chat/slack/socket.ts";
import type { Clock } from "../../../src/core/common/clock.ts";
import { listenOnLoopback } from "../../support/listen.ts";
import { createTestLog } from "../../support/log.ts";
import { createNotedHealth } from "../../support/noted-health.ts";
import { type ApiAnswer, writeAnswer } from "./write-answer.ts";
import { acceptWebSocket, type ServerSocket } from "./web-socket.ts";

/** Slack's Socket Mode on the loopback as a test plays it, and real Bolt with labelpod's receiver before it. */
export type SocketMode = AsyncDisposable & {
  readonly receiver: SlackReceiver;
  readonly log: ReturnType<typeof createTestLog>;
  readonly health: ReturnType<typeof createNotedHealth>;
  /** How many addresses were asked for, and how many connections are there. */
  opens(): number;
  connections(): number;
};

export type SocketPlay = {
  readonly clock: Clock;
  /** What Slack does with a connection after its handshake. */
  connected(socket: ServerSocket, count: number): void;
  /** What it answers instead of an address. */
  refuse?(count: number): ApiAnswer | undefined;
  /** Whether a handshake is never answered. */
  readonly isDeaf?: boolean;
};

export const hello = { type: "hello", num_connections: 1 };

export async function startSocketMode({ clock, connected, refuse, isDeaf }: SocketPlay): Promise<SocketMode> {
  const sockets = new Set<Duplex>();
  let opens = 0;
  const server = createServer((_request, response) => {
    opens += 1;
    const address = { ok: true, url: `ws://127.0.0.1:${listening.port}/link` };
    writeAnswer(response, refuse?.(opens) ?? { json: address });
  });
  server.on("upgrade", (request, socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy()).on("end", () => socket.end());
    if (isDeaf === true) socket.resume();
    else connected(acceptWebSocket(request, socket), opens);
  });
  const listening = await listenOnLoopback(server);
  const log = createTestLog();
  const health = createNotedHealth();
  const logger = createBoltLogger(log);
  const apiUrl = `http://127.0.0.1:${listening.port}/api/`;
  const slack = createSocketReceiver({ appToken: "xapp-test", apiUrl, clock, log, logger, health });
  // As in the bot: real Bolt stands behind the receiver.
  const app = new App({
    receiver: slack.receiver,
    authorize: async () => ({ botToken: "xoxb-test" }),
    logger,
  });
  app.action("any", async ({ ack }) => ack());
  return {
    receiver: slack,
    log,
    health,
    opens: () => opens,
    connections: () => sockets.size,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await listening[Symbol.asyncDispose]();
    },
  };
}
