import type { ServerResponse } from "node:http";

/** Why a request is not taken, in one sentence for people. */
export type Refusal = { readonly status: number; readonly error: string };

/** On every answer: nothing from or to another host, no framing, no copy in a cache. */
export const safeHeaders = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "cache-control": "no-store",
} as const;

export function answerJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { ...safeHeaders, "content-type": "application/json; charset=utf-8" });
  response.end(JSON.stringify(value));
}

export function refuse(response: ServerResponse, { status, error }: Refusal): void {
  // What was not read of the request would be taken for the next one.
  response.setHeader("connection", "close");
  answerJson(response, status, { error });
}
