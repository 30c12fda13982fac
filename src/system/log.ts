import pino, { type DestinationStream } from "pino";
import type { Log } from "../core/common/log.ts";

/** Names of fields that are never written, wherever somebody puts them. */
const redacted = [
  "token",
  "botToken",
  "appToken",
  "webToken",
  "gateSecret",
  "signingSecret",
  "password",
  "apiKey",
  "privateKey",
  "authorization",
  "url",
  "redisUrl",
].flatMap((name) => [name, `*.${name}`]);

/** One JSON object a line: static text, and data that holds ids and numbers only. */
export function createLog(options: { level: string; destination: DestinationStream }): Log {
  const { level, destination } = options;
  const logger = pino({ level, base: null, redact: { paths: redacted, censor: "[secret]" } }, destination);
  return {
    info: (event, data) => logger.info(data ?? {}, event),
    warn: (event, data) => logger.warn(data ?? {}, event),
    error: (event, data) => logger.error(data ?? {}, event),
  };
}
