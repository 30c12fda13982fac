import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import type { Clock } from "../../../src/core/common/clock.ts";
import { answering } from "../../support/answering.ts";
import { listenOnLoopback } from "../../support/listen.ts";
import { requestIdHeader } from "./open-requests.ts";

/** What is asked of a channel. */
export type Ask = {
  readonly kind: "post" | "edit" | "remove" | "read";
  /** The message that an edit or a removal is for. */
  readonly messageId?: string;
  /** What a message is to show, as it was sent. */
  readonly body: Readonly<Record<string, unknown>>;
};

export type Answer = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
};

/**
 * `hung`: no answer, ever. `reset`: the connection is cut instead. `lost`: it is done, and the connection is cut.
 * `late`: nobody answers, and half a minute afterwards it is done all the same.
 */
export type Fault = Answer | "hung" | "reset" | "lost" | "late";

/** A request as it arrived. */
export type Asked = Ask & {
  readonly atMs: number;
  readonly token: string | undefined;
  /** How long ago its message was posted, of an edit. */
  readonly ageMs?: number;
  readonly wasRefused: boolean;
  /** What an answer asked to be left alone for. */
  readonly retryAfterMs?: number;
};

/** A message as everybody sees it. */
export type Seen = {
  readonly id: string;
  /** What was sent of it last. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly postedAtMs: number;
};

export type Channel = {
  /** What the platform understands; undefined for what is no request of a bot's for its channel. */
  read(request: IncomingMessage, body: string): Ask | undefined;
  /** Does it and says how it went, as the platform does while nothing is wrong. */
  carryOut(ask: Ask): Answer;
  /** Oldest first. */
  messages(): readonly Seen[];
  /** Somebody of the team deletes a message. */
  deleteByHand(messageId: string): void;
};

/** Stands in every answer that refuses; nothing of one may reach a log. */
export const bodyMark = "PATIENT^JANE";

export type PlatformServer = AsyncDisposable & {
  readonly port: number;
  readonly asked: readonly Asked[];
  /** What goes wrong with a request; nothing when it returns undefined. */
  fault: (ask: Ask, nowMs: number) => Fault | undefined;
  /** Requests that nobody will answer, by the ids that the client gave them. */
  readonly held: ReadonlySet<string>;
};

const lateMs = 30_000;

/** One channel of a platform on the loopback, with faults as they are asked for. */
export async function startPlatformServer(channel: Channel, clock: Clock): Promise<PlatformServer> {
  const asked: Asked[] = [];
  const held = new Set<string>();

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const ask = channel.read(request, await text(request));
    if (ask === undefined) throw new Error(`nobody asks a channel ${request.method} ${request.url}`);
    const fault = server.fault(ask, clock.now());
    const outcome = fault === undefined || fault === "lost" ? channel.carryOut(ask) : fault;
    const isFault = outcome === fault;
    asked.push({ ...describe(ask, request), ...judge(outcome, isFault) });
    if (fault === "late") void carryOutLate(ask);
    if (fault === "hung" || fault === "late") {
      const id = String(request.headers[requestIdHeader]);
      held.add(id);
      response.on("close", () => held.delete(id));
      return;
    }
    if (fault === "reset" || fault === "lost" || typeof outcome === "string") request.socket.destroy();
    else response.writeHead(outcome.status, outcome.headers).end(outcome.body);
  }

  async function carryOutLate(ask: Ask): Promise<void> {
    await clock.sleep(lateMs);
    channel.carryOut(ask);
  }

  function describe(ask: Ask, request: IncomingMessage): Omit<Asked, "wasRefused"> {
    const postedAtMs = channel.messages().find(({ id }) => id === ask.messageId)?.postedAtMs;
    return {
      ...ask,
      atMs: clock.now(),
      token: request.headers.authorization,
      ...(postedAtMs === undefined ? {} : { ageMs: clock.now() - postedAtMs }),
    };
  }

  const listening = await listenOnLoopback(createServer(answering(answer)));
  const server: PlatformServer = {
    port: listening.port,
    asked,
    fault: () => undefined,
    held,
    [Symbol.asyncDispose]: () => listening[Symbol.asyncDispose](),
  };
  return server;
}

/** @param isFault whether it is what goes wrong, whatever it looks like */
function judge(outcome: Fault, isFault: boolean): Pick<Asked, "wasRefused" | "retryAfterMs"> {
  if (typeof outcome === "string") return { wasRefused: true };
  const wait = outcome.headers?.["retry-after"];
  return {
    // Slack refuses with 200.
    wasRefused: isFault || outcome.status >= 400 || outcome.body.startsWith('{"ok":false'),
    ...(wait === undefined ? {} : { retryAfterMs: Number(wait) * 1000 }),
  };
}
