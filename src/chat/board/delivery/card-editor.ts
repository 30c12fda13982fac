import type { Clock } from "../../../core/common/clock.ts";
import type { CardRequests } from "./card-requests.ts";
import type { Edited, MessageTransport, Showing } from "../message-transport.ts";
import { RefusedError } from "../refused-error.ts";

export type CardEditor = {
  /** @throws as the requests */
  edit(messageId: string, showing: Showing, requests: CardRequests): Promise<Edited>;
};

type EditorDeps = {
  readonly transport: Pick<MessageTransport, "oldFromMs" | "postedAtMs">;
  readonly clock: Pick<Clock, "now">;
};

/** Edits one card's message, and asks no more for one that can't be edited. */
export function createCardEditor({ transport, clock }: EditorDeps): CardEditor {
  let lost: { readonly messageId: string; readonly how: Edited } | undefined;
  let oldId: string | undefined;

  /** The platform's clock may be ahead: then its refusal says it. */
  function isOld(messageId: string): boolean {
    return oldId === messageId || clock.now() - transport.postedAtMs(messageId) >= transport.oldFromMs;
  }

  async function edit(messageId: string, showing: Showing, requests: CardRequests): Promise<Edited> {
    if (lost?.messageId === messageId) return lost.how;
    try {
      const how = await requests.edit(messageId, showing, isOld(messageId));
      if (how !== "edited") lost = { messageId, how };
      return how;
    } catch (error) {
      if (error instanceof RefusedError && error.kind === "old-edits") oldId = messageId;
      throw error;
    }
  }

  return { edit };
}
