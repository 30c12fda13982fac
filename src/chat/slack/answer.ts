import type { RespondFn } from "@slack/bolt";
import { describeError } from "../../core/common/errors.ts";
import type { Reply } from "../../core/records/invocation.ts";
import type { Log } from "../../core/common/log.ts";
import type { SlackApi } from "./api.ts";
import type { SlackInput } from "./invocation.ts";
import { clipText } from "./mrkdwn.ts";
import { limits } from "./blocks.ts";
import { renderCard, type SlackMessage } from "./render.ts";

export type Answer = { readonly text: string; readonly blocks?: SlackMessage["blocks"] };

export type AnswerDeps = { readonly api: SlackApi; readonly log: Log; readonly closing: AbortSignal };

/** What the asker gets to see: their own card, or that it was understood. */
export function toAnswer({ card, acknowledgement }: Reply): Answer {
  return card.onlyFor === undefined ? { text: clipText(acknowledgement, limits.topText) } : renderCard(card);
}

/** Shows an answer to the asker alone, by the command's own address and, when that is dead, by the channel. Never throws. */
export async function sendAnswer(
  deps: AnswerDeps,
  input: SlackInput,
  say: { respond: RespondFn; answer: Answer },
): Promise<void> {
  const { api, log, closing } = deps;
  try {
    const replace_original = input.isFromPrivateMessage;
    await say.respond({ response_type: "ephemeral", replace_original, ...say.answer });
    return;
  } catch (error) {
    log.warn("slack response_url failed", describeError(error));
  }
  try {
    await api.call(
      "chat.postEphemeral",
      { channel: input.channelId, user: input.userId, ...say.answer },
      closing,
    );
  } catch (error) {
    log.warn("slack answer not delivered", { userId: input.userId, ...describeError(error) });
  }
}
