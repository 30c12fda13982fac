import type { IncomingMessage } from "node:http";

/** A request of the bot as it arrived. */
export type SeenRequest = {
  /** `chat.postMessage`, or `response_url`. */
  readonly method: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly token: string | undefined;
};

/** Reads what the Web API client sends: forms whose structured fields are JSON, or JSON. */
export function readRequest(request: IncomingMessage, body: string): SeenRequest {
  const { pathname } = new URL(request.url ?? "/", "http://127.0.0.1");
  const isForm = request.headers["content-type"]?.startsWith("application/x-www-form-urlencoded") === true;
  const args = isForm ? fromForm(body) : asRecord(tryJson(body));
  const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1];
  const ofForm = typeof args["token"] === "string" ? args["token"] : undefined;
  return {
    method: pathname.startsWith("/api/") ? pathname.slice("/api/".length) : "response_url",
    args,
    token: bearer ?? ofForm,
  };
}

function fromForm(body: string): Record<string, unknown> {
  const structured = new Set(["blocks", "attachments", "metadata"]);
  return Object.fromEntries(
    [...new URLSearchParams(body)].map(([name, value]) => [
      name,
      structured.has(name) ? tryJson(value) : value,
    ]),
  );
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

export function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}
