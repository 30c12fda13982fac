import type { Card } from "../../core/records/card.ts";
import type { Platform } from "../../core/records/text.ts";

/** How a message reaches the team's channel of one platform: once per call, no retries, no memory of its own. */
export type MessageTransport = {
  readonly platform: Platform;
  /** Returns the message's id. The same nonce soon again answers with the message that is there, where the platform can. */
  post(card: Card, nonce: string, signal: AbortSignal): Promise<string>;
  /** `gone` when the message was deleted. */
  edit(messageId: string, card: Card, signal: AbortSignal): Promise<"edited" | "gone">;
};
