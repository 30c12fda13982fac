import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { webRefusals } from "../../core/words/web.ts";
import type { Refusal } from "./answer.ts";

/**
 * Refuses what a foreign page in the same browser could send: by a name of its own that leads to 127.0.0.1
 * (wrong Host), or by a request across origins (wrong Origin).
 */
export function checkSource(headers: IncomingHttpHeaders, port: number): Refusal | undefined {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  const { host, origin } = headers;
  if (host === undefined || !hosts.includes(host)) return { status: 403, error: webRefusals.host };
  if (origin !== undefined && origin !== `http://${host}`) return { status: 403, error: webRefusals.origin };
  return undefined;
}

/** Asks for `Authorization: Bearer <token>`. */
export function checkToken(headers: IncomingHttpHeaders, token: string): Refusal | undefined {
  const given = /^Bearer (.+)$/i.exec(headers.authorization ?? "")?.[1] ?? "";
  // Hashed first: equal lengths, so that the time of the comparison tells nothing.
  return timingSafeEqual(digest(given), digest(token))
    ? undefined
    : { status: 401, error: webRefusals.token };
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
