import { type Logger, LogLevel } from "@slack/bolt";
import type { Log } from "../../core/common/log.ts";

/** How the library's warnings begin; what follows can quote requests and answers, so it is dropped. */
const knownBeginnings = [
  "A ping wasn't received",
  "A pong wasn't received",
  "Authorization of incoming event",
  "Failed to parse and verify the request",
  "Failed to retrieve a new WSS URL",
  "Failed to send a WebSocket message",
  "Failed to send a message",
  "Malformed request body",
  "Peer did not complete the close handshake",
  "WebSocket error",
  "An incoming event was not acknowledged",
  "http request failed",
] as const;

/** Bolt's logger on top of ours: warnings and errors only, and of their text only its known beginning. */
export function createBoltLogger(log: Log): Logger {
  return {
    debug: drop,
    info: drop,
    warn: (...parts) => log.warn("slack library warning", about(parts)),
    error: (...parts) => log.error("slack library error", about(parts)),
    getLevel: () => LogLevel.WARN,
    setLevel: drop,
    setName: drop,
  };
}

function drop(): void {
  // Debug lines of the library quote whole messages.
}

function about(parts: readonly unknown[]): { readonly about: string } {
  const text = typeof parts[0] === "string" ? parts[0] : "";
  return { about: knownBeginnings.find((beginning) => text.startsWith(beginning)) ?? "other" };
}
