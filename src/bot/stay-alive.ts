import { describeError } from "../core/common/errors.ts";
import type { Log } from "../core/common/log.ts";

/**
 * Notes each error that nobody has caught, and goes on, until it is disposed of: a library's connection or stream must not end
 * the bot while a pod is billed. What is decided lies in records that are changed whole or not at all, and a job that broke
 * off is run again, so no half of a change is left behind to go on with.
 */
export function stayAlive(log: Log, source: NodeJS.EventEmitter = process): Disposable {
  const onError = (error: unknown): void => log.error("an error that nobody caught", describeError(error));
  const events = ["uncaughtException", "unhandledRejection"] as const;
  for (const event of events) source.on(event, onError);
  return {
    [Symbol.dispose]() {
      for (const event of events) source.off(event, onError);
    },
  };
}
