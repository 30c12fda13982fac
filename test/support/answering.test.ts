import { createServer, type IncomingMessage } from "node:http";
import { connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { expect, it } from "vitest";
import { isGone } from "./answering.ts";
import { listenOnLoopback } from "./listen.ts";

async function fail(): Promise<never> {
  throw new TypeError("a mistake");
}

type Failed = { readonly request: IncomingMessage; readonly error: unknown };

async function failWith(
  read: (request: IncomingMessage) => Promise<unknown>,
  end: (client: Socket) => void,
): Promise<boolean> {
  const arrived = Promise.withResolvers<void>();
  const failed = Promise.withResolvers<Failed>();
  const server = createServer((request) => {
    arrived.resolve();
    read(request).catch((error: unknown) => failed.resolve({ request, error }));
  });
  await using listening = await listenOnLoopback(server);
  const client = connect(listening.port, "127.0.0.1").on("error", () => undefined);
  client.write("POST / HTTP/1.1\r\nHost: twin\r\nContent-Length: 10\r\n\r\n{");
  await arrived.promise;
  end(client);
  const { request, error } = await failed.promise;
  client.destroy();
  return isGone(request, error);
}

it("isGone() is true of a client that ended in the middle of its request", async () => {
  expect(await failWith(text, (client) => client.destroy())).toBe(true);
  expect(await failWith(text, (client) => client.resetAndDestroy())).toBe(true);
});

it("isGone() is false of a failure of the server itself, whether its client is there or not", async () => {
  const failLate = async (request: IncomingMessage): Promise<unknown> => text(request).catch(fail);

  expect(await failWith(fail, () => undefined)).toBe(false);
  expect(await failWith(failLate, (client) => client.destroy())).toBe(false);
});
