import { systemCodeOf } from "../core/common/errors.ts";

/** Nothing was sent when the way to a platform was not even opened. Source: the codes of Node's `net` and `dns`, and undici's. */
const unsentFaults: ReadonlySet<string | undefined> = new Set([
  "ECONNREFUSED",
  "EAI_AGAIN",
  "ENOTFOUND",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** Whether nothing can have come of a request that failed with this error, by its own code or one of its causes'. */
export function isUnsent(error: unknown): boolean {
  return error instanceof Error && (unsentFaults.has(systemCodeOf(error)) || isUnsent(error.cause));
}
