import type { SocketModeReceiver } from "@slack/bolt";
import type { Clock } from "../../core/common/clock.ts";
import { parseJson } from "../../core/common/parse-json.ts";
import type { RefusalKind, RefusedError } from "../board/refused-error.ts";
import { readRefusal, refused } from "./read-refusal.ts";
import { disconnectSchema } from "./schema.ts";

export type Client = SocketModeReceiver["client"];

/** One connection of Socket Mode after Slack's hello. */
export type Connection = {
  /** Resolves with why it is over; by then nothing of it is left. */
  readonly ended: Promise<RefusedError>;
};

export type ConnectDeps = { readonly clock: Clock; readonly closing: AbortSignal };

/** Slack's reason for an end, `cut` when it gave none that is known, or `no_hello`. */
type EndWord = (typeof reasons)[number] | "cut" | "no_hello";

const reasons = ["link_disabled", "too_many_websockets", "refresh_requested", "warning"] as const;

const kinds: Readonly<Record<EndWord, RefusalKind>> = {
  link_disabled: "rights",
  too_many_websockets: "busy",
  refresh_requested: "away",
  warning: "away",
  cut: "away",
  no_hello: "away",
};

/** From the request for the address to the hello. */
const helloMs = 20_000;
/** Slack does not always close a connection whose end it has announced. */
const goodbyeMs = 1000;

/** @throws RefusedError when Slack refuses, can't be reached, or says no hello in time */
export async function connect(client: Client, { clock, closing }: ConnectDeps): Promise<Connection> {
  const { ended, over, end, cutOff } = watch(client, clock);
  const late = clock.deadline(helloMs, over);
  const giveUp = (): void => cutOff("no_hello");
  late.addEventListener("abort", giveUp, { once: true });
  try {
    await client.start();
  } catch (error) {
    // Of a connection that ends before its hello the library rejects with nothing.
    const refusal = over.aborted ? undefined : readRefusal(error);
    end();
    throw refusal ?? (await ended);
  } finally {
    late.removeEventListener("abort", giveUp);
  }
  if (closing.aborted) endNow(client);
  return { ended };
}

type Watch = Connection & {
  readonly over: AbortSignal;
  end(): void;
  cutOff(word: EndWord): void;
};

function watch(client: Client, clock: Clock): Watch {
  const { promise, resolve } = Promise.withResolvers<RefusedError>();
  const over = new AbortController();
  let word: EndWord = "cut";

  function hear(data: unknown): void {
    const message = readDisconnect(data);
    if (message === undefined) return;
    word = message;
    clock.sleep(goodbyeMs, over.signal).then(
      () => endNow(client),
      () => undefined,
    );
  }

  function end(): void {
    client.removeListener("ws_message", hear);
    client.removeListener("disconnected", end);
    over.abort();
    resolve(refused({ kind: kinds[word], code: word, isCertain: true }));
  }

  function cutOff(reason: EndWord): void {
    if (over.signal.aborted) return;
    word = reason;
    endNow(client);
  }

  async function whenEnded(): Promise<RefusedError> {
    const refusal = await promise;
    // The library's late timers can report the end of a connection that goes on; a second one beside it would be one too many.
    endNow(client);
    return refusal;
  }

  client.on("ws_message", hear);
  client.once("disconnected", end);
  return { ended: whenEnded(), over: over.signal, end, cutOff };
}

/** The first call says goodbye where a connection is open, the second waits for no answer to that. */
export function endNow(client: Client): void {
  void client.disconnect();
  void client.disconnect();
}

function readDisconnect(data: unknown): EndWord | undefined {
  if (typeof data !== "string" || !data.includes("disconnect")) return undefined;
  const message = disconnectSchema.safeParse(parseJson(data)).data;
  return message && (reasons.find((reason) => reason === message.reason) ?? "cut");
}
