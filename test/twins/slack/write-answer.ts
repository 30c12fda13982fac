import type { ServerResponse } from "node:http";

type RawAnswer = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
};

/** An answer of Slack's: its JSON, anything else of HTTP, none at all to a request that was taken, or none yet. */
export type ApiAnswer =
  | { readonly json: Readonly<Record<string, unknown>> }
  | { readonly raw: RawAnswer }
  | "hang up"
  | "silence";

/** Answers as a test chose. */
export function writeAnswer(response: ServerResponse, given: ApiAnswer): void {
  if (given === "silence") return;
  if (given === "hang up") {
    response.destroy();
    return;
  }
  const raw =
    "raw" in given
      ? given.raw
      : { status: 200, headers: { "content-type": "application/json" }, body: JSON.stringify(given.json) };
  response.writeHead(raw.status, raw.headers).end(raw.body);
}
