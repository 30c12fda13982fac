import { describeError } from "../core/common/errors.ts";
import type { JobContext } from "./context.ts";

type Note = { readonly event: string } & Readonly<Record<string, string | undefined>>;

/** Notes a failure that a later look mends, and goes on; a bot that is ending goes no further. @throws what ends it */
export function logAndContinue(
  error: unknown,
  { event, ...fields }: Note,
  { shutdown, log }: Pick<JobContext, "shutdown" | "log">,
): void {
  shutdown.throwIfAborted();
  log.warn(event, { ...fields, ...describeError(error) });
}
