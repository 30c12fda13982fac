import { buffer } from "node:stream/consumers";
import type { IncomingMessage, ServerResponse } from "node:http";
import { problem, Refusal, type Answer } from "./answer.ts";

export function readBody(request: IncomingMessage): Promise<Buffer> {
  return buffer(request);
}

/** @throws Refusal 400 when it is no JSON. */
export function parseJson(bytes: Buffer): unknown {
  if (bytes.length === 0) return undefined;
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    throw new Refusal(problem(400, "the request body is no JSON"));
  }
}

export async function send(response: ServerResponse, answer: Answer): Promise<void> {
  const contentType = answer.contentType ?? "application/json";
  const headers = {
    "x-request-id": crypto.randomUUID(),
    "content-type": contentType,
    ...answer.headers,
  };
  response.writeHead(answer.status, headers);
  const { body, stream } = answer;
  if (stream !== undefined) await sendStream(response, stream);
  else if (body === undefined) response.end();
  else response.end(typeof body === "string" || Buffer.isBuffer(body) ? body : JSON.stringify(body));
}

async function sendStream(response: ServerResponse, stream: NonNullable<Answer["stream"]>): Promise<void> {
  const closed = new AbortController();
  response.once("close", () => {
    closed.abort();
  });
  response.flushHeaders();
  await stream((text) => response.write(text), closed.signal);
  response.end();
}
